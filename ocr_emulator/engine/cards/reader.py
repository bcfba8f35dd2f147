"""Card reader: from the text of an image to the fields of a described card.

The texts that every card of the kind has decide whether the image shows one, and which side of
which make; their places lead to the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PIL import Image

from ocr_emulator.engine.base import Engine, Polygon
from ocr_emulator.engine.cards.card import Card, Face, Field
from ocr_emulator.engine.cards.flat import Flat, flat_copy
from ocr_emulator.engine.cards.kinds import plain
from ocr_emulator.engine.cards.places.assign import Assignment, Found
from ocr_emulator.engine.cards.places.beside import free_words
from ocr_emulator.engine.cards.places.captions import (
    Caption,
    find_captions,
    with_translations,
)
from ocr_emulator.engine.cards.places.printed import Print, around, printed
from ocr_emulator.engine.cards.script_look import LineReadings, ScriptLook
from ocr_emulator.engine.cards.second_look import SecondLook, rows_of
from ocr_emulator.engine.cards.value import Value
from ocr_emulator.engine.cards.zone import with_zone
from ocr_emulator.engine.geometry import frame
from ocr_emulator.engine.mrz.formats import TD1
from ocr_emulator.engine.mrz.locate import find_zone
from ocr_emulator.engine.tables.model import Box

_PROOF = 0.85
"""Least similarity of the words that prove the country."""
_LEAST_LETTERS = 14.0
"""Letters of labels and titles, below which an image shows no card of the kind."""
_ABSENT = 0.2
"""What a text that is missing takes from the evidence for a face, by one that is found."""
_BOTH = 0.4
"""Part of the other side's own texts, from which the image shows both sides."""


@dataclass(frozen=True)
class Scripts:
    """Engines of scripts that the built-in engine cannot read."""

    engines: Mapping[str, Engine] = field(default_factory=dict)
    """By the `script` of a field."""
    requirement: str = ""
    """What to install where one is missing."""
    language: str = ""
    """Script of the engine that reads all text of an image; empty for the built-in one."""
    readings: Mapping[str, LineReadings] = field(default_factory=dict)
    """What reads a line in several ways, by script."""

    def page_engine(self, engine: Engine) -> Engine:
        """Return the engine that reads all text, where `engine` is the built-in one."""
        return self.engines.get(self.language, engine)

    def prepared(self, face: Face) -> Face:
        """Return a face whose fields say which of them the text of the image has."""
        fields = tuple(
            replace(f, in_print=True) if f.script and f.script == self.language else f
            for f in face.fields
        )
        return replace(face, fields=fields)


NO_SCRIPTS = Scripts()


@dataclass(frozen=True)
class Reading:
    """A card that was read."""

    face: Face
    """The face with most of its texts in the image."""
    sides: tuple[str, ...]
    """The sides that the image shows."""
    values: dict[str, Value] = field(repr=False)
    printed: Print = field(repr=False)
    captions: tuple[Caption, ...] = field(repr=False)
    area: Polygon
    """The area of the image that the texts of the card cover."""

    @property
    def is_complete(self) -> bool:
        """Whether every field was read that each card of the face has."""
        optional = {f.name for f in self.face.fields if f.optional}
        return all(value.text or name in optional for name, value in self.values.items())

    def completed(self, other: Reading, flat: Flat) -> Reading:
        """Return the reading with the values that only one of a rectified copy has."""
        values = dict(self.values)
        for name, value in self.values.items():
            further = other.values.get(name)
            if further is not None and further.text and not value.text:
                area = further.polygon
                back = flat.back(area) if area is not None else None
                values[name] = replace(further, polygon=back)
        return replace(self, values=values)


def read_print(engine: Engine, image: Image.Image) -> Print:
    """Read all text of an image, as cards are read from it."""
    return printed(image, engine.read(image, orient=True, characters=True, mixed=False))


