"""Fake engine with given text, for tests of the code above engines."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr_emulator.engine.base import Character, Line, Page
from ocr_emulator.engine.geometry import along


def line(text, x=0.0, y=0.0, wide=10.0, tall=20.0, confidence=1.0, doubts=None):
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

    rows: list = field(default_factory=list)
    again: dict = field(default_factory=dict)
    angle: float = 0.0
    single: Line | None = None
    calls: list = field(default_factory=list)
    name: str = "fake"
    languages: frozenset = frozenset({"zh", "de"})

    def detect(self, image):
        self.calls.append(("detect", {}))
        return tuple(line.polygon for row in self.rows for line in row)

    def recognize(self, image, polygons, *, characters=False, alphabet=None):
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

    def read(self, image, *, orient=True, characters=False, mixed=True, language=None):
        options = {"orient": orient, "characters": characters, "mixed": mixed}
        self.calls.append(("read", options | {"language": language}))
        return Page(*image.size, self.angle, tuple(tuple(row) for row in self.rows))
