"""Compare and replace folders of generated files."""

from __future__ import annotations

import shutil
from pathlib import Path

_LEFT_OVER = ("__pycache__",)


def files(folder: Path) -> dict[str, bytes]:
    """Return the contents of all files below `folder`, except Python's caches."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not set(path.parts) & set(_LEFT_OVER)
    }


def differences(committed: Path, fresh: Path) -> list[str]:
    """Return a line for each file that is missing, too many or different, both ways."""
    old, new = files(committed), files(fresh)
    lines = []
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            lines.append(f"{committed.name}/{name} is missing")
        elif name not in new:
            lines.append(f"{committed.name}/{name} comes from nothing in the contract")
        elif old[name] != new[name]:
            lines.append(f"{committed.name}/{name} differs from what the contract gives")
    return lines


def replace(source: Path, target: Path) -> None:
    """Make `target` hold exactly what `source` holds.

    Files that are equal stay untouched, so that tools which look at their times do not
    start over.
    """
    old, new = files(target) if target.is_dir() else {}, files(source)
    for name in old.keys() - new.keys():
        (target / name).unlink()
    for name, content in new.items():
        if old.get(name) != content:
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for folder in sorted(target.rglob("*"), reverse=True):
        if folder.is_dir() and folder.name in _LEFT_OVER:
            shutil.rmtree(folder)
        elif folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
