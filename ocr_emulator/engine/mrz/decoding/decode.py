"""Decode the rows of a zone: choose the best hypothesis of its lines.

A row is rarely recognized whole: runs of fillers lose or gain some, a character is doubled,
letters and digits that look alike change places. Check digits are no proof, so nothing that the
recognizer was sure of is changed to satisfy one, unless another reading or the printed part of
the page says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr_emulator.engine.mrz.decoding.align import Alignment, Row
from ocr_emulator.engine.mrz.decoding.correct import Evidence
from ocr_emulator.engine.mrz.decoding.data import decode_data, highest_score
from ocr_emulator.engine.mrz.decoding.doubt import doubtful_places
from ocr_emulator.engine.mrz.decoding.letters import confirmed_code
from ocr_emulator.engine.mrz.decoding.names import decode_names
from ocr_emulator.engine.mrz.decoding.printed import check_names, printed_years
from ocr_emulator.engine.mrz.formats import Format
from ocr_emulator.engine.mrz.result import Zone
from ocr_emulator.engine.mrz.zone import is_state

_NAMES_SCORES = {True: 3.0, False: 9.0}
"""Score of a perfect line of names, by whether code and issuer stand in the data."""


@dataclass(frozen=True, slots=True)
class DecodedZone:
    """A zone, its score, and the glyphs that each of its lines was made from."""

    score: float
    zone: Zone
    rows: tuple[Row, ...]


def whole_score(kind: Format) -> float:
    """Return the score of a zone that was read perfectly."""
    return highest_score(kind) + _NAMES_SCORES[kind.has_header_in_data]


def decode_zone(
    kind: Format, readings: Sequence[Sequence[Row]], evidence: Evidence | None = None
) -> DecodedZone | None:
    """Choose the best zone that some readings of its rows allow.

    Args:
        kind: Format of the zone.
        readings: For each line of the zone, the readings of its row.
        evidence: What else is known, with the bound on the search.

    Returns:
        The zone, with its score; None when no alignment exists.
    """
    evidence = evidence or Evidence()
    data = decode_data(kind, [readings[i] for i in kind.data_lines], evidence)
    if data is None:
        return None
    line = data.line
    nationality = kind.nationality.of(line.text)
    found = decode_names(kind, readings[kind.names_line], nationality, evidence.budget)
    if found is None:
        return None
    score, names = found
    issuer = kind.issuer.of(line.text if kind.has_header_in_data else names.text)
    if not is_state(nationality) and is_state(issuer):
        # The two state codes confirm each other when one of them was misread.
        line = confirmed_code(line, kind.nationality, issuer)
    names, contradicted = check_names(names, kind.names.start, evidence.printed)
    doubtful = doubtful_places(kind, line, evidence)
    lines = _lines(kind, line, names)
    corrected = [part.corrected for part in lines]
    corrected[kind.names_line] |= contradicted
    zone = Zone(
        kind,
        tuple(part.text for part in lines),
        tuple(part.confidences for part in lines),
        tuple(corrected),
        printed_years(evidence.printed),
        doubtful=frozenset(kind.line_of(place) for place in doubtful),
    )
    return DecodedZone(data.score + score, zone, tuple(part.glyphs for part in lines))


def _lines(kind: Format, data: Alignment, names: Alignment) -> list[Alignment]:
    """Return the lines in the order of the zone."""
    found = [names] * kind.lines
    for i, number in enumerate(kind.data_lines):
        part = slice(i * kind.length, (i + 1) * kind.length)
        found[number] = Alignment(data.text[part], data.glyphs[part], 0.0)
    return found
