"""Locate the two rows of a machine-readable zone on a page and recognize them.

Areas that continue one another are joined to rows, pairs of neighbouring rows are decoded, the
likeliest first, and recognized again with the zone's alphabet alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import (
    Rotation,
    along,
    centre,
    direction,
    height,
    mapped,
    stretched,
    width,
)
from ocr_emulator.engine.mrz.align import Glyph, Row
from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.decode import DecodedZone, decode_zone
from ocr_emulator.engine.mrz.templates import match_pairs
from ocr_emulator.engine.mrz.zone import ALPHABET, DIGITS, FILLER, LENGTH, Zone, fold
from ocr_emulator.engine.orientation import between
from ocr_emulator.engine.reading_order import rows as height_rows

PLAUSIBLE = 8.0
"""Least score of a zone: random rows score less (tests), whole zones about 20."""
WHOLE = 17.0
"""Score from which a zone with valid check digits ends the search."""
_LONG = 28
"""Characters that make a row without fillers; fewer may be a row whose end was not detected."""
_MAX_GLYPHS = 74  # of a row with labels on both sides
_LEAST_FILLERS = 3  # in a row shorter than `_LONG`
_MAX_SLANT = 12.0  # degrees between the rows of a zone
# Lines of a zone are 2.4 heights apart (ICAO 9303 part 4, figure 2); the rest is distortion.
_MAX_DISTANCE = 4.0  # heights of the taller row
_MAX_SHIFT = 0.15  # of the width of the wider row
_NEXT_ROWS = 2  # rows below the upper one that are tried as the lower one
_MAX_PAIRS = 8
_LEAST_PROMISE = 4.0  # sentences have at most 3.5, a zone recognized badly 6 or more
# Sideways and across, in heights of a row: each margin gives the recognizer another crop.
_MARGINS = ((0.25, 0.0), (0.4, 0.12), (0.15, -0.1))
# Type of one width: a label differs in pitch or height, or the row would be too long with it.
_PITCH_TOLERANCE = 0.22
_HEIGHT_TOLERANCE = 1.6
_MAX_SPAN = 47.0  # pitches
_LINE_DISTANCE = 6.35 / (LENGTH * 2.54)
"""Distance of the two lines by the length of one (ICAO 9303 part 3, section 4.4 and figure 2)."""
_STRIP_HEIGHT = 1.15  # of the row that was detected


@dataclass(frozen=True, slots=True)
class _Candidate:
    polygon: Polygon
    row: Row
    lowercase: float = 0.0
    """Share of small letters: the type of a zone has none."""


def find_zone(
    engine: Engine, image: Image.Image, page: Page, budget: Budget | None = None
) -> Zone | None:
    """Find and read the zone of a passport on a page that was read with characters.

    Returns None when there is no zone, or the zone of another kind of document. The search
    ends with the first zone whose check digits are valid, or when the budget is spent.
    """
    budget = budget or Budget()
    rows = [_candidates(row) for row in _rows_across(page)]
    printed = _printed(page)
    best: DecodedZone | None = None
    for upper, lower in _pairs(rows):
        if budget.exhausted or (best is not None and _is_whole(best)):
            break
        best = _better(best, _read_pair(engine, image, upper, lower, printed, budget))
    if best is None or best.score < PLAUSIBLE:
        best = _better(best, _beside_single_row(engine, image, rows, printed, budget))
    if best is None or best.score < PLAUSIBLE or best.zone.line1[0] != "P":
        # Visas have lines of 44 characters too; theirs begin with V.
        return None
    return best.zone


def _rows_across(page: Page) -> list[list[Line]]:
    """Group lines by height alone: a zone crosses the columns that its page may have."""
    lines = page.lines
    upright = Rotation(page.angle, page.width, page.height)
    areas = [mapped(line.polygon, upright, back=False) for line in lines]
    return [[lines[i] for i in row] for row in height_rows(areas)]


def _is_whole(found: DecodedZone) -> bool:
    return found.zone.checks.all and found.score >= WHOLE


def _better(one: DecodedZone | None, other: DecodedZone | None) -> DecodedZone | None:
    if one is None or other is None:
        return one or other
    return other if other.score > one.score else one


# --- candidates ------------------------------------------------------------------------


def _pairs(rows: Sequence[Sequence[_Candidate]]) -> list[tuple[_Candidate, _Candidate]]:
    """Return pairs of rows that may be a zone, the likeliest first."""
    pairs = [
        (_promise(upper, lower), upper, lower)
        for i, uppers in enumerate(rows)
        for lowers in [row for row in rows[i + 1 :] if row][:_NEXT_ROWS]
        for upper in uppers
        for lower in lowers
        if _paired(upper, lower)
    ]
    pairs.sort(key=lambda pair: -pair[0])
    likely = [(upper, lower) for promise, upper, lower in pairs if promise >= _LEAST_PROMISE]
    return likely[:_MAX_PAIRS]


def _promise(upper: _Candidate, lower: _Candidate) -> float:
    """Rate how far two rows look like a zone, before anything is decoded."""
    first = "".join(glyph.text for glyph in upper.row)
    second = "".join(glyph.text for glyph in lower.row)
    rate = 2.0 * first.startswith("P") + 2.0 * (FILLER * 2 in first)
    rate += min(first.count(FILLER) + second.count(FILLER), 12) / 4
    rate += min(sum(c in DIGITS for c in second), 16) / 4
    rate -= sum(abs(len(text) - LENGTH) for text in (first, second)) / 15
    return rate - 4.0 * (upper.lowercase + lower.lowercase) * (FILLER not in first)


def _candidates(row: Sequence[Line]) -> list[_Candidate]:
    """Return the rows that the areas of one height can be: without labels, and all of them."""
    pieces = [line for line in row if _mostly_alphabet(line)]
    core = _without_labels(pieces)
    variants = [core] if len(core) == len(pieces) else [core, pieces]
    found = [_joined(variant) for variant in variants if variant]
    return [candidate for candidate in found if candidate is not None]


def _mostly_alphabet(line: Line) -> bool:
    folded = fold(line.text)
    return bool(folded) and 2 * len(folded) >= len(line.text.replace(" ", ""))


def _without_labels(pieces: list[Line]) -> list[Line]:
    """Drop areas at both ends that are not set in the type of the longest one."""
    if len(pieces) < 2:
        return pieces
    main = max(pieces, key=lambda line: len(fold(line.text)))
    pitch = width(main.polygon) / max(len(fold(main.text)), 1)
    start, end = 0, len(pieces)
    while pieces[start] is not main and _is_label(pieces[start:end], 0, main, pitch):
        start += 1
    while pieces[end - 1] is not main and _is_label(pieces[start:end], -1, main, pitch):
        end -= 1
    return pieces[start:end]


def _is_label(pieces: Sequence[Line], end: int, main: Line, pitch: float) -> bool:
    line = pieces[end]
    folded = fold(line.text)
    if FILLER * 2 in folded:
        return False
    own = width(line.polygon) / len(folded)
    tall, low = sorted((height(line.polygon), height(main.polygon)), reverse=True)
    (ax, ay), (bx, by) = centre(pieces[0].polygon), centre(pieces[-1].polygon)
    ends = (width(pieces[0].polygon) + width(pieces[-1].polygon)) / 2
    span = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 + ends
    return (
        abs(own / pitch - 1) > _PITCH_TOLERANCE
        or tall > _HEIGHT_TOLERANCE * low
        or span > _MAX_SPAN * pitch
    )


def _joined(pieces: Sequence[Line]) -> _Candidate | None:
    """Join the areas of a row if together they can be a row of a zone."""
    glyphs: list[Glyph] = []
    letters = small = 0
    start = 0.0
    for line in pieces:
        letters += sum(c.isalpha() for c in line.text)
        small += sum(c.islower() for c in line.text)
        for character in line.characters:
            place = start + _share(line.polygon, character.polygon) * width(line.polygon)
            glyphs += [
                Glyph(c, place, character.confidence, (), character.polygon)
                for c in fold(character.text)
            ]
        start += width(line.polygon)
    fillers = sum(glyph.text == FILLER for glyph in glyphs)
    if len(glyphs) > _MAX_GLYPHS or (len(glyphs) < _LONG and fillers < _LEAST_FILLERS):
        return None
    first, last = pieces[0].polygon, pieces[-1].polygon
    outline = (first[0], last[1], last[2], first[3])
    return _Candidate(outline, tuple(glyphs), small / letters if letters else 0.0)


def _share(line: Polygon, character: Polygon) -> float:
    """Return where along a line the middle of a character stands, 0 to 1."""
    (ax, ay), (bx, by) = line[0], line[1]
    x = (character[0][0] + character[1][0]) / 2 - ax
    y = (character[0][1] + character[1][1]) / 2 - ay
    length = (bx - ax) ** 2 + (by - ay) ** 2
    return (x * (bx - ax) + y * (by - ay)) / length if length else 0.0


def _paired(upper: _Candidate, lower: _Candidate) -> bool:
    """Return whether two rows stand close together, are parallel, and are not both short."""
    if max(len(upper.row), len(lower.row)) < _LONG:
        return False
    tall = max(height(upper.polygon), height(lower.polygon))
    dx, dy = (lower.polygon[0][i] - upper.polygon[0][i] for i in (0, 1))
    slant = between(direction(upper.polygon), direction(lower.polygon))
    wide = max(width(upper.polygon), width(lower.polygon))
    near = (dx * dx + dy * dy) ** 0.5 < _MAX_DISTANCE * tall + _MAX_SHIFT * wide
    return abs(slant) < _MAX_SLANT and near


def _spanning(polygon: Polygon, other: Polygon) -> Polygon:
    """Extend a row to where the other one begins and ends: both are 44 characters wide."""
    (ax, ay), (bx, by) = polygon[0], polygon[1]
    length = (bx - ax) ** 2 + (by - ay) ** 2
    start, end = (((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length for x, y in other[:2])
    return along(polygon, min(start, 0.0), max(end, 1.0))


# --- recognition -----------------------------------------------------------------------


def _read_pair(
    engine: Engine,
    image: Image.Image,
    upper: _Candidate,
    lower: _Candidate,
    printed: str,
    budget: Budget,
) -> DecodedZone | None:
    first, second = [upper.row], [lower.row]
    found = decode_zone(first, second, printed, budget=budget)
    whole = (
        _spanning(upper.polygon, lower.polygon),
        _spanning(lower.polygon, upper.polygon),
    )
    for margin in _MARGINS:
        enough = found is not None and found.zone.checks.all and len(second) > 1
        if enough or budget.exhausted:
            break
        areas = [stretched(polygon, *margin) for polygon in whole]
        lines = engine.recognize(image, areas, characters=True, alphabet=ALPHABET)
        first.append(_row(lines[0]))
        second.append(_row(lines[1]))
        found = _better(found, decode_zone(first, second, printed, budget=budget))
    if found is None or found.score < PLAUSIBLE:
        return found
    templates = match_pairs(image, found.upper, found.lower, found.zone.line1, found.zone.line2)
    if not templates:
        return found
    return decode_zone(first, second, printed, templates, budget) or found


def _beside_single_row(
    engine: Engine,
    image: Image.Image,
    rows: Sequence[Sequence[_Candidate]],
    printed: str,
    budget: Budget,
) -> DecodedZone | None:
    """Search the strips beside rows of a zone whose other row was not detected."""
    best: DecodedZone | None = None
    for candidate in _single_rows(rows):
        if budget.exhausted or (best is not None and _is_whole(best)):
            break
        is_upper = candidate.row[0].text == "P" and candidate.row[-1].text == FILLER
        strip = _Candidate(_beside(candidate.polygon, 1 if is_upper else -1), ())
        upper, lower = (candidate, strip) if is_upper else (strip, candidate)
        best = _better(best, _read_pair(engine, image, upper, lower, printed, budget))
    return best


def _single_rows(rows: Sequence[Sequence[_Candidate]]) -> Iterator[_Candidate]:
    for variants in rows:
        for candidate in variants[:1]:
            text = "".join(glyph.text for glyph in candidate.row)
            digits = sum(c in DIGITS for c in text)
            upper = text.startswith("P") and FILLER * 2 in text
            if len(text) >= _LONG and (upper or (digits >= 14 and candidate.lowercase < 0.5)):
                yield candidate


def _beside(polygon: Polygon, side: int) -> Polygon:
    """Return the area of the other line: below (1) or above (-1) one."""
    a, _, _, d = polygon
    length, tall = width(polygon), height(polygon)
    if not length or not tall:
        return polygon
    down = ((d[0] - a[0]) / tall, (d[1] - a[1]) / tall)
    step = side * _LINE_DISTANCE * length
    moved = [(x + down[0] * step, y + down[1] * step) for x, y in polygon]
    margin = (_STRIP_HEIGHT - 1) / 2
    return stretched((moved[0], moved[1], moved[2], moved[3]), 0.0, margin)


def _row(line: Line) -> Row:
    wide = width(line.polygon)
    # Folded, because an engine may ignore the alphabet.
    return tuple(
        Glyph(
            text,
            _share(line.polygon, c.polygon) * wide,
            c.confidence,
            c.alternatives,
            c.polygon,
        )
        for c in line.characters
        for text in fold(c.text)
    )


def _printed(page: Page) -> str:
    return "".join(
        line.text.upper().replace(" ", "") + "\n" for line in page.lines if FILLER not in line.text
    )
