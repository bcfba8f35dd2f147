"""Files are written completely or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from ocr_wrapper.files import atomic
from ocr_wrapper.files.atomic import PRIVATE, creating, replacing

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes and links")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_file_is_replaced_when_the_block_ends(tmp_path: Path) -> None:
    """Until then the old content is under the name."""
    path = tmp_path / "results.csv"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["results.csv"]


def _fail_while_writing(path: Path, error: type[BaseException]) -> None:
    with replacing(path) as file:
        file.write(b"half")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_error_leaves_the_old_file_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    """Also an interruption: what was half written may be a document."""
    path = tmp_path / "results.csv"
    path.write_bytes(b"old")
    with pytest.raises(error):
        _fail_while_writing(path, error)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["results.csv"]


def test_name_that_cannot_be_taken_leaves_no_file(tmp_path: Path) -> None:
    """A folder of that name stays, and the temporary file goes."""
    path = tmp_path / "results.csv"
    path.mkdir()
    with pytest.raises(OSError, match="directory"), replacing(path):
        pass
    assert names(tmp_path) == ["results.csv"]


@needs_posix
def test_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """The file that it names stays as it is."""
    target, path = tmp_path / "target", tmp_path / "credentials"
    target.write_bytes(b"kept")
    path.symlink_to(target)
    with replacing(path, PRIVATE) as file:
        file.write(b"new")
    assert (target.read_bytes(), path.is_symlink()) == (b"kept", False)


@needs_posix
@pytest.mark.parametrize(("mode", "found"), [(PRIVATE, 0o600), (0o666, 0o640)])
def test_mode_is_that_of_the_caller_within_the_umask(tmp_path: Path, mode: int, found: int) -> None:
    """A private file is private from its first byte."""
    before = os.umask(0o027)
    try:
        with replacing(tmp_path / "file", mode) as file:
            assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == found
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == found


def test_content_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut must not keep the name and lose the content."""
    path = tmp_path / "results.csv"
    synced = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append((number, path.exists())))
    with replacing(path) as file:
        file.write(b"new")
        number = file.fileno()
    assert synced == [(number, False)]


@needs_posix
@pytest.mark.parametrize(
    "make", [Path.touch, getattr(os, "mkfifo", None), lambda path: path.symlink_to("other")]
)
def test_prepared_name_is_refused(tmp_path: Path, make: object) -> None:
    """Neither a file nor a pipe nor a link is opened, and it is not removed."""
    path = tmp_path / "prepared"
    make(path)  # type: ignore[operator]
    with pytest.raises(FileExistsError), creating(path):
        pass
    assert names(tmp_path) == ["prepared"]


@pytest.mark.parametrize(("refusals", "attempts"), [(1, 2), (3, 3)])
def test_rename_waits_while_a_scanner_has_the_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int, attempts: int
) -> None:
    """As on Windows: some attempts with pauses, then the error, and the old file stays."""
    tried: list[Path] = []
    rename = Path.replace

    def refusing(source: Path, target: Path) -> Path:
        tried.append(source)
        if len(tried) <= refusals:
            raise PermissionError(13, "the file is open in another program")
        return rename(source, target)

    path = tmp_path / "results.csv"
    path.write_bytes(b"old")
    pauses: list[float] = []
    monkeypatch.setattr(atomic, "_RENAME_PAUSES", (0.01, 0.02))
    monkeypatch.setattr(atomic, "time", SimpleNamespace(sleep=pauses.append))
    monkeypatch.setattr(Path, "replace", refusing)
    failed = contextlib.nullcontext() if refusals < attempts else pytest.raises(PermissionError)
    with failed, replacing(path) as file:
        file.write(b"new")
    assert (len(tried), pauses) == (attempts, [0.01, 0.02][: attempts - 1])
    assert path.read_bytes() == (b"new" if refusals < attempts else b"old")
    assert names(tmp_path) == ["results.csv"]
