"""Description of a card as data: its sides, the labels that are printed on them, and their fields.

A description has no coordinates: where a value stands is told relative to its label, so that one
description fits every size, rotation and print run of a card.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ocr_emulator.engine.cards.kinds import Kind, Text
from ocr_emulator.engine.mrz.result import FieldName

ANY_TEXT = Text()


class Place(Enum):
    """Where a value stands, seen from its label."""

    RIGHT = "right"
    BELOW = "below"
    ABOVE = "above"


BELOW_OR_RIGHT = (Place.BELOW, Place.RIGHT)
RIGHT_OR_BELOW = (Place.RIGHT, Place.BELOW)
ANY_PLACE = (Place.BELOW, Place.ABOVE, Place.RIGHT)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a card.

    Fields with the same `labels` share a label and divide what stands beside it: a date and a
    place that are printed in one line, or two surnames in two lines.
    """

    name: str
    """Key of the field in the response."""
    labels: tuple[str, ...] = ()
    """Texts of the label, any of them; accents, case and blanks do not matter."""
    kind: Kind = ANY_TEXT
    """What a value looks like."""
    places: tuple[Place, ...] = BELOW_OR_RIGHT
    """Where the value can stand, the usual place first."""
    lines: int = 1
    """Most lines of the value."""
    line: int | None = None
    """Index of the value's line where a label has one value a line."""
    anywhere: bool = False
    """Whether a value without a label is found by its pattern alone, wherever it is printed."""
    script: str = ""
    """Language of a value that the built-in engine cannot read, such as `th`; its reader does."""
    in_print: bool = False
    """Whether all text of the image is read in its script, so that its pattern holds there."""
    zone: FieldName | None = None
    """Field of the machine-readable zone that states the same."""
    optional: bool = False
    """Whether cards of this kind may lack the field, so that an empty one is no failure."""

    @property
    def is_foreign(self) -> bool:
        """Whether the print has look-alikes in its place, which have no pattern."""
        return bool(self.script) and not self.in_print


@dataclass(frozen=True, slots=True)
class Face:
    """One side of one make of a card."""

    side: str
    """`front` or `back`, as responses name it."""
    fields: tuple[Field, ...]
    titles: tuple[str, ...] = ()
    """Other texts that are printed on every card: they are never a value."""
    zone_lines: tuple[str, ...] = ()
    """Keys of the lines of its machine-readable zone (TD1); none where it has no zone."""
    make: str = ""
    """Name of the make, where an operation returns it: `new_version`, `pink`."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that every card of this face has, each once."""
        labels = (label for field in self.fields for label in field.labels)
        return tuple(dict.fromkeys((*self.titles, *labels)))


@dataclass(frozen=True, slots=True)
class Card:
    """A kind of identity card."""

    country: str
    """Code of the issuing state as a machine-readable zone has it (ISO 3166, three letters)."""
    faces: tuple[Face, ...]
    marks: tuple[str, ...]
    """Texts of which no other country's card has one: proof that it is this kind of card."""
    is_translated: bool = False
    """Whether labels stand beside the same in a language that the description does not have."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that are looked for in an image, each once."""
        printed = (text for face in self.faces for text in face.texts)
        return tuple(dict.fromkeys((*printed, *self.marks)))
