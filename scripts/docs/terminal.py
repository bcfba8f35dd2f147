"""Make the terminal images of the pages from real runs of `hwocr`.

What a user sees is not drawn by hand, so it cannot differ from the command. Run it when the output
of the command changes: `python -m scripts.docs.terminal`.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

from scripts.layout import REPOSITORY

FOLDER = REPOSITORY / "docs" / "images"
WIDTH = 90
"""Columns of the terminal."""

RUNS: Mapping[str, tuple[str, ...]] = {
    "terminal-passport": ("passport", "passports/lindqvarn.png", "--local", "--no-annotate"),
    "terminal-dry-run": ("passport", "passports", "--dry-run", "--region", "ap-southeast-1"),
}
"""Name of the image → arguments of the command."""

_FRAME = re.compile("[\u2800-\u28ff]")
"""A frame of the animation that shows progress; it begins with a Braille character."""

_FONT = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)


def run(arguments: tuple[str, ...]) -> str:
    """Run `hwocr` as on a terminal with colours; return what it printed."""
    environment = {
        **os.environ,  # noqa: TID251 (of the command that is run)
        "FORCE_COLOR": "1",
        "COLUMNS": str(WIDTH),
        "TERM": "xterm-256color",
    }
    done = subprocess.run(
        [sys.executable, "-m", "ocr_wrapper.cli", *arguments],
        cwd=REPOSITORY / "examples" / "images",
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if not _FRAME.search(line)]
    notes = [line for line in done.stderr.splitlines() if line.startswith("hwocr:")]
    return "\n".join(["\n".join(lines).strip("\n"), *notes])


def draw(arguments: tuple[str, ...], output: str, name: str) -> str:
    """Return an SVG of a command and its output; it loads no font from elsewhere."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ hwocr " + " ".join(arguments), style="bold"))
    console.print(Text.from_ansi(output.rstrip()))
    return _FONT.sub("", console.export_svg(title="hwocr", unique_id=name))


def main() -> int:
    """Run the commands and write their images."""
    for name, arguments in RUNS.items():
        image = draw(arguments, run(arguments), name)
        Path(FOLDER, f"{name}.svg").write_text(image, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
