"""A folder of scans becomes one spreadsheet, and each image is paid once."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from examples.folder_to_spreadsheet import convert
from ocr_emulator import Emulator
from tests.paths import IMAGES, ROOT

TEXT = "recognize_general_text"
WORKBOOK = Path("scans.xlsx")


@pytest.fixture
def scans(passport: bytes, emulated: Emulator) -> Path:
    """Return a folder with three scans, each of which has another text, and a file of notes."""
    folder = Path("scans")
    (folder / "more").mkdir(parents=True)
    for name in ("one.png", "two.png", "more/three.PNG"):
        image = passport + name.encode()
        (folder / name).write_bytes(image)
        encoded = base64.b64encode(image).decode()

        def is_this(body: Any, encoded: str = encoded) -> bool:
            return bool(body["image"] == encoded)

        block = {"words": f"TEXT OF {name}", "location": [[0, 0], [9, 0], [9, 9], [0, 9]]}
        result = {"direction": -1, "words_block_count": 1, "words_block_list": [block]}
        emulated.answers.set(TEXT, result, when=is_this)
    (folder / "notes.txt").write_text("no scan")
    return folder


def cells() -> list[str]:
    """Return the text of all cells of the workbook."""
    book = openpyxl.load_workbook(WORKBOOK, read_only=True)
    found = [
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    book.close()
    return found


def run(folder: Path) -> int:
    """Run the command."""
    return convert.main([str(folder), str(WORKBOOK)])


def test_every_scan_is_in_the_spreadsheet(scans: Path, emulated: Emulator) -> None:
    """Text and name of each scan are there, also from a subfolder; other files are ignored."""
    assert run(scans) == 0
    for name in ("one.png", "two.png", "more/three.PNG"):
        assert name in cells()
        assert f"TEXT OF {name}" in cells()
    assert emulated.journal.count(operation=TEXT) == 3


def test_second_run_pays_for_new_scans_only(
    scans: Path, emulated: Emulator, passport: bytes
) -> None:
    """Known images are taken from the stored results, also under another name."""
    run(scans)
    (scans / "one.png").rename(scans / "renamed.png")
    (scans / "four.png").write_bytes(passport)
    assert run(scans) == 0
    assert emulated.journal.count(operation=TEXT) == 4
    assert {"renamed.png", "four.png", "TEXT OF one.png"} <= set(cells())


def test_copies_of_a_scan_are_paid_once(scans: Path, emulated: Emulator) -> None:
    """Both names are in the spreadsheet."""
    (scans / "copy.png").write_bytes((scans / "one.png").read_bytes())
    assert run(scans) == 0
    assert emulated.journal.count(operation=TEXT) == 3
    assert {"copy.png", "one.png"} <= set(cells())


def test_failed_scan_is_read_by_the_next_run(
    scans: Path, emulated: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are in the spreadsheet, and nothing is paid twice."""
    emulated.faults.error("AIS.0104", operation=TEXT, times=1)
    assert run(scans) == 1
    assert "AIS.0104" in capsys.readouterr().out
    assert len([cell for cell in cells() if cell.startswith("TEXT OF")]) == 2
    assert run(scans) == 0
    assert len([cell for cell in cells() if cell.startswith("TEXT OF")]) == 3
    assert emulated.journal.count(operation=TEXT, status=200) == 3


def test_problem_of_the_account_stops_everything(
    scans: Path, emulated: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """No spreadsheet is written, and the reason is one line."""
    emulated.account.frozen = True
    assert run(scans) == 1
    assert not WORKBOOK.exists()
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["scans", "scans.unknown"], ["nowhere", "scans.xlsx"]])
def test_impossible_output_is_refused_before_a_call(
    arguments: list[str], scans: Path, emulated: Emulator
) -> None:
    """A wrong suffix or folder costs nothing."""
    with pytest.raises(SystemExit):
        convert.main(arguments)
    assert emulated.journal.count(operation=TEXT) == 0


def test_interruption_loses_no_result(
    scans: Path, emulated: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C the next run pays only for what was not received."""
    interrupts = iter([KeyboardInterrupt])

    def first_line_is_interrupted(*_: object, **__: object) -> None:
        for interrupt in interrupts:
            raise interrupt

    monkeypatch.setattr(convert, "print", first_line_is_interrupted, raising=False)
    assert run(scans) == 130
    stored = len(list(Path("scans.results").glob("*.json")))
    assert stored > 0
    run(scans)
    assert emulated.journal.count(operation=TEXT) <= 3
    assert len([cell for cell in cells() if cell.startswith("TEXT OF")]) >= stored


def test_call_in_doubt_is_not_made_again(
    scans: Path, emulated: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """A lost response may have been billed: the next run names it and leaves it to the user."""
    emulated.faults.reset(operation=TEXT, times=1)
    assert run(scans) == 1
    assert run(scans) == 1
    assert "2 of 3 scans" in capsys.readouterr().out
    assert emulated.journal.count(operation=TEXT) == 3


@pytest.mark.engine
def test_readme_command_writes_a_workbook_of_the_samples(tmp_path: Path) -> None:
    """The command of the README reads the sample images with the OCR engine."""
    readme = (ROOT / "examples" / "folder_to_spreadsheet" / "README.md").read_text("utf-8")
    (line,) = [line for line in readme.splitlines() if line.startswith("python ")]
    words = [sys.executable if word == "python" else word for word in line.split()]
    # Without the passports of the tutorial: each image takes seconds.
    for sample in IMAGES.glob("*.png"):
        shutil.copy(sample, tmp_path)
    words[-2:] = [str(tmp_path), str(WORKBOOK.resolve())]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"passport.png", "receipt.png", "mixed.png"} <= set(cells())
    assert any("TOTAL EUR" in cell for cell in cells())
