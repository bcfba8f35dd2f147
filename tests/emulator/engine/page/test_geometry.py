"""Geometry of areas and rotations, with numbers computed by hand."""

from __future__ import annotations

import math

import pytest

from ocr_emulator.engine import geometry
from ocr_emulator.engine.geometry import Rotation

BOX = ((10.0, 20.0), (110.0, 20.0), (110.0, 40.0), (10.0, 40.0))


def test_width_height_and_centre() -> None:
    """Width runs along the text, height across it."""
    assert (geometry.width(BOX), geometry.height(BOX)) == (100, 20)
    assert geometry.centre(BOX) == (60, 30)


@pytest.mark.parametrize(
    ("corners", "expected"), [(0, 0), (1, -90), (2, 180), (3, 90), (4, 0), (-1, 90)]
)
def test_direction_follows_first_corner(corners: int, expected: int) -> None:
    """The same area from another first corner has another direction, anticlockwise positive."""
    got = geometry.direction(geometry.shifted(BOX, corners))
    assert (got - expected) % 360 == pytest.approx(0)


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 7, 45, 200, 359.5, -90])
def test_rotation_and_back_is_identity(angle: float) -> None:
    """Each point returns to its place."""
    turn = Rotation(angle, 640, 480)
    for point in ((0.0, 0.0), (640.0, 480.0), (123.4, 56.7)):
        assert turn.back(turn.forward(point)) == pytest.approx(point)


@pytest.mark.parametrize(
    ("angle", "canvas"), [(0, (640, 480)), (90, (480, 640)), (180, (640, 480)), (450, (480, 640))]
)
def test_quarter_rotations_have_exact_canvas(angle: int, canvas: tuple[int, int]) -> None:
    """Rounding adds no pixel on a quarter rotation."""
    assert Rotation(angle, 640, 480).canvas == canvas


@pytest.mark.parametrize("angle", [5, 33, 130, 222, 300])
def test_whole_image_stays_on_canvas(angle: int) -> None:
    """All four corners are inside after the rotation."""
    turn = Rotation(angle, 640, 480)
    w, h = turn.canvas
    for x, y in map(turn.forward, geometry.frame((640, 480))):
        assert -1e-6 <= x <= w + 1e-6
        assert -1e-6 <= y <= h + 1e-6


def test_rotation_makes_content_upright() -> None:
    """Content rotated anticlockwise by the angle is level afterwards."""
    slope = math.radians(30)
    end = (100 + 50 * math.cos(slope), 100 - 50 * math.sin(slope))
    (x0, y0), (x1, y1) = map(Rotation(30, 300, 200).forward, ((100.0, 100.0), end))
    assert (x1 - x0, y1 - y0) == pytest.approx((50, 0))


def test_affine_coefficients_equal_back() -> None:
    """The coefficients map as the method does."""
    turn = Rotation(37, 300, 200)
    a, b, c, d, e, f = turn.coefficients()
    x, y = 41.0, 17.0
    assert (a * x + b * y + c, d * x + e * y + f) == pytest.approx(turn.back((x, y)))


def test_part_of_area_by_fractions_of_width() -> None:
    """Fractions are of the width."""
    assert geometry.along(BOX, 0.25, 0.5) == ((35, 20), (60, 20), (60, 40), (35, 40))


def test_margins_are_multiples_of_height() -> None:
    """Margins are multiples of the height, on each side."""
    corners = ((0, 18), (120, 18), (120, 42), (0, 42))
    for got, expected in zip(geometry.stretched(BOX, 0.5, 0.1), corners, strict=True):
        assert got == pytest.approx(expected)
