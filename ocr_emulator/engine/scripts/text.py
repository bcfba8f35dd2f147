"""Text in any script: read with the reader of its language, and look-alikes left out.

The built-in engine returns Latin letters for scripts that it does not know. What is hardly what is
printed is left out here and named, with what to install.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ocr_emulator.engine.base import Engine, Line, Page
from ocr_emulator.engine.scripts.catalog import EXTRA, LANGUAGES, requirement
from ocr_emulator.engine.scripts.lookalikes import is_lookalike

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, slots=True)
class Text:
    """A page of text, and why lines of it were left out."""

    page: Page = field(repr=False)
    left_out: str = ""
    """How many lines were left out and why; empty when none was."""
    install: str = ""
    """Requirement to install; empty when nothing helps."""


def is_readable(language: str | None, engine: Engine) -> bool:
    """Return whether the engine, or an extra beside it, reads a language; None is any."""
    return language is None or language in engine.languages or language in LANGUAGES


def read_text(
    engine: Engine,
    image: Image.Image,
    *,
    language: str | None = None,
    orient: bool = True,
    characters: bool = False,
    mixed: bool = True,
) -> Text:
    """Read the text of an image; see `Engine.read` for the options."""
    if language in LANGUAGES and language in engine.languages:
        page = engine.read(
            image, orient=orient, characters=characters, mixed=mixed, language=language
        )
        return Text(page)
    known = language if language in engine.languages else None
    page = engine.read(image, orient=orient, characters=True, mixed=mixed, language=known)
    missing = LANGUAGES.get(language or "")
    # Where the language is known and not read, no letter of the page is what is printed.
    kept = _without(page, lambda line: is_lookalike(line) or (bool(missing) and _is_text(line)))
    count = len(page.lines) - len(kept.lines)
    page = kept
    if not characters:
        page = replace(page, rows=tuple(tuple(map(_plain, row)) for row in page.rows))
    if not count:
        return Text(page)
    lines = "1 line was" if count == 1 else f"{count} lines were"
    if missing is not None:
        reason = f"{lines} left out: no reader of {missing.name} is installed"
        return Text(page, reason, requirement(missing))
    reason = f"{lines} left out: in a script that is not read without the option language"
    return Text(page, reason, _advice(engine))


def _advice(engine: Engine) -> str:
    """Return what to install; nothing where readers of other scripts are installed."""
    return "" if engine.languages & LANGUAGES.keys() else EXTRA


def _without(page: Page, left_out: Callable[[Line], bool]) -> Page:
    rows = [tuple(line for line in row if not left_out(line)) for row in page.rows]
    return replace(page, rows=tuple(row for row in rows if row))


def _is_text(line: Line) -> bool:
    return any(c.isalpha() for c in line.text)


def _plain(line: Line) -> Line:
    return Line(line.text, line.polygon, line.confidence)
