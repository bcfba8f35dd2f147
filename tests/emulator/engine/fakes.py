"""Fake engine with given text, for tests of the code above engines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from ocr_emulator.engine.base import Character, Line, Page, Polygon
from ocr_emulator.engine.geometry import along


def line(
    text: str,
    x: float = 0.0,
    y: float = 0.0,
    wide: float = 10.0,
    tall: float = 20.0,
    confidence: float = 1.0,
    doubts: Mapping[int, float] | None = None,
) -> Line:
    """Make a line of equally wide characters; `doubts` maps places to confidences."""
    w = wide * max(len(text), 1)
    polygon = ((x, y), (x + w, y), (x + w, y + tall), (x, y + tall))
    characters = tuple(
        Character(c, along(polygon, i / len(text), (i + 1) / len(text)), (doubts or {}).get(i, 1.0))
        for i, c in enumerate(text)
        if not c.isspace()
    )
    return Line(text, polygon, confidence, characters)


@dataclass
class FakeEngine:
    """Return a page of rows from `read`, and from `recognize` the lines at an area's height."""

    rows: Sequence[Sequence[Line]] = field(default_factory=list)
    again: dict[str, Line] = field(default_factory=dict)
    angle: float = 0.0
    single: Line | None = None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    name: str = "fake"
    languages: frozenset[str] = frozenset({"zh", "de"})

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        self.calls.append(("detect", {}))
        return tuple(line.polygon for row in self.rows for line in row)

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        self.calls.append(("recognize", {"characters": characters, "alphabet": alphabet}))
        if self.single is not None:
            return (self.single,) * len(polygons)
        known = [line for row in self.rows for line in row]
        found = []
        for polygon in polygons:
            y = (polygon[0][1] + polygon[3][1]) / 2
            near = min(known, key=lambda k: abs(k.polygon[0][1] + 10 - y))
            found.append(self.again.get(near.text, near))
        return tuple(found)

    def read(
        self,
        image: Image.Image,
        *,
        orient: bool = True,
        characters: bool = False,
        mixed: bool = True,
        language: str | None = None,
    ) -> Page:
        options = {"orient": orient, "characters": characters, "mixed": mixed}
        self.calls.append(("read", options | {"language": language}))
        return Page(image.width, image.height, self.angle, tuple(tuple(row) for row in self.rows))
