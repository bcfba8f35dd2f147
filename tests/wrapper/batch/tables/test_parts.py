"""Output folder: parts are complete or absent, and name the rows that are done."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq
import pytest

from ocr_wrapper import ConfigurationError, InputError
from ocr_wrapper.batch import pending, read_results
from ocr_wrapper.batch.cluster.parts import PartsFolder
from ocr_wrapper.batch.table import SCHEMA, ids_of


def rows(*ids: str, status: str = "ok", code: str | None = None) -> pa.Table:
    """Return results with these ids."""
    found = [{"id": one, "status": status, "code": code, "attempts": 1} for one in ids]
    return pa.Table.from_pylist(found, schema=SCHEMA)


def written(folder: Path, *tables: pa.Table) -> PartsFolder:
    """Return a folder with each table as one part."""
    parts = PartsFolder(folder)
    parts.prepare("recognize_general_text", {})
    for table in tables:
        parts.write(table, table["id"])
    return parts


def test_part_is_found_by_the_ids_of_its_rows(tmp_path: Path) -> None:
    """Other rows, or the same in another order, are another part."""
    parts = written(tmp_path / "out", rows("a", "b"))
    assert parts.read(rows("a", "b")["id"]) == rows("a", "b")
    assert parts.read(rows("b", "a")["id"]) is None
    assert parts.read(rows("ab")["id"]) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_results_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    """They are the texts of documents."""
    written(tmp_path / "out", rows("a"))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_any_reader_of_parquet_reads_the_folder(tmp_path: Path) -> None:
    """The file about the folder is not in its way."""
    written(tmp_path / "out", rows("a"), rows("b"))
    assert sorted(pq.read_table(tmp_path / "out")["id"].to_pylist()) == ["a", "b"]


def test_failed_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full must not leave a part that looks like one."""
    parts = written(tmp_path / "out")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        parts.write(rows("a"), rows("a")["id"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["_about.json"]


def test_unfinished_file_of_a_killed_worker_is_ignored(tmp_path: Path) -> None:
    """A worker that is killed while it writes leaves a temporary file and no part."""
    parts = written(tmp_path / "out", rows("a"))
    (tmp_path / "out" / "_0123.tmp").write_bytes(b"PAR1 half of a part")
    assert parts.ids().to_pylist() == ["a"]


def test_pending_rows_are_those_without_a_result(tmp_path: Path) -> None:
    """Other columns are kept; ids may be integers."""
    written(tmp_path / "out", rows("1", "2"), rows("4", status="failed"))
    table = pa.table({"id": [1, 2, 3, 4, 5], "path": list("abcde")})
    assert pending(table, tmp_path / "out").to_pylist() == [
        {"id": 3, "path": "c"},
        {"id": 5, "path": "e"},
    ]


def test_everything_is_pending_before_the_first_run(tmp_path: Path) -> None:
    """A folder that does not exist yet holds nothing."""
    table = pa.table({"id": ["a"]})
    assert pending(table, tmp_path / "out") == table
    assert read_results(tmp_path / "out") == SCHEMA.empty_table()
    assert not (tmp_path / "out").exists()


def test_pending_refuses_an_id_that_stands_twice(tmp_path: Path) -> None:
    """It would be billed twice, and the results could not be told apart."""
    with pytest.raises(InputError, match="an id twice"):
        pending(pa.table({"id": ["a", "a"]}), tmp_path / "out")


def test_results_hold_each_id_once_and_prefer_a_result(tmp_path: Path) -> None:
    """An engine that cut the input differently the second time leaves rows in two parts."""
    written(
        tmp_path / "out", rows("a", "b", status="lost"), rows("b", "c", code="x"), rows("c", "d")
    )
    found = {row["id"]: row["status"] for row in read_results(tmp_path / "out").to_pylist()}
    assert found == {"a": "lost", "b": "ok", "c": "ok", "d": "ok"}
    assert read_results(tmp_path / "out").num_rows == 4


def test_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    """Its rows would be taken for those of this operation."""
    parts = written(tmp_path / "out")
    parts.prepare("recognize_general_text", {})
    with pytest.raises(ConfigurationError, match="choose another folder"):
        parts.prepare("recognize_passport", {})
    with pytest.raises(ConfigurationError, match="choose another folder"):
        parts.prepare("recognize_general_text", {"detect_direction": True})


def test_relative_folder_is_the_same_in_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker may have another working directory."""
    monkeypatch.chdir(tmp_path)
    assert PartsFolder("out").location == str(tmp_path / "out")


def test_folder_of_another_file_system_is_used_by_its_uri(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an object store a part is written under another name and moved as well."""
    (tmp_path / "bucket").mkdir()
    store = pyarrow.fs.SubTreeFileSystem(
        str(tmp_path), pyarrow.fs.LocalFileSystem()
    )  # no local one, as far as the folder knows

    class Stores:
        @staticmethod
        def from_uri(uri: str) -> tuple[pyarrow.fs.FileSystem, str]:
            return store, uri.removeprefix("s3://")

    monkeypatch.setattr("ocr_wrapper.batch.cluster.parts.FileSystem", Stores)
    parts = PartsFolder("s3://bucket/out")
    parts.prepare("recognize_general_text", {})
    parts.write(rows("a"), rows("a")["id"])
    assert parts.read(rows("a")["id"]) == rows("a")
    assert read_results("s3://bucket/out")["id"].to_pylist() == ["a"]
    names = sorted(path.name[:5] for path in (tmp_path / "bucket" / "out").iterdir())
    assert names == ["_abou", "part-"]
    assert "bucket" not in repr(parts)


def test_ids_are_compared_as_text() -> None:
    """The part of the integers 1 and 2 is that of the texts "1" and "2"."""
    assert ids_of(pa.table({"id": [1, 2]})).to_pylist() == ["1", "2"]
