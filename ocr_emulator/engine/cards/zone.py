"""Machine-readable zone of a card: its lines, and what they say about the printed fields.

Zone and print state the same facts, and a zone has check digits. Where both agree a value is surer;
where the print was not read, the zone tells; where they differ, the value is doubtful.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.cards.card import Face, Field
from ocr_emulator.engine.cards.dates import Dated
from ocr_emulator.engine.cards.kinds import plain
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.mrz.result import Zone, ZoneField

NO_ZONE = "no legible machine-readable zone was found"
_CONTRADICTED = 0.5
_WRONG_CHECK = 0.5
_CLOSE = 2
"""Letters in which a doubtful printed value may differ from the zone and be mended by it."""
_DOUBTFUL = 0.95


def with_zone(values: Mapping[str, Value], face: Face, zone: Zone | None) -> dict[str, Value]:
    """Return the values of a face with those of its zone."""
    if zone is None:
        lines = {name: Value("", 0.0, None, NO_ZONE) for name in face.zone_lines}
        return {**values, **lines}
    found = dict(values)
    for f in face.fields:
        if f.zone:
            found[f.name] = _compared(f, values[f.name], zone)
    right = 1.0 if zone.checks.all else _WRONG_CHECK
    for i, (name, line) in enumerate(zip(face.zone_lines, zone.lines, strict=True)):
        sure = zone.confidence(i, range(len(line)))
        covered = right if i in zone.format.data_lines else 1.0
        found[name] = Value(line, sure * covered, _outline(zone, i))
    return found


def _outline(zone: Zone, line: int) -> Polygon | None:
    return zone.outlines[line] if line < len(zone.outlines) else None


def _compared(f: Field, printed: Value, zone: Zone) -> Value:
    """Compare a printed value with the zone's."""
    stated = zone.read(f.zone) if f.zone else ZoneField("", 0.0)
    if not stated.text:
        return printed
    if isinstance(f.kind, Dated):
        return _date(f.kind, printed, stated)
    if f.zone in ("surname", "given_names"):
        return compared_name(printed, stated)
    if f.zone == "number" and printed.text:
        return _number(printed, stated)
    match = f.kind.find(stated.text)
    if not printed.text:
        return Value(match.value, stated.confidence) if match is not None else printed
    wanted = stated.text if match is None else match.value
    return _rated(printed, stated, agree=plain(printed.text) == plain(wanted))


def _date(kind: Dated, printed: Value, stated: ZoneField) -> Value:
    if not printed.text:
        return Value(kind.written(stated.text), stated.confidence)
    return _rated(printed, stated, agree=kind.iso(printed.text) == stated.text)


def _number(printed: Value, stated: ZoneField) -> Value:
    """Compare numbers; the printed one may go on with a check digit of the country."""
    digits = plain(printed.text)
    wanted = stated.text.casefold()
    if not digits.startswith(wanted) and _mendable(printed, digits[: len(wanted)], wanted, stated):
        mended = _replaced(printed.text, stated.text)
        return replace(printed, text=mended, confidence=stated.confidence * printed.confidence)
    return _rated(printed, stated, agree=digits.startswith(wanted)) if digits else printed


def compared_name(printed: Value, stated: ZoneField) -> Value:
    """Compare names: a zone has no accents, and cuts long names."""
    letters, wanted = plain(printed.text), plain(stated.text)
    if letters == wanted:
        surer = _rated(printed, stated, agree=True)
        # The zone has the blanks that the recognizer lost.
        apart = len(stated.text.split()) > len(printed.text.split())
        return replace(surer, text=_spaced(printed.text, stated.text)) if apart else surer
    if _mendable(printed, letters, wanted, stated):
        text = _replaced(printed.text, stated.text)
        return replace(printed, text=text, confidence=stated.confidence * printed.confidence)
    agree = letters.startswith(wanted) or wanted.startswith(letters)
    return _rated(printed, stated, agree=agree) if letters else printed


def _mendable(printed: Value, letters: str, wanted: str, stated: ZoneField) -> bool:
    """Return whether a printed value is a misreading of what the zone says for certain."""
    if len(letters) != len(wanted) or printed.confidence >= min(_DOUBTFUL, stated.confidence):
        return False
    return 0 < sum(a != b for a, b in zip(letters, wanted, strict=True)) <= _CLOSE


def _replaced(printed: str, stated: str) -> str:
    """Write the zone's letters in the form of the print: its signs, and accents where they fit."""
    wanted = iter(c for c in stated if c.isalnum())
    written = ""
    for c in printed:
        if not c.isalnum():
            written += c
            continue
        other = next(wanted, c)
        written += c if plain(c) == plain(other) else other
    return written


def _spaced(printed: str, stated: str) -> str:
    """Return the printed letters with the blanks of the zone."""
    letters = iter(c for c in printed if c.isalnum())
    return "".join(c if c == " " else next(letters, "") for c in stated)


def _rated(printed: Value, stated: ZoneField, *, agree: bool) -> Value:
    if agree:
        return printed.confirmed(stated.confidence)
    return replace(printed, confidence=printed.confidence * _CONTRADICTED)
