"""Contents of wheel and sdist, compared with the files that are committed.

A wheel that lost `py.typed` or the contract fails only at a user's; one that packs a local key
file cannot be taken back. So both are compared file by file, and nothing is listed twice.
"""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from scripts.layout import ToolError

PACKAGES = ("generated/huawei_ocr_api", "ocr_wrapper", "ocr_emulator")
METADATA = (
    "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE",
)  # fmt: skip
NEEDED = (
    "huawei_ocr_api/openapi.json",
    "huawei_ocr_api/py.typed",
    "huawei_ocr_api/reference.html",
    "ocr_emulator/__init__.pyi",
    "ocr_emulator/py.typed",
    "ocr_wrapper/__init__.pyi",
    "ocr_wrapper/py.typed",
)
"""Files that no module imports, so that only their absence at a user's would be noticed."""

NOT_IN_SDIST = ("models/",)
"""Folders of other distributions."""

_FORBIDDEN = (".env", ".key", ".local", ".pem", ".pyc", ".p12")


def tracked(root: Path, *, new: bool = False) -> list[str]:
    """Return the files of a checkout that git tracks, and those that it would add if `new`."""
    command = ["git", "ls-files", "-z", "--cached"]
    command += ["--others", "--exclude-standard"] if new else []
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return [name for name in done.stdout.split("\0") if name and (root / name).exists()]


def of_wheel(path: Path) -> list[str]:
    """Return the files of a wheel."""
    with zipfile.ZipFile(path) as archive:
        return [item.filename for item in archive.infolist() if not item.is_dir()]


def of_sdist(path: Path) -> list[str]:
    """Return the files of an sdist, without the folder that contains all of them."""
    with tarfile.open(path) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    return [name.partition("/")[2] for name in names]


def expected_in_wheel(files: Iterable[str], dist_info: str) -> set[str]:
    """Return what a wheel must contain, given the committed files."""
    modules = {
        name.removeprefix("generated/")
        for name in files
        if any(name.startswith(f"{package}/") for package in PACKAGES)
    }
    return modules | {f"{dist_info}/{name}" for name in METADATA}


def expected_in_sdist(files: Iterable[str]) -> set[str]:
    """Return what an sdist must contain, given the committed files."""
    return {name for name in files if not name.startswith(NOT_IN_SDIST)} | {"PKG-INFO"}


def problems(wheel: Iterable[str], sdist: Iterable[str], files: Iterable[str]) -> list[str]:
    """Return what is missing, superfluous or forbidden, a line each."""
    wheel, sdist, files = set(wheel), set(sdist), list(files)
    infos = {name.partition("/")[0] for name in wheel if ".dist-info/" in name}
    if len(infos) != 1:
        return [f"the wheel has {len(infos)} folders of metadata"]
    found = [
        *_difference("wheel", wheel, expected_in_wheel(files, infos.pop())),
        *_difference("sdist", sdist, expected_in_sdist(files)),
    ]
    found += [f"not in the wheel: {name}" for name in NEEDED if name not in wheel]
    for name in sorted(wheel | sdist):
        if PurePosixPath(name).suffix in _FORBIDDEN or PurePosixPath(name).name in _FORBIDDEN:
            found.append(f"must not be published: {name}")
    return found


def _difference(kind: str, found: set[str], expected: set[str]) -> list[str]:
    return [
        *(f"missing in the {kind}: {name}" for name in sorted(expected - found)),
        *(f"not expected in the {kind}: {name}" for name in sorted(found - expected)),
    ]


def check(wheel: Path, sdist: Path, root: Path) -> str:
    """Check both files of a release and return a summary.

    Raises:
        ToolError: Something is missing, superfluous or forbidden.
    """
    inside, source = of_wheel(wheel), of_sdist(sdist)
    found = problems(inside, source, tracked(root))
    if found:
        raise ToolError("\n".join(found))
    return f"{len(inside)} files in the wheel, {len(source)} in the sdist"
