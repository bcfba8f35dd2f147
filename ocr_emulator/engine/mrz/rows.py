"""Where the two rows of a zone stand on a page, and what they say.

Areas that continue one another on a row are joined, pairs of neighbouring rows are
tried, and the best pair is read again with nothing but the zone's alphabet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import along, direction, height, stretched, width
from ocr_emulator.engine.mrz.fit import Glyph, Row
from ocr_emulator.engine.mrz.repair import Repaired, repair
from ocr_emulator.engine.mrz.shapes import compare
from ocr_emulator.engine.mrz.zone import ALPHABET, FILLER, Zone, fold
from ocr_emulator.engine.orientation import between

# What a chance likeness scores at most, and what a whole zone scores at least.
PLAUSIBLE = 8.0
# So many characters are a row even without fillers; fewer may be one whose end was not seen.
_LONG = 28


@dataclass(frozen=True, slots=True)
class _Candidate:
    polygon: Polygon
    row: Row


def find_zone(engine: Engine, image: Image.Image, page: Page) -> Zone | None:
    """Find and read the zone of a passport on a page that was read with characters.

    Gives None when there is no zone, or another document's.
    """
    candidates = [c for row in page.rows if (c := _candidate(row)) is not None]
    printed = _printed(page)
    best: Repaired | None = None
    for i, upper in enumerate(candidates):
        for lower in candidates[i + 1 : i + 3]:
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
    """Join the areas of a row, if together they can be a row of a zone."""
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
    if len(glyphs) > 60 or (len(glyphs) < _LONG and fillers < 3):
        return None
    first, last = kept[0].polygon, kept[-1].polygon
    return _Candidate((first[0], last[1], last[2], first[3]), tuple(glyphs))


def _share(line: Polygon, character: Polygon) -> float:
    """Tell where along a line the middle of a character stands, 0 to 1."""
    (ax, ay), (bx, by) = line[0], line[1]
    x = (character[0][0] + character[1][0]) / 2 - ax
    y = (character[0][1] + character[1][1]) / 2 - ay
    length = (bx - ax) ** 2 + (by - ay) ** 2
    return (x * (bx - ax) + y * (by - ay)) / length if length else 0.0


def _paired(upper: _Candidate, lower: _Candidate) -> bool:
    """Tell whether two rows stand close together, run one way, and are not both short."""
    if max(len(upper.row), len(lower.row)) < _LONG:
        return False
    tall = max(height(upper.polygon), height(lower.polygon))
    dx, dy = (lower.polygon[0][i] - upper.polygon[0][i] for i in (0, 1))
    slant = between(direction(upper.polygon), direction(lower.polygon))
    wide = max(width(upper.polygon), width(lower.polygon))
    return abs(slant) < 12 and (dx * dx + dy * dy) ** 0.5 < 4 * tall + 0.15 * wide


def _spanning(polygon: Polygon, other: Polygon) -> Polygon:
    """Lengthen a row to where the other one begins and ends: both are 44 characters wide."""
    (ax, ay), (bx, by) = polygon[0], polygon[1]
    length = (bx - ax) ** 2 + (by - ay) ** 2
    start, end = (((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length for x, y in other[:2])
    return along(polygon, min(start, 0.0), max(end, 1.0))


def _read_pair(
    engine: Engine, image: Image.Image, upper: _Candidate, lower: _Candidate, printed: str
) -> Repaired | None:
    likely = upper.row[0].text == "P" or sum(g.text == FILLER for g in upper.row) > 2
    if not likely:
        return None
    first, second = [upper.row], [lower.row]
    found = repair(first, second, printed)
    whole = (
        _spanning(upper.polygon, lower.polygon),
        _spanning(lower.polygon, upper.polygon),
    )
    # Each margin shows the reader another picture of the row.
    for margin in ((0.25, 0.0), (0.4, 0.12), (0.15, -0.1)):
        if found is not None and found.zone.checks.all and len(second) > 1:
            break
        areas = [stretched(polygon, *margin) for polygon in whole]
        lines = engine.recognize(image, areas, characters=True, alphabet=ALPHABET)
        first.append(_row(lines[0]))
        second.append(_row(lines[1]))
        found = repair(first, second, printed)
    if found is None or found.score < PLAUSIBLE:
        return found
    shapes = compare(image, found.upper, found.lower, found.zone.line1, found.zone.line2)
    return repair(first, second, printed, shapes) if shapes else found


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