def likeliest(cards: Sequence[Card], text: Print) -> Card | None:
    """Return the card of which an image has most texts; None when it has a proof of none."""
    rated: list[tuple[float, int]] = []
    for index, card in enumerate(cards):
        captions = _captions(card, text)
        if _is_proved(card, captions, text):
            rated.append((max(_evidence(face, captions) for face in card.faces), -index))
    return cards[-max(rated)[1]] if rated else None


def read_card(
    engine: Engine,
    image: Image.Image,
    card: Card,
    *,
    side: str = "",
    both: bool = False,
    text: Print | None = None,
    scripts: Scripts = NO_SCRIPTS,
) -> Reading | None:
    """Read the side of a card that an image shows.

    Args:
        engine: Engine to read with.
        image: Image of the card in any rotation, with or without a background.
        card: Description of the card.
        side: `front` or `back` where it is known; empty to find it out.
        both: Whether an image may show both sides, whose fields are then returned together.
        text: The text of the image, where it was read before.
        scripts: Readers of values in other scripts.

    Returns:
        The values of all fields of that side; None when the image shows no such card.
    """
    page_engine = scripts.page_engine(engine)
    text = text or read_print(page_engine, image)
    faces = [scripts.prepared(face) for face in card.faces if side in ("", face.side)]
    captions = _captions(card, text)
    if not _is_proved(card, captions, text):
        return None
    ranked = sorted(faces, key=lambda face: -_evidence(face, captions))
    if not ranked or _found_letters(ranked[0].texts, captions) < _LEAST_LETTERS:
        return None
    face, other = ranked[0], _other_side(ranked, captions) if both else None
    sides: tuple[str, ...] = (face.side,)
    if other is not None:
        face, sides = _joined(face, other), (face.side, other.side)
    first = _Reader(engine, image, text, scripts).read(face, sides, captions)
    if first.is_complete:
        return first
    plane = first.printed.plane
    flat = flat_copy(image, plane, plane.box(first.area))
    text = read_print(page_engine, flat.image)
    captions = _captions(card, text)
    if all(first.values[name].text for name in face.zone_lines):
        face = replace(face, zone_lines=())
    second = _Reader(engine, flat.image, text, scripts).read(face, sides, captions)
    return first.completed(second, flat)


class _Reader:
    """Read the fields of a face."""

    def __init__(self, engine: Engine, image: Image.Image, text: Print, scripts: Scripts) -> None:
        self._engine, self._image, self._print, self._scripts = engine, image, text, scripts

    def read(self, face: Face, sides: tuple[str, ...], captions: Sequence[Caption]) -> Reading:
        """Return the values of all fields."""
        text = self._print
        assignment = Assignment(free_words(text.runs, captions), captions, face.fields)
        found = assignment.solve()
        mixed = bool(self._scripts.language)
        second = SecondLook(self._engine, self._image, text, mixed=mixed)
        read = second.values(face.fields, assignment, found)
        values: dict[str, Value] = {}
        for f in face.fields:
            one = read.get(f.name)
            if one is None:
                missed = self._missed(f, second.expected(f, assignment, found))
                values[f.name] = missed or Value("", 0.0, None, _reason(f, assignment))
            elif f.is_foreign:
                values[f.name] = self._in_script(f, rows_of(found[f.name].glyphs))
            else:
                polygon = text.plane.polygon(one.box)
                value = Value(one.text, one.confidence, polygon)
                values[f.name] = self._elected(found[f.name], value) if f.script else value
        if face.zone_lines:
            zone = find_zone(self._engine, self._image, text.page, (TD1,))
            values = with_zone(values, face, zone)
        used = [g for caption in captions if caption.text in face.texts for g in caption.glyphs]
        used += [g for one in found.values() for g in one.glyphs]
        area = text.plane.polygon(around(used)) if used else frame(self._image.size)
        return Reading(face, sides, values, text, tuple(captions), area)

    def _elected(self, found: Found, value: Value) -> Value:
        """Return a value in another script as most readings of it have it."""
        readings = self._scripts.readings.get(found.wanted.script)
        if readings is None:
            return value
        vote = ScriptLook(readings, self._image, self._print).value(found)
        return value if vote is None else replace(value, text=vote.text, confidence=vote.confidence)

    def _missed(self, f: Field, boxes: Sequence[Box]) -> Value | None:
        """Read a value in another script where it has to stand."""
        readings = self._scripts.readings.get(f.script)
        if readings is None or f.kind.free:
            return None
        look = ScriptLook(readings, self._image, self._print)
        for box in boxes:
            vote = look.missed(f.kind, box)
            if vote is not None:
                return Value(vote.text, vote.confidence, self._print.plane.polygon(box))
        return None

    def _in_script(self, f: Field, rows: Sequence[Box]) -> Value:
        """Read the lines of a value again with the engine of its script."""
        engine = self._scripts.engines.get(f.script)
        if engine is None:
            reason = "its script cannot be read here"
            return Value("", 0.0, None, reason, self._scripts.requirement)
        areas = [self._print.plane.polygon(row) for row in rows]
        lines = engine.recognize(self._image, areas, characters=True)
        match = f.kind.find(" ".join(line.text for line in lines if line.text))
        if match is None:
            return Value("", 0.0, None, _NOT_LEGIBLE)
        confidence = min(line.confidence for line in lines if line.text)
        whole = rows[0]
        for row in rows[1:]:
            whole = whole.joined(row)
        return Value(match.value, confidence, self._print.plane.polygon(whole))


