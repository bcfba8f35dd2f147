"""Drawn cards: one call from kind, seed and condition to an image and the truth about it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from benchmarks.accuracy.cards.layouts import LAYOUTS
from benchmarks.accuracy.cards.photo import CONDITIONS, Matrix, Photo, develop
from benchmarks.accuracy.cards.sheet import Box, FieldValue
from ocr_emulator.engine.base import Point, Polygon

KINDS = tuple(LAYOUTS)
"""Kinds of card, and `other` for what is no identity document."""


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A drawn card and what a response has to say about it."""

    kind: str
    """For the nine types of the classification: the type's name."""
    make: str
    """Generation or variant of the kind."""
    side: str
    """`front` or `back`."""
    fields: dict[str, FieldValue]
    """Text of the fields by their names in the contract, of this side alone."""
    corners: Polygon
    """Corners of the card in the image, from the card's own top left, clockwise."""
    portrait: Polygon | None
    """Corners of the portrait; None where there is none."""
    places: dict[str, tuple[Polygon, ...]]
    """Where the text of each field stands, one area a line."""
    photo: Photo
    """How the card was photographed."""
    image: Image.Image = field(repr=False)


def draw(kind: str, seed: int | str, condition: str | Photo = "desk") -> DrawnCard:
    """Draw a card of a kind with an invented holder.

    The same arguments give the same card, and the same kind and seed the same holder in every
    condition.

    Args:
        kind: One of `KINDS`.
        seed: Decides make, side, holder, fonts and colours.
        condition: A name of `CONDITIONS`, or how the card is photographed.
    """
    sheet = LAYOUTS[kind](random.Random(f"{seed} {kind}"))
    rng = random.Random(f"{seed} {kind} photo")
    photo = CONDITIONS[condition](rng) if isinstance(condition, str) else condition
    image, matrix = develop(sheet.image, photo, rng)
    width, height = sheet.image.size
    return DrawnCard(
        kind=kind,
        make=sheet.make,
        side=sheet.side,
        fields=sheet.fields,
        corners=_mapped((0, 0, width, height), matrix),
        portrait=None if sheet.face is None else _mapped(sheet.face, matrix),
        places={
            name: tuple(_mapped(box, matrix) for box in boxes)
            for name, boxes in sheet.places.items()
        },
        photo=photo,
        image=image,
    )


def _mapped(box: Box, matrix: Matrix) -> Polygon:
    left, top, right, bottom = box

    def point(x: float, y: float) -> Point:
        u, v, w = matrix @ np.array([x, y, 1.0])
        return (float(u / w), float(v / w))

    return (point(left, top), point(right, top), point(right, bottom), point(left, bottom))
