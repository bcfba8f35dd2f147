"""`hwocr show` makes every format from saved results, without a network."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pandas
import pypdfium2
import pytest

from ocr_wrapper import exports
from ocr_wrapper.cli import main
from ocr_wrapper.exports.exporter import Entry
from tests.wrapper.exports.pdf.page import block, picture, result

PLACE = (200, 200, 400, 40)
BINARY = ["xlsx", "parquet", "pdf"]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a file with two saved results, whose images are beside it."""
    names = [str(tmp_path / f"{number}.jpg") for number in range(2)]
    for name in names:
        Path(name).write_bytes(picture())
    entries = [Entry(result(block(f"word{name[-5]}", PLACE)), name) for name in names]
    return exports.save(entries, tmp_path / "saved.jsonl")


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".pdf", ".csv", ".hocr", ".md", ".jsonl"])
def test_suffix_of_the_output_chooses_the_format(suffix: str, saved: Path, tmp_path: Path) -> None:
    """All saved results become one file, which equals the one of the library."""
    output = tmp_path / f"all{suffix}"
    assert run("show", saved, "--output", output) == 0
    assert output.stat().st_size > 0


def test_workbook_has_all_results(saved: Path, tmp_path: Path) -> None:
    """Each saved result is a row with the name of its input."""
    output = tmp_path / "all.xlsx"
    assert run("show", saved, "--format", "xlsx", "--output", output) == 0
    frame = pandas.read_excel(output, sheet_name="Lines")
    assert list(frame["text"]) == ["word0", "word1"]
    assert list(frame["source"]) == [str(tmp_path / "0.jpg"), str(tmp_path / "1.jpg")]


def test_pdf_finds_its_images_in_another_folder(saved: Path, tmp_path: Path) -> None:
    """`--images` names where the images are now."""
    folder = tmp_path / "moved"
    folder.mkdir()
    for name in ("0.jpg", "1.jpg"):
        (tmp_path / name).rename(folder / name)
    output = tmp_path / "all.pdf"
    assert run("show", saved, "--images", folder, "--output", output) == 0
    with pypdfium2.PdfDocument(output) as document:
        texts = [page.get_textpage().get_text_range().strip() for page in document]
    assert texts == ["word0", "word1"]


def test_missing_image_is_named(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error says which option helps, and no file is left."""
    (tmp_path / "1.jpg").unlink()
    assert run("show", saved, "--output", tmp_path / "all.pdf") == 2
    assert "--images" in capsys.readouterr().err
    assert not (tmp_path / "all.pdf").exists()


def test_file_for_each_result_is_refused_for_several(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """ALTO describes one image."""
    assert run("show", saved, "--output", tmp_path / "all.xml") == 2
    assert "one file for each result" in capsys.readouterr().err


@pytest.mark.parametrize("name", BINARY)
def test_binary_format_goes_to_a_pipe_and_not_to_a_terminal(
    name: str, saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal would be disturbed; a pipe gets the file."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Terminal())
        assert run("show", saved, "--format", name) == 2
    assert "--output FILE" in capsys.readouterr().err
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", pipe)
        assert run("show", saved, "--format", name) == 0
    content = pipe.buffer.getvalue()
    assert content[:4] in {b"PK\x03\x04", b"PAR1", b"%PDF"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "all.docx"], "suffix of no format"),
        (["--output", "all.xlsx", "--format", "table"], "for the terminal"),
        (["--output", "missing/all.xlsx"], "cannot be written"),
    ],
)
def test_output_that_cannot_be_made(
    arguments: list[str],
    message: str,
    saved: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each mistake has one line that says what is wrong."""
    monkeypatch.chdir(tmp_path)
    assert run("show", saved, *arguments) in {2, 8}
    assert message in capsys.readouterr().err


def test_damaged_line_leaves_no_output(saved: Path, tmp_path: Path) -> None:
    """The whole file is made, or none."""
    with saved.open("a", encoding="utf-8") as file:
        file.write("{\n")
    assert run("show", saved, "--output", tmp_path / "all.csv") == 2
    assert not (tmp_path / "all.csv").exists()
