"""One interface for all formats: chosen by name or suffix, checked first, written atomically."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ocr_wrapper import exports
from ocr_wrapper.errors import ConfigurationError, InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.page import page
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.results.samples import PASSPORT, TABLE, block, recognition

TEXT = recognition("recognize_general_text", {"words_block_list": [block("Hello world", 0, 0)]})


@pytest.mark.parametrize("name", [name for name in exports.FORMATS if name != "pdf"])
def test_every_format_writes_one_and_several_results(name: str, tmp_path: Path) -> None:
    """A result alone and a generator of results are both accepted."""
    form = exports.by_name(name)
    path = exports.save(TEXT, tmp_path / f"one{form.suffix}")
    assert path.stat().st_size > 0
    many = (Entry(TEXT, f"{number}.png") for number in range(3))
    assert exports.save(many, tmp_path / f"many{form.suffix}").stat().st_size > 0


@pytest.mark.parametrize("name", exports.FORMATS)
def test_suffix_finds_its_format(name: str) -> None:
    """A file name is enough to choose a format, in upper case too."""
    suffix = exports.by_name(name).suffix
    found = exports.by_suffix(Path("a" + suffix.upper()))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("file", "name"), [("a.ndjson", "jsonl"), ("a.MARKDOWN", "markdown"), ("a.docx", None)]
)
def test_other_suffixes_of_a_format_are_known(file: str, name: str | None) -> None:
    """Some programs write them; of an unknown one no format is guessed."""
    found = exports.by_suffix(Path(file))
    assert (None if found is None else found.name) == name


def test_unknown_format_is_named_with_the_known_ones(tmp_path: Path) -> None:
    """The error lists what can be chosen, and nothing is written."""
    with pytest.raises(InputError, match="xlsx"):
        exports.save(TEXT, tmp_path / "a.bin", format="docx")
    with pytest.raises(InputError, match="suffix"):
        exports.save(TEXT, tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["xlsx", "parquet", "pdf"])
def test_missing_library_says_what_to_install(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error comes from `check`, before anything is read or written."""
    form = exports.by_name(name)
    find = importlib.util.find_spec
    hidden = set(form.libraries)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name in hidden else find(name, *a)
    )
    with pytest.raises(ConfigurationError, match=rf'"ocr-wrapper\[{form.extra}\]"'):
        form.check()
    with pytest.raises(ConfigurationError):
        exports.save(TEXT, tmp_path / f"a{form.suffix}")
    assert list(tmp_path.iterdir()) == []


def test_import_of_the_package_loads_no_library() -> None:
    """Text formats and the registry work without the libraries of other formats."""
    code = (
        "import sys\nfrom ocr_wrapper import exports\nexports.FORMATS['xlsx'].check()\n"
        "print({'openpyxl', 'pyarrow', 'pikepdf', 'pandas', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", [name for name in exports.FORMATS if name != "pdf"])
