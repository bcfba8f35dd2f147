"""A file is recognized by its content, and nothing else is taken for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ocr_wrapper.files.digest import digest_of, has_digest

DIGEST = hashlib.sha256(b"result").hexdigest()


def test_file_is_recognized_until_it_is_edited(tmp_path: Path) -> None:
    """One changed character makes it another file."""
    path = tmp_path / "a.json"
    path.write_bytes(b"result")
    assert (digest_of(path), has_digest(path, DIGEST)) == (DIGEST, True)
    path.write_bytes(b"Result")
    assert not has_digest(path, DIGEST)


def test_what_is_no_file_has_no_digest(tmp_path: Path) -> None:
    """Neither a missing file, nor a folder, nor a link to a file with the content."""
    (tmp_path / "a.json").write_bytes(b"result")
    (tmp_path / "link").symlink_to(tmp_path / "a.json")
    for name in ("missing", ".", "link"):
        assert digest_of(tmp_path / name) is None
        assert not has_digest(tmp_path / name, DIGEST)
    assert not has_digest(tmp_path / "a.json", None)
