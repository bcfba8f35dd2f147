"""Blocks of code in the pages: where they are, and what has to be there when they run.

Every block of Python and every command of a page is run as a reader would run it: in a folder with
the files that the pages name, with an emulator in place of the cloud. Blocks of the language `py`
are run by `tests/examples`, which also compares them with the vendor's SDK.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.paths import ROOT

_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]+)\n(?P<code>.*?)^ *``` *$", re.M | re.S)
_SAVED = re.compile(r"Save this as `([^`]+)`")
_VOLATILE = re.compile(r"\b[0-9a-f]{32}\b|\d+\.\d+|━+")


@dataclass(frozen=True)
class Block:
    """One block of a page."""

    page: str
    """Path of the page in the repository."""
    line: int
    language: str
    code: str
    output: str
    """What it prints, if the page shows that in the block after it."""
    file: str
    """Name under which the page says to save it, or nothing."""

    @property
    def name(self) -> str:
        """Name of the test of this block."""
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Return README and every page of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(*languages: str) -> list[Block]:
    """Return the blocks of some languages, in the order of the pages."""
    return [block for path in pages() for block in _blocks(path) if block.language in languages]


def _blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    matches = list(_BLOCK.finditer(text))
    for match, following in itertools.zip_longest(matches, matches[1:]):
        saved = _SAVED.search(text[: match.start()].rstrip().rpartition("\n\n")[2])
        file = saved[1] if saved else ""
        yield Block(
            page=path.relative_to(ROOT).as_posix(),
            line=text.count("\n", 0, match.start()) + 1,
            language=match["language"],
            code=_code(match),
            output=_output(text, match, following, file),
            file=file,
        )


def _code(match: re.Match[str]) -> str:
    margin = len(match["indent"])
    return "".join(line[margin:] for line in match["code"].splitlines(keepends=True))


def _output(text: str, match: re.Match[str], following: re.Match[str] | None, file: str) -> str:
    """Return the text block after a program, or what the page shows for running its file."""
    if following is None or text[match.end() : following.start()].strip():
        return ""
    shown = _code(following)
    if following["language"] == "text":
        return shown
    command, _, output = shown.partition("\n")
    return output if file and command == f"$ python {file}" else ""


def prepare(folder: Path) -> None:
    """Put the files that the pages name into a folder."""
    images = ROOT / "examples" / "images"
    shutil.copytree(images, folder / "examples" / "images")
    shutil.copytree(images / "passports", folder / "passports")
    for name in ("scan.png", "card.png", "page.png"):
        shutil.copy(images / "passport.png", folder / name)
    (folder / "scans" / "2025").mkdir(parents=True)
    shutil.copy(images / "receipt.png", folder / "scans")
    shutil.copy(images / "mixed.png", folder / "scans" / "2025")
    (folder / "scans.txt").write_text("scans/receipt.png\nscan.png\n", encoding="utf-8")
    with Image.open(images / "receipt.png") as page:
        page.convert("RGB").save(folder / "file.pdf")


def missing(expected: str, printed: str) -> list[str]:
    """Return the parts of an expected output that were not printed.

    An ellipsis stands for anything; times, confidences and request ids differ in each run.
    """
    shown = _plain(printed)
    parts = [part for line in expected.splitlines() for part in line.split("…")]
    return [part for part in parts if part.strip() and _plain(part) not in shown]


def _plain(text: str) -> str:
    return " ".join(_VOLATILE.sub("#", text).split())