def test_failure_leaves_the_existing_file(name: str, tmp_path: Path) -> None:
    """An error after the first result keeps what was there, and no temporary file remains."""

    def failing() -> Iterator[Recognition[Any]]:
        yield TEXT
        raise RuntimeError("stopped")

    path = tmp_path / f"a{exports.by_name(name).suffix}"
    path.write_bytes(b"before")
    with pytest.raises(RuntimeError, match="stopped"):
        exports.save(failing(), path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", exports.FORMATS)
def test_file_is_not_closed(name: str) -> None:
    """What the caller opened, the caller closes."""
    file = io.BytesIO()
    exports.write([], file, exports.by_name(name))
    assert not file.closed


def test_json_lines_can_be_loaded_again(tmp_path: Path) -> None:
    """Each line is a saved result with the name and the page of its input."""
    path = exports.save(
        [Entry(TEXT, "a.tif", page=2), recognition("recognize_passport", PASSPORT)],
        tmp_path / "a.jsonl",
    )
    first, second = path.read_text("utf-8").splitlines()
    assert first.startswith('{"file": "a.tif", "page": 2, ')
    assert Recognition.from_json(first) == TEXT
    assert Recognition.from_json(second).fields["surname"].value == "MUSTERFRAU"


def test_csv_has_one_header_for_each_kind_of_rows(tmp_path: Path) -> None:
    """Fields of many inputs are one table; a value that is a formula is quoted."""
    attack = recognition("recognize_passport", {"surname": "=1+1", "number": "007"})
    path = exports.save([Entry(attack, "a.png"), Entry(attack, "b.png")], tmp_path / "a.csv")
    assert path.read_text("utf-8").splitlines() == [
        "file,field,value,confidence",
        "a.png,surname,'=1+1,",
        "a.png,number,007,",
        "b.png,surname,'=1+1,",
        "b.png,number,007,",
    ]


def test_csv_of_tables_says_which_input_a_row_is_from(tmp_path: Path) -> None:
    """In a file of several inputs the first column is the name; a table alone has none."""
    entries = [Entry(recognition("recognize_general_table", TABLE), name) for name in ("a", "b")]
    path = exports.save(entries, tmp_path / "a.csv")
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    assert {row[0] for row in rows} == {"a", "b"}
    alone = list(csv.reader(exports.save(entries[0], path).read_text("utf-8").splitlines()))
    assert [row[1:] for row in rows] == [*alone, *alone]


@pytest.mark.parametrize("name", ["xlsx", "parquet", "pdf"])
def test_broken_library_is_found_before_it_is_needed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is installed and cannot be loaded is reported with what to install."""
    form = exports.by_name(name)
    monkeypatch.setitem(sys.modules, f"ocr_wrapper.exports.{form.module}", None)
    form.check()
    with pytest.raises(ConfigurationError, match=rf'"ocr-wrapper\[{form.extra}\]"'):
        form.try_out()


def test_entry_shows_no_content() -> None:
    """An entry can be logged: neither image nor text is in its repr."""
    entry = Entry(recognition("recognize_passport", PASSPORT), "a.png", b"IMAGE-DATA")
    assert "IMAGE-DATA" not in repr(entry)
    assert "MUSTERFRAU" not in repr(entry)


@pytest.mark.parametrize(
    ("image_size", "page_size", "scale"),
    [
        ((200, 100), (200, 100), (2, 0.5)),
        ((100, 200), (100, 200), (1, 1)),
        (None, (100, 200), (1, 1)),
    ],
)
def test_page_scales_positions_to_its_image(
    image_size: tuple[int, int] | None, page_size: tuple[int, int], scale: tuple[float, float]
) -> None:
    """hOCR, ALTO and PDF of a fitted image can have the original, or no image at all."""
    blocks = {"words_block_list": [block("Hello", 10, 20, 50, 20)]}
    found = recognition("recognize_general_text", blocks, sent_size=(100, 200))
    content = page(Entry(found, size=image_size))
    x, y = scale
    expected = ((10 * x, 20 * y), (60 * x, 20 * y), (60 * x, 40 * y), (10 * x, 40 * y))
    assert (content.width, content.height) == page_size
    assert content.lines[0].polygon == expected
    assert content.lines[0].words[0].polygon == expected


@pytest.mark.parametrize("name", ["jsonl", "parquet"])
def test_numbers_that_are_not_finite_are_exported_as_json(name: str, tmp_path: Path) -> None:
    """What is written is JSON, which has no infinity."""

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is not JSON")

    found = recognition("recognize_passport", {**PASSPORT, "surname": float("inf")})
    path = exports.save(found, tmp_path / f"a.{name}")
    text = path.read_text("utf-8") if name == "jsonl" else pq.read_table(path)["json"][0].as_py()
    assert json.loads(text, parse_constant=refuse)["result"]["surname"] == float("inf")