def _captions(card: Card, text: Print) -> list[Caption]:
    found = find_captions(text.runs, card.texts)
    return with_translations(found, text.runs) if card.is_translated else found


def _is_proved(card: Card, captions: Iterable[Caption], text: Print) -> bool:
    proofs = [plain(caption.text) for caption in captions if caption.whole >= _PROOF]
    if any(plain(mark) in proof for mark in card.marks for proof in proofs):
        return True
    # The first row of a zone begins with its kind and the issuing state (ICAO 9303 part 5, 4.2.2).
    issued = re.compile(rf"[ACI1].?{re.escape(card.country)}")
    return any(run.is_zone and issued.match(run.text.replace(" ", "")) for run in text.runs)


def _found_letters(texts: Iterable[str], captions: Sequence[Caption]) -> float:
    return sum(
        max((c.weight for c in captions if c.text == text), default=0.0) for text in set(texts)
    )


def _evidence(face: Face, captions: Sequence[Caption]) -> float:
    """Rate a face by its texts: those that are there count more than those that are not."""
    found = _found_letters(face.texts, captions)
    absent = [f for f in face.fields if f.labels and not _has_label(f, captions)]
    missing = sum(min(len(plain(label)) for label in f.labels) for f in absent if not f.optional)
    return found - _ABSENT * missing


def _has_label(f: Field, captions: Sequence[Caption]) -> bool:
    return any(caption.text in f.labels for caption in captions)


def _other_side(ranked: Sequence[Face], captions: Sequence[Caption]) -> Face | None:
    """Return the best face of the other side, where its own texts are there too."""
    best = ranked[0]
    other = next((face for face in ranked if face.side != best.side), None)
    if other is None:
        return None
    known = {f.name for f in best.fields}
    further = [f for f in other.fields if f.name not in known and f.labels]
    shown = [f for f in further if _has_label(f, captions)]
    return other if shown and len(shown) >= _BOTH * len(further) else None


def _joined(face: Face, other: Face) -> Face:
    """Return a face with the fields of both."""
    known = {f.name for f in face.fields}
    further = tuple(f for f in other.fields if f.name not in known)
    return replace(
        face,
        fields=face.fields + further,
        titles=face.titles + other.titles,
        zone_lines=face.zone_lines or other.zone_lines,
    )


_NOT_LEGIBLE = "no legible value stands beside its label"


def _reason(f: Field, assignment: Assignment) -> str:
    if not f.labels:
        return "no text of the image has its form"
    return _NOT_LEGIBLE if assignment.captions(f.name) else "its label was not found"
