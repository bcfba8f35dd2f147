"""Vertical writing: told from pages on their side, and read from right to left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

import pytest
from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Point, Polygon
from ocr_emulator.engine.geometry import Rotation, direction, mapped
from ocr_emulator.engine.page import read_page

TEXTS = ("城市图书馆每天", "上午九点开门", "晚上八点关门")
HEADING = "使用指南"
SIZE = (800, 900)


def rounded(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


class Columns:
    """Detect drawn columns, the first at the right; read characters alone if they stand upright."""

    name = "columns"
    languages: frozenset[str] = frozenset()

    def __init__(
        self, angle: int, *, upright: bool, heading: bool = False, sure: float = 0.9
    ) -> None:
        self.turn = Rotation(-angle % 360, *SIZE)
        self.angle, self.upright, self.sure = angle, upright, sure
        self.areas: dict[str, tuple[Polygon, float]] = {}
        for number, text in enumerate(TEXTS):
            x, tall = 640.0 - 90 * number, 60.0 * len(text)
            self.add(text, ((x + 40, 200), (x + 40, 200 + tall), (x, 200 + tall), (x, 200)), -90)
        if heading:
            self.add(HEADING, ((300, 60), (540, 60), (540, 110), (300, 110)), 0)

    def add(self, text: str, polygon: Polygon, way: int) -> None:
        area = mapped(polygon, self.turn, back=False)
        self.areas[text] = (area, way + self.angle)

    def image(self) -> Image.Image:
        return Image.new("L", self.turn.canvas)

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        areas = [area for area, _ in self.areas.values()]
        if image.size != self.turn.canvas:
            # The page was turned so that its columns are level.
            quarter = Rotation(90, *self.turn.canvas)
            areas = [mapped(area, quarter, back=False) for area in areas]
        return tuple(areas)

    def recognize(
        self,
        image: Image.Image,
        polygons: Sequence[Polygon],
        *,
        characters: bool = False,
        alphabet: Collection[str] | None = None,
    ) -> tuple[Line, ...]:
        return tuple(self.line(polygon) for polygon in polygons)

    def line(self, polygon: Polygon) -> Line:
        x = sum(p[0] for p in polygon) / 4
        y = sum(p[1] for p in polygon) / 4
        for text, (area, way) in self.areas.items():
            xs, ys = [p[0] for p in area], [p[1] for p in area]
            if not (min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)):
                continue
            if sorted(map(rounded, polygon)) == sorted(map(rounded, area)):
                off = abs((direction(polygon) - way + 180) % 360 - 180)
                return Line(text, polygon, 0.99 if off < 10 else 0.3)
            return Line(self.character(text, area, (x, y)), polygon, self.sure)
        return Line("", polygon, 0.0)

    def character(self, text: str, area: Polygon, point: Point) -> str:
        if not self.upright:
            return "?"
        (ax, ay), (bx, by) = area[0], area[1]
        along = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / (
            (bx - ax) ** 2 + (by - ay) ** 2
        )
        return text[min(int(along * len(text)), len(text) - 1)]


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_vertical_page_is_read_from_right_to_left(angle: int) -> None:
    """Columns follow one another from the right, and the direction is that of the page."""
    engine = Columns(angle, upright=True)
    page = read_page(
        cast("Engine", engine), engine.image(), orient=True, characters=False, mixed=False
    )
    assert [line.text for line in page.lines] == list(TEXTS)
    assert page.angle == pytest.approx(angle)


def test_page_on_its_side_is_not_vertical() -> None:
    """Characters that do not stand upright in their columns are lines of a turned page."""
    engine = Columns(0, upright=False)
    page = read_page(
        cast("Engine", engine), engine.image(), orient=True, characters=False, mixed=False
    )
    assert page.angle == pytest.approx(270)


def test_characters_that_look_alike_when_turned_are_not_upright() -> None:
    """The reader knows them in both directions, but is not sure of most of them."""
    engine = Columns(0, upright=True, sure=0.45)
    page = read_page(
        cast("Engine", engine), engine.image(), orient=True, characters=False, mixed=False
    )
    assert page.angle == pytest.approx(270)


def test_heading_is_read_before_columns() -> None:
    """A level line above the columns comes first."""
    engine = Columns(0, upright=True, heading=True)
    page = read_page(
        cast("Engine", engine), engine.image(), orient=False, characters=False, mixed=True
    )
    assert [line.text for line in page.lines] == [HEADING, *TEXTS]


def test_single_orientation_reads_columns_from_the_right() -> None:
    """Neighbouring columns are ordered from the right also where no direction is looked for."""
    engine = Columns(0, upright=True)
    page = read_page(
        cast("Engine", engine), engine.image(), orient=False, characters=False, mixed=False
    )
    assert [line.text for line in page.lines] == list(TEXTS)
