"""Locate the two rows of a machine-readable zone on a page and recognize them.

Areas that continue one another are joined to rows, pairs of neighbouring rows are decoded, and
the likely ones are recognized again with the zone's alphabet alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import along, direction, height, stretched, width
from ocr_emulator.engine.mrz.align import Glyph, Row
from ocr_emulator.engine.mrz.decode import DecodedZone, decode_zone
from ocr_emulator.engine.mrz.templates import match_pairs
from ocr_emulator.engine.mrz.zone import ALPHABET, FILLER, Zone, fold
from ocr_emulator.engine.orientation import between

PLAUSIBLE = 8.0
"""Least score of a zone: random rows score less (tests), whole zones about 20."""
_LONG = 28
"""Characters that make a row without fillers; fewer may be a row whose end was not detected."""
_MAX_GLYPHS = 60
_LEAST_FILLERS = 3  # in a row shorter than `_LONG`
_MAX_SLANT = 12.0  # degrees between the rows of a zone
# Lines of a zone are 2.4 heights apart (ICAO 9303 part 4, figure 2); the rest is distortion.
_MAX_DISTANCE = 4.0  # heights of the taller row
_MAX_SHIFT = 0.15  # of the width of the wider row
_NEXT_ROWS = 2  # rows below the upper one that are tried as the lower one
# Sideways and across, in heights of a row: each margin gives the recognizer another crop.
_MARGINS = ((0.25, 0.0), (0.4, 0.12), (0.15, -0.1))


@dataclass(frozen=True, slots=True)
class _Candidate:
    polygon: Polygon
    row: Row


def find_zone(engine: Engine, image: Image.Image, page: Page) -> Zone | None:
    """Find and read the zone of a passport on a page that was read with characters.

    Returns None when there is no zone, or the zone of another kind of document.
    """
    candidates = [c for row in page.rows if (c := _candidate(row)) is not None]
    printed = _printed(page)
    best: DecodedZone | None = None
    for i, upper in enumerate(candidates):
        for lower in candidates[i + 1 : i + 1 + _NEXT_ROWS]:
            if not _paired(upper, lower):
                continue
            found = _read_pair(engine, image, upper, lower, printed)
            if found is not None and (best is None or found.score > best.score):
                best = found
    if best is None or best.score < PLAUSIBLE or best.zone.line1[0] != "P":
        # Visas have lines of 44 characters too; theirs begin with V.
        return None
    return best.zone


def _candidate(row: Sequence[Line]) -> _Candidate | None:
    """Join the areas of a row if together they can be a row of a zone."""
    glyphs: list[Glyph] = []
    kept: list[Line] = []
    start = 0.0
    for line in row:
        folded = fold(line.text)
        if 2 * len(folded) < len(line.text.replace(" ", "")):
            continue
        kept.append(line)
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
    first, last = kept[0].polygon, kept[-1].polygon
    return _Candidate((first[0], last[1], last[2], first[3]), tuple(glyphs))


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


def _read_pair(
    engine: Engine, image: Image.Image, upper: _Candidate, lower: _Candidate, printed: str
) -> DecodedZone | None:
    likely = upper.row[0].text == "P" or sum(g.text == FILLER for g in upper.row) > 2
    if not likely:
        return None
    first, second = [upper.row], [lower.row]
    found = decode_zone(first, second, printed)
    whole = (
        _spanning(upper.polygon, lower.polygon),
        _spanning(lower.polygon, upper.polygon),
    )
    for margin in _MARGINS:
        if found is not None and found.zone.checks.all and len(second) > 1:
            break
        areas = [stretched(polygon, *margin) for polygon in whole]
        lines = engine.recognize(image, areas, characters=True, alphabet=ALPHABET)
        first.append(_row(lines[0]))
        second.append(_row(lines[1]))
        found = decode_zone(first, second, printed)
    if found is None or found.score < PLAUSIBLE:
        return found
    templates = match_pairs(image, found.upper, found.lower, found.zone.line1, found.zone.line2)
    return decode_zone(first, second, printed, templates) if templates else found


def _row(line: Line) -> Row:
    wide = width(line.polygon)
    return tuple(
        Glyph(
            c.text,
            _share(line.polygon, c.polygon) * wide,
            c.confidence,
            c.alternatives,
            c.polygon,
        )
        for c in line.characters
    )


def _printed(page: Page) -> str:
    return "".join(
        line.text.upper().replace(" ", "") + "\n" for line in page.lines if FILLER not in line.text
    )
