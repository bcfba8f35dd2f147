"""Orientation of a page from areas alone."""

from __future__ import annotations

import random

import pytest

from ocr_emulator.engine import orientation
from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.geometry import Rotation, direction, mapped, shifted


def boxes(angle: float, count: int = 20, seed: int = 3) -> list[Polygon]:
    """Lines of a page of 1000 by 800, rotated anticlockwise by `angle`."""
    rng = random.Random(seed)
    turn = Rotation(-angle, 1000, 800)
    made = []
    for row in range(count):
        y, w = 30.0 + row * 36, rng.uniform(80, 800)
        made.append(((50.0, y), (50 + w, y), (50 + w, y + 20), (50.0, y + 20)))
    return [mapped(box, turn, back=False) for box in made]


@pytest.mark.parametrize("angle", [0, 1, 7, 33, 60, 89, -5, -45, -80])
@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_axis_does_not_depend_on_first_corner(angle: int, corner: int) -> None:
    """The axis is independent of where a line begins."""
    found = orientation.axis([shifted(box, corner) for box in boxes(angle)])
    assert found is not None
    assert orientation.folded(found - angle) == pytest.approx(0, abs=1e-6)


def test_vertical_axis_is_ninety_degrees() -> None:
    """Both names of the vertical axis give one result."""
    found = orientation.axis(boxes(90))
    assert found is not None
    assert abs(found) == pytest.approx(90)


def test_stray_areas_do_not_move_axis() -> None:
    """A few lines of another direction are outweighed."""
    found = orientation.axis([*boxes(12), *boxes(70, count=3)])
    assert found == pytest.approx(12, abs=1e-6)


def test_square_areas_have_no_axis() -> None:
    """Without oblong areas there is no axis."""
    assert orientation.axis([((0, 0), (20, 0), (20, 20), (0, 20))]) is None
    assert orientation.axis([]) is None


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 7, 200])
@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_areas_start_at_first_character(angle: int, corner: int) -> None:
    """On a rotated page each line gets the direction of the page."""
    for box in boxes(angle, count=4):
        started = orientation.starting(shifted(box, corner), angle)
        assert (direction(started) - angle + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_area_across_page_runs_down(corner: int) -> None:
    """A spine is read from top to bottom."""
    spine = ((10.0, 10.0), (30.0, 10.0), (30.0, 210.0), (10.0, 210.0))
    started = orientation.starting(shifted(spine, corner), 0)
    assert direction(started) == pytest.approx(-90)


def test_weighted_median_halves_weight() -> None:
    """Half of the weight lies on either side."""
    assert orientation.weighted_median([(1, 1), (2, 1), (50, 1.5)]) == 2
    with pytest.raises(ValueError, match="no values"):
        orientation.weighted_median([])


def test_mean_confidence_is_weighted_by_length() -> None:
    """A long line counts for more than a short one."""
    box = ((0, 0), (1, 0), (1, 1), (0, 1))
    lines = [Line("abc", box, 1.0), Line("d", box, 0.2)]
    assert orientation.mean_confidence(lines) == pytest.approx(0.8)
    assert orientation.mean_confidence([]) == 0
