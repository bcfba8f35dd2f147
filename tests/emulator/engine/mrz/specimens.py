"""Zones that ICAO 9303 prints as specimens, one of each format."""

from __future__ import annotations

from collections.abc import Sequence

from ocr_emulator.engine.mrz.decoding.align import Glyph, Row
from ocr_emulator.engine.mrz.formats import MRV_A, MRV_B, TD1, TD2, TD3, Format
from ocr_emulator.engine.mrz.result import Zone

LINE1 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
LINE2 = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

SPECIMENS = {
    TD3: (LINE1, LINE2),
    TD1: (
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    TD2: ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    MRV_A: (
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    ),
    MRV_B: ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
}


def row(text: str, confidence: float = 1.0) -> Row:
    """Make the glyphs of a row in type of one width."""
    return tuple(Glyph(c, 10.0 * i, confidence) for i, c in enumerate(text))


def rows(lines: Sequence[str], confidence: float = 1.0) -> list[list[Row]]:
    """Make one reading of each line."""
    return [[row(text, confidence)] for text in lines]


def made_zone(
    *lines: str, kind: Format = TD3, corrected: tuple[frozenset[int], ...] | None = None
) -> Zone:
    """Make a zone that was read surely."""
    lines = lines or SPECIMENS[kind]
    nothing = (frozenset[int](),) * len(lines)
    return Zone(kind, lines, tuple((1.0,) * len(line) for line in lines), corrected or nothing)
