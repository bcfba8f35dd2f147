"""Make the image of an annotated passport that README and site show.

It comes out of the command line and the OCR engine, so that it shows what a user gets. Run it when
the drawing of annotations changes: `python -m scripts.docs.images`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from ocr_wrapper.cli import main as hwocr
from scripts.layout import REPOSITORY

SAMPLE = REPOSITORY / "examples" / "images" / "passports" / "lindqvarn.png"
ANNOTATED = REPOSITORY / "docs" / "images" / "annotated-passport.png"


def annotate(sample: Path, target: Path) -> int:
    """Read the sample with the local engine and write its annotated copy; return the exit code."""
    code = hwocr(["passport", str(sample), "--local", "--annotate", str(target)])
    if code == 0:
        with Image.open(target) as image:
            # Few colours are enough, and a page that shows the image loads faster.
            image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    target = Path(arguments[0]) if arguments else ANNOTATED
    target.parent.mkdir(parents=True, exist_ok=True)
    return annotate(SAMPLE, target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
