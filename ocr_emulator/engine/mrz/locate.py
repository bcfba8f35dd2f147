"""Locate the machine-readable zone of a document on a page and read it.

Groups of neighbouring rows are decoded as they were recognized, the likeliest first; the best are
recognized again with the zone's alphabet alone. Formats that are not wanted are only noticed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Polygon
from ocr_emulator.engine.geometry import scaled, stretched
from ocr_emulator.engine.mrz.budget import Budget
from ocr_emulator.engine.mrz.decoding.align import GUESS, Glyph, Row
from ocr_emulator.engine.mrz.decoding.correct import Evidence
from ocr_emulator.engine.mrz.decoding.decode import DecodedZone, decode_zone, whole_score
from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.glyphs.templates import match_pairs
from ocr_emulator.engine.mrz.result import Zone
from ocr_emulator.engine.mrz.rows.candidates import row_of, rows_of
from ocr_emulator.engine.mrz.rows.groups import Group, Rows, complete_groups, partial_groups
from ocr_emulator.engine.mrz.zone import ALPHABET, DIGITS, FILLER

# Of the score of a perfect zone. Random rows have at most a quarter (tests).
_PLAUSIBLE = 1 / 3
_WHOLE = 0.7
"""From which a zone with valid check digits ends the search."""
_NOTICED = 0.5
"""From which a zone that is not read again counts as one."""
_LEAST_CHECKS = 2  # valid check digits of a noticed zone
# Sideways and across, in heights of a row: each margin gives the recognizer another crop.
_MARGINS = ((0.25, 0.0), (0.4, 0.12), (0.15, -0.1))
_CLEAR = 0.85
"""By how much of its confidence a letter is likelier than the next one, to be read only once."""
_SMALL = 1000  # pixels of the longer side: larger images are reduced for detection
_ENLARGED = 2


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found: the zone that was read, and the formats of others in the image."""

    zone: Zone | None
    others: tuple[Format, ...] = ()


def find_zone(
    engine: Engine,
    image: Image.Image,
    page: Page,
    kinds: Sequence[Format],
    budget: Budget | None = None,
) -> Zone | None:
    """Find and read a zone of one of some formats; see `search_zones`."""
    return search_zones(engine, image, page, kinds, budget=budget).zone


def search_zones(
    engine: Engine,
    image: Image.Image,
    page: Page,
    kinds: Sequence[Format],
    *,
    noticed: Sequence[Format] = (),
    budget: Budget | None = None,
) -> Search:
    """Find the zones of an image and read the largest one.

    Args:
        engine: Engine that recognizes the rows again.
        image: The image.
        page: All text of the image, read with characters.
        kinds: Formats that are read, the likeliest first.
        noticed: Formats that are not read, but reported in `others`.
        budget: Bound on the computing time, two seconds when omitted.

    Returns:
        The zone, None when there is none of these kinds, and the formats of further ones. The
        search ends with the first zone whose check digits are valid. A small image in which none
        is found is enlarged and read again.
    """
    budget = budget or Budget()
    found = _Searcher(engine, image, page, budget).search(kinds, noticed)
    whole = found.zone is not None and found.zone.checks.all
    if whole or budget.exhausted or max(image.size) > _SMALL:
        return found
    with budget.paused():
        size = (image.width * _ENLARGED, image.height * _ENLARGED)
        larger = image.resize(size, Image.Resampling.BICUBIC)
        again = engine.read(larger, orient=True, characters=True, mixed=False)
    second = _Searcher(engine, larger, again, budget).search(kinds, noticed)
    return _better(found, _reduced(second))


def _better(one: Search, other: Search) -> Search:
    """Return the search with the more valid zone, the first where they are equal."""
    if one.zone is None or other.zone is None:
        return one if one.zone is not None or other.zone is None else other
    return other if other.zone.checks.count > one.zone.checks.count else one


