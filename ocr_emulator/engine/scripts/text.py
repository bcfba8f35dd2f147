"""Text in any script: read with the reader of its language, and look-alikes left out.

The built-in engine returns Latin letters for scripts that it does not know. What is hardly what is
printed is left out here and named, with what to install. All operations that return text read it
here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.scripts.catalog import EXTRA, LANGUAGES, Language, file_name
from ocr_emulator.engine.scripts.lookalikes import is_lookalike
from ocr_emulator.engine.scripts.tessdata import requirement

if TYPE_CHECKING:
    from PIL import Image

AUTO = "auto"
"""Value of the option `language` that has the script of the text found out."""


@dataclass(frozen=True, slots=True)
class Text:
    """A page of text, and why lines of it were left out."""

    page: Page = field(repr=False)
    engine: Engine
    """Reads further areas of the image as the page was read, look-alikes left out."""
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
    """Read the text of an image; see `Engine.read` for the options.

    With the language `auto` a page that has lines in another script is read a second time, by the
    reader of that script.
    """
    if language in LANGUAGES and language in engine.languages:
        page = engine.read(
            image, orient=orient, characters=characters, mixed=mixed, language=language
        )
        return Text(page, line_engine(engine, language) or engine)
    known = language if language in engine.languages else None
    page = engine.read(image, orient=orient, characters=True, mixed=mixed, language=known)
    missing = LANGUAGES.get(language or "")
    # Where the language is known and not read, no letter of the page is what is printed.
    strange = [x for x in page.lines if is_lookalike(x) or (missing is not None and _is_text(x))]
    if strange and language == AUTO:
        missing = _detected(engine, image, strange, any_way_up=orient or mixed)
        if missing is not None and missing.in_text:
            return read_text(
                engine,
                image,
                language=missing.code,
                orient=orient,
                characters=characters,
                mixed=mixed,
            )
    page = _without(page, strange)
    if not characters:
        page = replace(page, rows=tuple(tuple(map(_plain, row)) for row in page.rows))
    text = Text(page, _LegibleEngine(engine))
    if not strange:
        return text
    lines = "1 line was" if len(strange) == 1 else f"{len(strange)} lines were"
    reason, install = _advice(missing, engine)
    return replace(text, left_out=f"{lines} left out: {reason}", install=install)


def line_engine(engine: Engine, language: str | None) -> Engine | None:
    """Return what reads single lines of a language without look-alikes; None where nothing does."""
    if language not in LANGUAGES:
        return _LegibleEngine(engine)
    if language not in engine.languages:
        return None
    from ocr_emulator.engine.scripts.engine import ScriptEngine

    return ScriptEngine(engine, language)


def _detected(
    engine: Engine, image: Image.Image, lines: Sequence[Line], *, any_way_up: bool
) -> Language | None:
    """Return the language of look-alikes, as far as its reader is installed."""
    codes = engine.languages & LANGUAGES.keys()
    if not codes:
        return None
    from ocr_emulator.engine.scripts.detect import detected_language

    return detected_language(image, lines, codes, any_way_up=any_way_up)


def _advice(missing: Language | None, engine: Engine) -> tuple[str, str]:
    """Return why lines are not read, and what to install where that helps."""
    if missing is None:
        installed = engine.languages & LANGUAGES.keys()
        reason = "another script is read only with the option language of general-text"
        return reason, "" if installed else EXTRA
    if missing.code in engine.languages:
        return f"{missing.name} is read on cards only", ""
    reason = f"{missing.name} needs Tesseract with {file_name(missing)}"
    return reason, requirement(missing)


def _without(page: Page, left_out: Collection[Line]) -> Page:
    known = {id(line) for line in left_out}
    rows = [tuple(line for line in row if id(line) not in known) for row in page.rows]
    return replace(page, rows=tuple(row for row in rows if row))


def _is_text(line: Line) -> bool:
    return any(c.isalpha() for c in line.text)


def _plain(line: Line) -> Line:
    return Line(line.text, line.polygon, line.confidence)


class _LegibleEngine:
    """An engine whose look-alikes of other scripts are empty lines."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name = engine.name
        self.languages = engine.languages

    def __repr__(self) -> str:
        return f"_LegibleEngine({self._engine!r})"

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        """Return the areas of text."""
        return self._engine.detect(image)

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        """Recognize one line in each area; a look-alike is empty."""
        lines = self._engine.recognize(image, polygons, characters=True, alphabet=alphabet)
        kept = [Line("", x.polygon, 0.0) if is_lookalike(x) else x for x in lines]
        return tuple(kept if characters else map(_plain, kept))

    def read(
        self,
        image: Image.Image,
        *,
        orient: bool = True,
        characters: bool = False,
        mixed: bool = True,
        language: str | None = None,
    ) -> Page:
        """Read a page without its look-alikes."""
        page = self._engine.read(
            image, orient=orient, characters=True, mixed=mixed, language=language
        )
        page = _without(page, [line for line in page.lines if is_lookalike(line)])
        if characters:
            return page
        return replace(page, rows=tuple(tuple(map(_plain, row)) for row in page.rows))
