"""Sliding windows over tall images, and the merging of their areas."""

from __future__ import annotations

import itertools

import pytest

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.lines.windows import merged, windows


@pytest.mark.parametrize("size", [(800, 1200), (1000, 2000), (5000, 900), (100, 1280)])
def test_images_within_limits_are_one_window(size: tuple[int, int]) -> None:
    """An image that the detector takes whole, or that is not tall, is not cut."""
    assert windows(size, 1280) == [(0, size[1])]


@pytest.mark.parametrize("size", [(600, 5000), (1000, 30000), (300, 1300), (2000, 9001)])
def test_windows_cover_tall_image_and_overlap(size: tuple[int, int]) -> None:
    """No row is left out and every edge lies inside another window."""
    cut = windows(size, 1280)
    assert len(cut) > 1
    assert cut[0][0] == 0
    assert cut[-1][1] == size[1]
    assert all(b_top < a_bottom for (_, a_bottom), (b_top, _) in itertools.pairwise(cut))
    assert len({bottom - top for top, bottom in cut}) == 1


def box(y: float, x: float = 10.0, w: float = 200.0, h: float = 20.0) -> Polygon:
    return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def test_duplicate_areas_are_merged() -> None:
    """An area in the overlap comes from one window, one cut by an edge from the other."""
    found = [
        ((0, 1000), [box(50), box(900), box(981.0, h=19)]),
        ((800, 1800), [box(901), box(981, h=30), box(1500)]),
    ]
    assert merged(found, 1800) == [box(50), box(900), box(981, h=30), box(1500)]


def test_neighbouring_areas_are_not_merged() -> None:
    """Neighbours on a row stay two."""
    assert len(merged([((0, 100), [box(10), box(10, x=220)])], 100)) == 2


def test_area_across_both_edges_is_kept() -> None:
    """A vertical line taller than the overlap is joined from its pieces."""
    found = [
        ((0, 1000), [box(40, w=30, h=960), box(40, x=300)]),
        ((800, 1800), [box(800, w=30, h=1000), box(1500, x=300)]),
        ((1600, 2600), [box(1600, x=12, w=30, h=700)]),
    ]
    areas = merged(found, 2600)
    assert areas[:2] == [box(40, x=300), box(1500, x=300)]
    assert areas[2:] == [box(40, w=32, h=2260)]


def test_pieces_of_different_areas_are_not_joined() -> None:
    """Cut areas beside each other stay two, and a whole one replaces its piece."""
    found = [
        ((0, 1000), [box(40, w=30, h=960), box(985, x=300, h=15)]),
        ((800, 1800), [box(800, x=90, w=30, h=700), box(985, x=300, h=30)]),
    ]
    assert len(merged(found, 1800)) == 3