def _reduced(found: Search) -> Search:
    """Map a result in an enlarged image to the image."""
    if found.zone is None:
        return found
    outlines = tuple(scaled(outline, 1 / _ENLARGED) for outline in found.zone.outlines)
    return replace(found, zone=replace(found.zone, outlines=outlines))


@dataclass(frozen=True, slots=True)
class _Found:
    """A group of rows, and the zone that it gave."""

    group: Group
    decoded: DecodedZone

    @property
    def kind(self) -> Format:
        """The format."""
        return self.group.kind

    @property
    def share(self) -> float:
        """Its score by that of a perfect zone."""
        return self.decoded.score / whole_score(self.kind)

    @property
    def is_whole(self) -> bool:
        """Whether every check digit is valid and the rest fits."""
        return self.decoded.zone.checks.all and self.share >= _WHOLE and self._has_code

    @property
    def is_zone(self) -> bool:
        """Whether it is surely a zone, without having been recognized again."""
        checks = self.decoded.zone.checks
        return self.share >= _NOTICED and checks.count >= _LEAST_CHECKS and self._has_code

    @property
    def is_plausible(self) -> bool:
        """Whether it can be returned: visas and passports differ in their codes alone."""
        return self.share >= _PLAUSIBLE and self._has_code

    @property
    def _has_code(self) -> bool:
        return self.decoded.zone.code[:1] in tuple(self.kind.codes)

    def overlaps(self, other: _Found) -> bool:
        """Return whether both are made of the same row."""
        return bool(self.group.sources & other.group.sources)


class _Searcher:
    """One search in one image."""

    def __init__(self, engine: Engine, image: Image.Image, page: Page, budget: Budget) -> None:
        self._engine, self._image, self._page = engine, image, page
        self._evidence = Evidence(_printed(page), budget=budget)
        self._budget = budget
        self._rows: dict[int, Rows] = {}

    def search(self, kinds: Sequence[Format], noticed: Sequence[Format]) -> Search:
        """Read the largest zone of the wanted kinds."""
        seen, unclear = self._as_recognized((*kinds, *noticed))
        foreign = [found for found in seen if found.kind in noticed and found.is_whole]
        wanted = [found for found in seen if found.kind in kinds]
        taken = frozenset(source for found in foreign for source in found.group.sources)
        best = self._read_best([w for w in wanted if not taken & w.group.sources])
        if best is None:
            rest = [group for group in unclear if group.kind in kinds]
            partial = (g for kind in kinds for g in partial_groups(kind, self._rows_for(kind)))
            groups = (group for group in (*rest, *partial) if not taken & group.sources)
            best = self._first_whole(self._read_group(group) for group in groups)
        if best is None:
            return Search(None, _formats(seen, noticed))
        others = [found for found in seen if not found.overlaps(best)]
        outlines = best.group.areas
        return Search(
            replace(best.decoded.zone, outlines=outlines), _formats(others, (*kinds, *noticed))
        )

    def _rows_for(self, kind: Format) -> Rows:
        if kind.length not in self._rows:
            self._rows[kind.length] = rows_of(self._page, kind.length)
        return self._rows[kind.length]

    def _as_recognized(self, kinds: Sequence[Format]) -> tuple[list[_Found], list[Group]]:
        """Decode the groups of rows as they are, the likeliest first.

        Returns what was decoded, and the groups whose rows are too short or too long for that.
        """
        groups = [group for kind in kinds for group in complete_groups(kind, self._rows_for(kind))]
        groups.sort(key=lambda group: -group.promise)
        found: list[_Found] = []
        unclear: list[Group] = []
        for group in groups:
            if self._budget.exhausted and found:
                break
            if any(known.is_whole and known.group.sources & group.sources for known in found):
                continue
            decoded = decode_zone(group.kind, [[row] for row in group.rows], self._evidence)
            if decoded is not None:
                found.append(_Found(group, decoded))
            else:
                unclear.append(group)
        return found, unclear

    def _read_best(self, candidates: Sequence[_Found]) -> _Found | None:
        """Recognize candidates again until one is whole: sure zones by size, then the rest."""
        order = sorted(candidates, key=lambda c: (-c.is_zone, -c.group.size * c.is_zone, -c.share))
        return self._first_whole(self._read(candidate) for candidate in order)

    def _first_whole(self, readings: Iterator[_Found | None]) -> _Found | None:
        """Return the first whole zone, or else the best plausible one."""
        best: _Found | None = None
        for found in readings:
            if found is not None and found.is_plausible:
                if best is None or found.share > best.share:
                    best = found
                if best.is_whole:
                    break
            if self._budget.exhausted:
                break
        return best

    def _read(self, found: _Found) -> _Found | None:
        return self._read_group(found.group, found.decoded)

    def _read_group(self, group: Group, decoded: DecodedZone | None = None) -> _Found | None:
        """Recognize the rows of a group again, with more or less margin, until they agree."""
        kind = group.kind
        readings: list[list[Row]] = [[row] if row else [] for row in group.rows]
        best = _Found(group, decoded) if decoded is not None else None
        for margin in _MARGINS:
            if (best is not None and _is_enough(best, readings)) or self._budget.exhausted:
                break
            for known, line in zip(readings, self._recognized(group.areas, margin), strict=True):
                known.append(row_of(line))
            again = decode_zone(kind, readings, self._evidence)
            if again is not None and (best is None or again.score > best.decoded.score):
                best = _Found(group, again)
        if best is None or best.share < _PLAUSIBLE:
            return best
        texts = best.decoded.zone.lines
        templates = match_pairs(self._image, kind, _areas(best.decoded.rows), texts)
        if not templates:
            return best
        compared = decode_zone(kind, readings, replace(self._evidence, templates=templates))
        return _Found(group, compared) if compared is not None else best

    def _recognized(
        self, areas: Sequence[Polygon], margin: tuple[float, float]
    ) -> tuple[Line, ...]:
        polygons = [stretched(area, *margin) for area in areas]
        return self._engine.recognize(self._image, polygons, characters=True, alphabet=ALPHABET)


