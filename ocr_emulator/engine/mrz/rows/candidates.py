"""Rows of text that may be lines of a zone: areas that continue one another, without labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ocr_emulator.engine.base import Line, Page, Polygon
from ocr_emulator.engine.geometry import Rotation, centre, height, mapped, width
from ocr_emulator.engine.mrz.decoding.align import Glyph, Row
from ocr_emulator.engine.mrz.zone import DIGITS, FILLER, fold
from ocr_emulator.engine.reading_order import rows as height_rows

LONG = 0.63
"""Part of a line that makes a row without fillers; less may be a row whose end was not detected."""
_MAX_LABELS = 30  # characters of labels on both sides
_LEAST_FILLERS = 3  # in a row shorter than `LONG`
# Type of one width: a label differs in pitch or height, or the row would be too long with it.
_PITCH_TOLERANCE = 0.22
_HEIGHT_TOLERANCE = 1.6
_MAX_SURPLUS = 3.0  # pitches that a row may be longer than a line


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be a line of a zone."""

    polygon: Polygon
    row: Row = field(repr=False)
    lowercase: float = 0.0
    """Share of small letters: the type of a zone has none."""

    @property
    def text(self) -> str:
        """The characters of the row."""
        return "".join(glyph.text for glyph in self.row)

    @property
    def digits(self) -> int:
        """How many digits the row has."""
        return sum(glyph.text in DIGITS for glyph in self.row)


def rows_of(page: Page, length: int) -> list[list[Candidate]]:
    """Return the candidates of each row of a page for lines of `length` characters.

    Lines are grouped by height alone: a zone crosses the columns that its page may have.
    """
    lines = page.lines
    upright = Rotation(page.angle, page.width, page.height)
    areas = [mapped(line.polygon, upright, back=False) for line in lines]
    return [_candidates([lines[i] for i in row], length) for row in height_rows(areas)]


def row_of(line: Line, start: float = 0.0) -> Row:
    """Return the glyphs of a recognized line; `start` is where it begins along its row."""
    wide = width(line.polygon)
    # Folded, because an engine may ignore the alphabet.
    return tuple(
        Glyph(
            text,
            start + _share(line.polygon, character.polygon) * wide,
            character.confidence,
            character.alternatives,
            character.polygon,
        )
        for character in line.characters
        for text in fold(character.text)
    )


def _candidates(row: Sequence[Line], length: int) -> list[Candidate]:
    """Return the rows that the areas of one height can be: without labels, and all of them."""
    pieces = [line for line in row if _mostly_alphabet(line)]
    core = _without_labels(pieces, length)
    variants = [core] if len(core) == len(pieces) else [core, pieces]
    found = [_joined(variant, length) for variant in variants if variant]
    return [candidate for candidate in found if candidate is not None]


def _mostly_alphabet(line: Line) -> bool:
    folded = fold(line.text)
    return bool(folded) and 2 * len(folded) >= len(line.text.replace(" ", ""))


def _without_labels(pieces: list[Line], length: int) -> list[Line]:
    """Drop areas at both ends that are not set in the type of the longest one."""
    if len(pieces) < 2:
        return pieces
    main = max(pieces, key=lambda line: len(fold(line.text)))
    pitch = width(main.polygon) / max(len(fold(main.text)), 1)
    longest = (length + _MAX_SURPLUS) * pitch
    start, end = 0, len(pieces)
    while pieces[start] is not main and _is_label(pieces[start:end], 0, main, longest):
        start += 1
    while pieces[end - 1] is not main and _is_label(pieces[start:end], -1, main, longest):
        end -= 1
    return pieces[start:end]


def _is_label(pieces: Sequence[Line], end: int, main: Line, longest: float) -> bool:
    line = pieces[end]
    folded = fold(line.text)
    if FILLER * 2 in folded:
        return False
    pitch = width(main.polygon) / max(len(fold(main.text)), 1)
    own = width(line.polygon) / len(folded)
    tall, low = sorted((height(line.polygon), height(main.polygon)), reverse=True)
    (ax, ay), (bx, by) = centre(pieces[0].polygon), centre(pieces[-1].polygon)
    ends = (width(pieces[0].polygon) + width(pieces[-1].polygon)) / 2
    span = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 + ends
    return (
        abs(own / pitch - 1) > _PITCH_TOLERANCE or tall > _HEIGHT_TOLERANCE * low or span > longest
    )


def _joined(pieces: Sequence[Line], length: int) -> Candidate | None:
    """Join the areas of a row if together they can be a line of a zone."""
    glyphs: list[Glyph] = []
    letters = small = 0
    start = 0.0
    for line in pieces:
        letters += sum(c.isalpha() for c in line.text)
        small += sum(c.islower() for c in line.text)
        glyphs += row_of(line, start)
        start += width(line.polygon)
    fillers = sum(glyph.text == FILLER for glyph in glyphs)
    if len(glyphs) > length + _MAX_LABELS:
        return None
    if len(glyphs) < LONG * length and fillers < _LEAST_FILLERS:
        return None
    first, last = pieces[0].polygon, pieces[-1].polygon
    outline = (first[0], last[1], last[2], first[3])
    return Candidate(outline, tuple(glyphs), small / letters if letters else 0.0)


def _share(line: Polygon, character: Polygon) -> float:
    """Return where along a line the middle of a character stands, 0 to 1."""
    (ax, ay), (bx, by) = line[0], line[1]
    x = (character[0][0] + character[1][0]) / 2 - ax
    y = (character[0][1] + character[1][1]) / 2 - ay
    length = (bx - ax) ** 2 + (by - ay) ** 2
    return (x * (bx - ax) + y * (by - ay)) / length if length else 0.0
