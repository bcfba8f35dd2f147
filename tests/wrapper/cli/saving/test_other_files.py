"""What a call returned beside its result is saved before the result counts as done."""

from __future__ import annotations

import errno
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ocr_wrapper.batch.journal import JOURNAL
from ocr_wrapper.cli.output import writer
from ocr_wrapper.files.atomic import creating
from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import visible

CSV = ("--output", "results", "--format", "csv")
DEAD = "00" * 8
TABLE = {
    "result": {
        "words_region_list": [
            {"type": "table", "words_block_list": [{"words": "a", "rows": [0], "columns": [0]}]}
        ],
        "excel": "UEsDBA==",
    }
}


@pytest.fixture(autouse=True)
def _table(cloud: FakeCloud) -> None:
    cloud.responses["recognize_general_table"] = TABLE


@pytest.mark.parametrize(
    ("operation", "option"),
    [("general-table", []), ("general-text", ["--annotate", "results"])],
)
def test_file_that_cannot_be_written_leaves_the_call_open(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scan: Path,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    option: list[str],
) -> None:
    """The result is printed with the spreadsheet in it, and `--resume` does not skip the input."""

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writer.OutputFolder, "save", full)
        outcome = hwocr(operation, scan, *CSV, *option)
    assert outcome.code == 8
    assert json.loads(outcome.out)["result"]
    outcome = hwocr(operation, scan, *CSV, *option, "--resume")
    assert (outcome.code, len(cloud.calls)) == (9, 1)
    assert "may have been billed" in outcome.err


class Killed(BaseException):
    """The end of a process, which no handler of an error sees."""


def test_run_that_is_killed_meanwhile_keeps_the_result(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is complete on the disk before the spreadsheet is written."""

    def killed(*_: object) -> NoReturn:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(writer.OutputFolder, "save", killed)
        patch.setattr(writer, "remove", lambda _: None)
        with pytest.raises(Killed):
            hwocr("general-table", scan, *CSV)
    with closing(sqlite3.connect(tmp_path / "results" / JOURNAL)) as database:
        database.execute("UPDATE calls SET run=?", (DEAD,))
        database.commit()
    assert hwocr("general-table", scan, *CSV, "--resume").code == 0
    assert len(cloud.calls) == 1
    assert visible(tmp_path / "results") == ["scan.csv"]


def test_temporary_files_name_their_run(
    hwocr: Hwocr, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a later run removes those of a killed one: they hold data of a document."""
    written: list[str] = []

    def noted(path: Path, *rest: Any) -> Any:
        written.append(path.name)
        return creating(path, *rest)

    monkeypatch.setattr(writer, "creating", noted)
    assert hwocr("general-table", scan, *CSV).code == 0
    named = [re.fullmatch(r"\.hwocr-part-([0-9a-f]+)-[0-9a-f]+\.part", name) for name in written]
    assert len({found[1] for found in named if found}) == 1
    assert sum(found is not None for found in named) == 2


def test_temporary_file_of_a_combined_file_is_removed_by_the_next_run(
    hwocr: Hwocr, scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits in the folder of the single results, where it is found."""
    with monkeypatch.context() as patch:

        def killed(*_: object) -> NoReturn:
            raise Killed

        patch.setattr(
            "ocr_wrapper.cli.output.combined.digest_of",
            lambda path: killed() if "part" in path.name else None,
        )
        patch.setattr("ocr_wrapper.cli.output.combined.remove", lambda _: None)
        with pytest.raises(Killed):
            hwocr("general-table", scan, "--output", "all.csv")
    (part,) = (tmp_path / "all.csv.parts").glob(".*.part")
    part.rename(part.with_name(re.sub("part-[0-9a-f]+", f"part-{DEAD}", part.name)))
    assert hwocr("general-table", scan, "--output", "all.csv", "--resume").code == 0
    assert list((tmp_path / "all.csv.parts").glob(".*.part")) == []
