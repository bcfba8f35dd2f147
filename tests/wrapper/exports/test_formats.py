"""One interface for all formats: chosen by name or suffix, checked first, written atomically."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper import exports
from ocr_wrapper.errors import ConfigurationError, InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.results.samples import PASSPORT, block, recognition

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


def test_entry_shows_no_content() -> None:
    """An entry can be logged: neither image nor text is in its repr."""
    entry = Entry(recognition("recognize_passport", PASSPORT), "a.png", b"IMAGE-DATA")
    assert "IMAGE-DATA" not in repr(entry)
    assert "MUSTERFRAU" not in repr(entry)
