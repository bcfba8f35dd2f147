"""Card outlines: corners in any rotation, on pale desks, without edges, at the image's edge."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("cv2")

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageStat

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.outline import Source, find_outline, rectified
from ocr_emulator.engine.outline.lines import find_edges
from ocr_emulator.engine.quality import ALARM
from ocr_emulator.engine.quality.cropping import cropping_of
from tests.emulator.engine.outline.drawing import SIZE, card, placed

LEVEL: Polygon = ((140, 90), (740, 90), (740, 469), (140, 469))
TILTED: Polygon = ((160, 110), (730, 60), (770, 460), (130, 440))
UPSIDE_DOWN: Polygon = ((740, 469), (140, 469), (140, 90), (740, 90))
SIDEWAYS: Polygon = ((150, 720), (150, 120), (529, 120), (529, 720))


def worst_corner(found: Polygon, true: Polygon) -> float:
    """Return the largest distance of a corner, as a part of the diagonal."""
    off = max(math.dist(a, b) for a, b in zip(found, true, strict=True))
    return off / math.dist(true[0], true[2])


@pytest.mark.parametrize("corners", [LEVEL, TILTED, UPSIDE_DOWN, SIDEWAYS])
def test_corners_begin_at_the_top_left_of_the_card(corners: Polygon) -> None:
    """Rotation and perspective change the place of the corners, not their order."""
    image, areas = placed(corners, (880, 840))
    outline = find_outline(image, areas)
    assert outline is not None
    assert outline.source is Source.EDGES
    assert worst_corner(outline.corners, corners) < 0.02
    assert outline.cut_sides == ()


def test_pale_card_on_a_pale_desk_is_found_by_its_colour() -> None:
    """A white desk leaves no strong edge; the colour of the card differs."""
    image, areas = placed(TILTED, (880, 560), desk=(228, 228, 224))
    outline = find_outline(image, areas)
    assert outline is not None
    assert worst_corner(outline.corners, TILTED) < 0.02


def test_card_that_fills_the_image_has_the_corners_of_the_image() -> None:
    """A scan has no edges around the card; its proportions and its text show that it is one."""
    image, areas = card()
    outline = find_outline(image, areas)
    assert outline is not None
    assert (outline.source, outline.cut_sides) == (Source.FRAME, (0, 1, 2, 3))
    assert worst_corner(outline.corners, ((0, 0), (640, 0), (640, 404), (0, 404))) < 0.01


def test_side_beyond_the_image_is_named() -> None:
    """The left side of a card that runs over the left edge lies on that edge."""
    image, areas = placed(((-60, 90), (540, 90), (540, 469), (-60, 469)), (680, 560))
    outline = find_outline(image, [area for area in areas if area[0][0] > 0])
    assert outline is not None
    assert outline.cut_sides == (3,)


def test_text_without_edges_gives_an_unsure_area_around_it() -> None:
    """Text on an endless page: the area is a guess, and its confidence says so."""
    image = Image.new("RGB", (900, 900), "white")
    area: Polygon = ((300, 300), (500, 300), (500, 330), (300, 330))
    outline = find_outline(image, [area])
    assert outline is not None
    assert outline.source is Source.TEXT
    assert outline.confidence < 0.5


def test_empty_image_has_no_outline() -> None:
    """Nothing is invented."""
    assert find_outline(Image.new("RGB", (640, 480), "white")) is None


def test_rectified_card_is_upright_and_undistorted() -> None:
    """The adjusted image shows the card as it was drawn."""
    image, _ = placed(TILTED, (880, 560))
    flat = rectified(image, TILTED, SIZE[0])
    assert flat.width == SIZE[0]
    difference = ImageChops.difference(flat.resize(SIZE), card()[0])
    assert max(ImageStat.Stat(difference).mean) < 9


def test_short_sides_are_found_beside_many_rows_of_text() -> None:
    """Rows of text are longer edges than the sides of a card and must not displace them."""
    image = Image.new("L", (640, 420), 200)
    pen = ImageDraw.Draw(image)
    pen.rectangle((80, 100, 560, 300), outline=60, width=2)
    for y in range(20, 400, 16):
        pen.line((100, y, 540, y), fill=90, width=3)
    edges = [edge for edge in find_edges([np.asarray(image)]) if not edge.frame]
    places = [abs(edge.distance) for edge in edges if abs(math.cos(edge.angle)) > 0.9]
    assert any(abs(place - 80) <= 3 for place in places)
    assert any(abs(place - 560) <= 3 for place in places)


@pytest.mark.parametrize("left", [-60, -120, -200])
def test_loss_at_the_edge_raises_the_cropping_fault(left: int) -> None:
    """A card that lies partly beyond the image is found by its three other sides."""
    corners = ((left, 90), (left + 600, 90), (left + 600, 469), (left, 469))
    image, areas = placed(corners, (left + 680, 560))
    inside = [area for area in areas if min(x for x, _ in area) > 0]
    outline = find_outline(image, inside)
    assert outline is not None
    assert outline.cut_sides == (3,)
    assert cropping_of(image.size, outline, inside) > ALARM


def test_whole_card_with_a_margin_is_not_cut() -> None:
    """What would be longer than a whole card with the margin is no card that is cut off."""
    image, areas = placed(((60, 90), (660, 90), (660, 469), (60, 469)), (720, 560), (206, 220, 232))
    outline = find_outline(image, areas)
    assert outline is not None
    assert cropping_of(image.size, outline, areas) <= ALARM
