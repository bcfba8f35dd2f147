"""How a page is turned, told from areas alone."""

import random

import pytest

from ocr_emulator.engine import orientation
from ocr_emulator.engine.base import Line
from ocr_emulator.engine.geometry import Turn, direction, mapped, shifted


def boxes(angle, count=20, seed=3):
    """Lines of a page of 1000 by 800, standing anticlockwise by `angle`."""
    rng = random.Random(seed)
    turn = Turn(-angle, 1000, 800)
    made = []
    for row in range(count):
        y, w = 30.0 + row * 36, rng.uniform(80, 800)
        made.append(((50.0, y), (50 + w, y), (50 + w, y + 20), (50.0, y + 20)))
    return [mapped(box, turn, back=False) for box in made]


@pytest.mark.parametrize("angle", [0, 1, 7, 33, 60, 89, -5, -45, -80])
@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_the_axis_is_found_whatever_corner_comes_first(angle, corner):
    """An axis needs no knowledge of where a line begins."""
    found = orientation.axis([shifted(box, corner) for box in boxes(angle)])
    assert orientation.folded(found - angle) == pytest.approx(0, abs=1e-6)


def test_an_axis_along_the_page_is_ninety():
    """The two names of the upright axis are one answer."""
    assert abs(orientation.axis(boxes(90))) == pytest.approx(90)


def test_stray_areas_do_not_move_the_axis():
    """A few lines that run another way are outweighed."""
    found = orientation.axis([*boxes(12), *boxes(70, count=3)])
    assert found == pytest.approx(12, abs=1e-6)


def test_squares_tell_nothing():
    """Without oblong areas there is no axis."""
    assert orientation.axis([((0, 0), (20, 0), (20, 20), (0, 20))]) is None
    assert orientation.axis([]) is None


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 7, 200])
@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_areas_start_where_the_text_does(angle, corner):
    """On a page turned by an angle each line is made to run that way."""
    for box in boxes(angle, count=4):
        started = orientation.starting(shifted(box, corner), angle)
        assert (direction(started) - angle + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("corner", [0, 1, 2, 3])
def test_an_area_across_the_page_runs_down(corner):
    """A spine is read from top to bottom."""
    spine = ((10.0, 10.0), (30.0, 10.0), (30.0, 210.0), (10.0, 210.0))
    started = orientation.starting(shifted(spine, corner), 0)
    assert direction(started) == pytest.approx(-90)


def test_weighted_median():
    """Half of the weight lies on either side."""
    assert orientation.weighted_median([(1, 1), (2, 1), (50, 1.5)]) == 2
    with pytest.raises(ValueError, match="no values"):
        orientation.weighted_median([])


def test_certainty_weighs_lines_by_length():
    """A long line counts for more than a short one."""
    box = ((0, 0), (1, 0), (1, 1), (0, 1))
    lines = [Line("abc", box, 1.0), Line("d", box, 0.2)]
    assert orientation.certainty(lines) == pytest.approx(0.8)
    assert orientation.certainty([]) == 0
