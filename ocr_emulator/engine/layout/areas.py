"""Areas of a page in its own coordinates, with the lines and the tables that lie in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from ocr_emulator.engine.base import Page, Polygon
from ocr_emulator.engine.geometry import Rotation, mapped
from ocr_emulator.engine.layout.model import Area, find_areas
from ocr_emulator.engine.page import rotated
from ocr_emulator.engine.tables.model import Box, Table

# What the contract calls the kinds of the model.
_NAMES = {"figure": "image", "figure_caption": "image_caption", "equation": "formula"}
_SAME = 0.5  # overlap by union from which a table and an area are one
_LEVEL = 1.0


@dataclass(frozen=True, slots=True)
class PageArea:
    """An area of a page."""

    kind: str
    """Name of the kind, as the contract spells it."""
    polygon: Polygon
    lines: tuple[int, ...] = field(repr=False)
    """Indexes of the page's lines in it, in reading order."""
    table: Table | None = field(default=None, repr=False)


def page_areas(image: Image.Image, page: Page, tables: Sequence[Table]) -> tuple[PageArea, ...]:
    """Return the areas of a page from top to bottom; each line belongs to one of them.

    A ruled or aligned table that the network overlooked is an area too.

    Raises:
        LayoutUnavailableError: When the model is not installed.
    """
    angle = page.angle if abs((page.angle + 45) % 90 - 45) > _LEVEL else round(page.angle / 90) * 90
    turn = Rotation(angle % 360, *image.size)
    found = list(find_areas(rotated(image, turn)))
    owners: dict[int, Table] = {}
    for table in tables:
        box = _upright(table.polygon, turn)
        area = max(found, key=lambda one: _overlap(one.box, box), default=None)
        if area is None or _overlap(area.box, box) < _SAME:
            # Pieces that the network saw inside the table are the table's.
            found = [one for one in found if one.box.overlap(box) < 0.8 * one.box.area]
            area = Area("table", box, 1.0)
            found.append(area)
        else:
            found = [one for one in found if one is not area]
            area = Area("table", box, area.confidence)
            found.append(area)
        owners[id(area)] = table
    found.sort(key=lambda area: (area.box.top, area.box.left))
    members = _members(page, found, turn)
    return tuple(
        PageArea(
            _NAMES.get(area.kind, area.kind),
            mapped(area.box.corners, turn, back=True),
            tuple(members[index]),
            owners.get(id(area)),
        )
        for index, area in enumerate(found)
    )


def _upright(polygon: Polygon, turn: Rotation) -> Box:
    corners = mapped(polygon, turn, back=False)
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _overlap(one: Box, other: Box) -> float:
    shared = one.overlap(other)
    return shared / max(one.area + other.area - shared, 1e-9)


def _members(page: Page, areas: Sequence[Area], turn: Rotation) -> list[list[int]]:
    """Give each line to the smallest area around its centre."""
    members: list[list[int]] = [[] for _ in areas]
    for index, line in enumerate(page.lines):
        x, y = _upright(line.polygon, turn).centre
        around = [i for i, area in enumerate(areas) if area.box.contains(x, y)]
        if around:
            members[min(around, key=lambda i: areas[i].box.area)].append(index)
    return members
