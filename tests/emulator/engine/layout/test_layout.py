"""Areas of a page: the decoding of the network's outputs, and the lines in each area."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ocr_emulator.engine.layout import areas, model
from ocr_emulator.engine.layout.areas import page_areas
from ocr_emulator.engine.layout.model import KINDS, Area, LayoutUnavailableError, find_areas
from ocr_emulator.engine.tables.model import Box
from tests.emulator.engine.fakes import line
from tests.emulator.engine.tables.drawing import page_of, paper, text

COUNTS = (7600, 1900, 475, 130)


class Network:
    """Return given boxes as the network would: (kind, confidence, grid, place, distances)."""

    def __init__(self, *boxes: Any) -> None:
        self.outputs = [np.zeros((1, n, len(KINDS)), np.float32) for n in COUNTS]
        self.outputs += [np.full((1, n, 32), -50, np.float32) for n in COUNTS]
        for kind, confidence, grid, place, distances in boxes:
            self.outputs[grid][0, place, KINDS.index(kind)] = confidence
            for side, distance in enumerate(distances):
                self.outputs[4 + grid][0, place, 8 * side + distance] = 50

    def get_inputs(self) -> list[Any]:
        return [type("Input", (), {"name": "image"})]

    def run(self, _: object, feed: dict[str, Any]) -> list[Any]:
        assert feed["image"].shape == (1, 3, 800, 608)
        return self.outputs


def found(
    monkeypatch: pytest.MonkeyPatch, *boxes: Any, size: tuple[int, int] = (608, 800)
) -> tuple[Area, ...]:
    monkeypatch.setattr(model, "_session", lambda: Network(*boxes))
    return find_areas(Image.new("RGB", size, "white"))


def test_box_is_decoded_from_distances(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place on the grid and the expected distances of the sides make the box."""
    # Grid of 32 pixels: place 2 * 19 + 3 is the middle (112, 80).
    (area,) = found(monkeypatch, ("table", 0.9, 2, 2 * 19 + 3, (1, 2, 3, 1)))
    assert area.kind == "table"
    assert area.confidence == pytest.approx(0.9)
    box = area.box
    assert (box.left, box.top) == pytest.approx((80, 16))
    assert (box.right, box.bottom) == pytest.approx((208, 112))


def test_boxes_are_scaled_to_the_image(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coordinates are those of the image and not of the network's input."""
    (area,) = found(monkeypatch, ("text", 0.9, 2, 41, (1, 2, 3, 1)), size=(1216, 1600))
    assert (area.box.left, area.box.bottom) == pytest.approx((160, 224))


def test_overlapping_and_doubtful_boxes_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of boxes that overlap the surest one counts; below the limit none does."""
    boxes = found(
        monkeypatch,
        ("text", 0.9, 2, 41, (1, 2, 3, 1)),
        ("title", 0.6, 2, 42, (2, 2, 2, 1)),
        ("figure", 0.3, 3, 60, (1, 1, 1, 1)),
    )
    assert [area.kind for area in boxes] == ["text"]


def test_missing_distribution_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package there is an error with its name."""
    model._session.cache_clear()
    monkeypatch.setitem(sys.modules, "ocr_wrapper_models", None)
    with pytest.raises(LayoutUnavailableError, match="ocr-wrapper-models"):
        find_areas(Image.new("RGB", (100, 100)))
    model._session.cache_clear()


def test_lines_belong_to_the_smallest_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is listed once, in the area that fits it best; names are the contract's."""
    fixed = (
        Area("figure", Box(0, 0, 400, 300), 0.9),
        Area("figure_caption", Box(40, 40, 300, 80), 0.8),
    )
    monkeypatch.setattr(areas, "find_areas", lambda _: fixed)
    image, _ = paper()
    page = page_of(image, [line("Figure 1", 50, 50), line("a", 50, 200), line("b", 500, 500)])
    got = [(area.kind, area.lines) for area in page_areas(image, page, [])]
    assert got == [("image", (1,)), ("image_caption", (0,))]


def test_areas_of_a_rotated_page_are_in_its_coordinates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network sees the upright page; the response has corners of the page as sent."""
    sizes = []

    def seen(image: Image.Image) -> tuple[Area, ...]:
        sizes.append(image.size)
        return (Area("text", Box(0, 0, 100, 50), 0.9),)

    monkeypatch.setattr(areas, "find_areas", seen)
    image, _ = paper(800, 600)
    (area,) = page_areas(image, page_of(image, [], angle=90.0), [])
    assert sizes == [(600, 800)]
    xs, ys = {x for x, _ in area.polygon}, {y for _, y in area.polygon}
    assert (max(xs) - min(xs), max(ys) - min(ys)) == (50, 100)


@pytest.mark.engine
def test_network_finds_a_paragraph() -> None:
    """The installed model finds running text on a page."""
    pytest.importorskip("ocr_wrapper_models")
    image, pen = paper(1000, 1300)
    for row in range(12):
        text(pen, 100, 150 + 40 * row, "window lantern marble copper island winter garden", wide=16)
    kinds = [area.kind for area in find_areas(image)]
    assert kinds
    assert set(kinds) <= set(KINDS)