def _is_enough(best: _Found, readings: Sequence[Sequence[Row]]) -> bool:
    """Return whether a zone needs no further reading.

    One reading in its alphabet is enough where the check digits are valid and no letter that they
    do not cover has a rival.
    """
    zone = best.decoded.zone
    if not (zone.checks.all and best.share >= _WHOLE):
        return False
    return len(readings[0]) > 1 or all(
        _is_clear(glyph)
        for line, row in enumerate(best.decoded.rows)
        for column, glyph in enumerate(row)
        if (line, column) not in _covered(zone.format, zone.data)
    )


def _covered(kind: Format, data: str) -> frozenset[tuple[int, int]]:
    """Return lines and columns that check digits cover."""
    sums = kind.check_sums(data)
    return frozenset(kind.line_of(place) for check in sums for place in check.weights)


def _is_clear(glyph: Glyph) -> bool:
    """Return whether no other letter or filler may stand in the place of a glyph."""
    rivals = [likely for other, likely in glyph.alternatives if other not in DIGITS]
    if not rivals or glyph.confidence <= GUESS:
        return False
    letter = glyph.confidence if glyph.text not in DIGITS else rivals[0]
    others = rivals if glyph.text not in DIGITS else rivals[1:]
    return max(others, default=0.0) <= (1 - _CLEAR) * letter


def _areas(rows: Sequence[Row]) -> list[list[Polygon | None]]:
    return [[glyph.area for glyph in row] for row in rows]


def _formats(found: Sequence[_Found], kinds: Collection[Format]) -> tuple[Format, ...]:
    """Return the formats of sure zones of different rows, one for each document."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda candidate: -candidate.share):
        if one.kind in kinds and one.is_zone and not any(one.overlaps(other) for other in kept):
            kept.append(one)
    return tuple(one.kind for one in kept)


def _printed(page: Page) -> str:
    return "".join(
        line.text.upper().replace(" ", "") + "\n" for line in page.lines if FILLER not in line.text
    )
