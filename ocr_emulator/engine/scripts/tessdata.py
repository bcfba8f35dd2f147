"""Lookup of Tesseract's language data: the user's, ours, and the system's.

Tesseract itself takes one folder. Further languages are often installed by the system beside the
four that come with us, so each language is looked up on its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ocr_emulator.engine.scripts.catalog import BUNDLED, EXTRA, Language

_SUFFIX = ".traineddata"
# Debian and Ubuntu, Fedora, Arch and Alpine, and Homebrew.
_SYSTEM = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def folder_of(data: str) -> Path | None:
    """Return the folder that has the data of a language; None where they are not installed."""
    return next((path for path in _folders() if (path / (data + _SUFFIX)).is_file()), None)


def is_installed() -> bool:
    """Return whether Tesseract can be imported."""
    return find_spec("tesserocr") is not None


def requirement(language: Language) -> str:
    """Return what pip has to install to read a language; empty where its file is missing alone."""
    return EXTRA if language.code in BUNDLED or not is_installed() else ""


def _folders() -> Iterator[Path]:
    """Return the folders in the order in which they are asked.

    What the user chose comes first, by the variable that Tesseract reads. Ours come before the
    system's, because the accuracy that is documented was measured with them. Tesseract is not asked
    for its folder: without one it lists the files of the working directory, however many.
    """
    chosen = os.environ.get("TESSDATA_PREFIX")  # noqa: TID251 - a variable of Tesseract
    if chosen:
        yield Path(chosen)
    if find_spec("ocr_wrapper_models") is not None:
        import ocr_wrapper_models

        yield Path(ocr_wrapper_models.__file__).parent
    for pattern in _SYSTEM:
        root = Path(pattern).anchor
        # The newest version first.
        yield from sorted(Path(root).glob(pattern.removeprefix(root)), reverse=True)
