"""Plane geometry of text areas: sides, directions, and rotation of an image and back.

Points are pixels with y down; angles are degrees, anticlockwise as seen on the screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ocr_emulator.engine.base import Point, Polygon


def centre(polygon: Polygon) -> Point:
    """Return the mean of the four corners."""
    return (sum(p[0] for p in polygon) / 4, sum(p[1] for p in polygon) / 4)


def width(polygon: Polygon) -> float:
    """Measure along the text: the mean of the first and the third side."""
    a, b, c, d = polygon
    return (math.dist(a, b) + math.dist(d, c)) / 2


def height(polygon: Polygon) -> float:
    """Measure across the text: the mean of the second and the fourth side."""
    a, b, c, d = polygon
    return (math.dist(a, d) + math.dist(b, c)) / 2


def direction(polygon: Polygon) -> float:
    """Return the direction of the text, in (-180, 180]; 0 is left to right."""
    a, b, c, d = polygon
    return math.degrees(math.atan2(-((b[1] - a[1]) + (c[1] - d[1])), (b[0] - a[0]) + (c[0] - d[0])))


def shifted(polygon: Polygon, corners: int) -> Polygon:
    """Rotate the order of corners: 2 reads the same area upside down, 1 and 3 sideways."""
    k = corners % 4
    return (polygon[k], polygon[(k + 1) % 4], polygon[(k + 2) % 4], polygon[(k + 3) % 4])


def along(polygon: Polygon, start: float, end: float) -> Polygon:
    """Return the part of an area between two fractions of its width."""
    a, b, c, d = polygon
    return (_between(a, b, start), _between(a, b, end), _between(d, c, end), _between(d, c, start))


def scaled(polygon: Polygon, factor: float) -> Polygon:
    """Multiply all coordinates."""
    a, b, c, d = ((x * factor, y * factor) for x, y in polygon)
    return (a, b, c, d)


def moved(polygon: Polygon, right: float, down: float) -> Polygon:
    """Move an area."""
    a, b, c, d = ((x + right, y + down) for x, y in polygon)
    return (a, b, c, d)


def stretched(polygon: Polygon, sideways: float, across: float) -> Polygon:
    """Extend an area on each side, by multiples of its height."""
    h = height(polygon)
    w = max(width(polygon), 1.0)
    a, b, c, d = along(polygon, -sideways * h / w, 1 + sideways * h / w)
    return (
        _between(a, d, -across),
        _between(b, c, -across),
        _between(b, c, 1 + across),
        _between(a, d, 1 + across),
    )


def _between(p: Point, q: Point, share: float) -> Point:
    return (p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share)


def frame(size: tuple[int, int]) -> Polygon:
    """Return the outline of an image of this size."""
    w, h = float(size[0]), float(size[1])
    return ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))


MAX_PIXELS = 24_000_000
"""Larger images are reduced to so many pixels: print that is legible at all stays legible."""
LEAST_SIDE = 3_000
"""The shorter side is not reduced below that, so a long receipt keeps its width."""
REDUCED_BY = "reduced_by"
"""Key in `Image.info`: the sides of the file are so many times those of the decoded image."""
_LEAST_REDUCTION = 1.1  # less is not worth the blur


def reduction(size: tuple[int, int]) -> float:
    """Return the factor by which an image of this size is reduced, 1.0 for most."""
    w, h = size
    factor = max(math.sqrt(w * h / MAX_PIXELS), 1.0)
    factor = min(factor, max(min(w, h) / LEAST_SIDE, 1.0))
    return factor if factor >= _LEAST_REDUCTION else 1.0


@dataclass(frozen=True, slots=True)
class Rotation:
    """Map points between an image and its copy rotated clockwise on a larger canvas.

    `angle` is how far the content is rotated anticlockwise in the image of `width` by
    `height`, so this rotation makes it upright. The canvas holds the whole rotated image.
    """

    angle: float
    width: int
    height: int

    def _trig(self) -> tuple[float, float]:
        quarter = round(self.angle / 90)
        if abs(self.angle - quarter * 90) < 1e-9:
            # Exact on quarter turns, where rounding would grow the canvas by a pixel.
            return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[quarter % 4]
        radians = math.radians(self.angle)
        return math.cos(radians), math.sin(radians)

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of the rotated image."""
        cos, sin = (abs(value) for value in self._trig())
        return (
            math.ceil(self.width * cos + self.height * sin - 1e-6),
            math.ceil(self.width * sin + self.height * cos - 1e-6),
        )

    def forward(self, point: Point) -> Point:
        """Map a point of the image to the rotated copy."""
        cos, sin = self._trig()
        x, y = point[0] - self.width / 2, point[1] - self.height / 2
        w, h = self.canvas
        return (x * cos - y * sin + w / 2, x * sin + y * cos + h / 2)

    def back(self, point: Point) -> Point:
        """Map a point of the rotated copy to the image."""
        cos, sin = self._trig()
        w, h = self.canvas
        x, y = point[0] - w / 2, point[1] - h / 2
        return (x * cos + y * sin + self.width / 2, -x * sin + y * cos + self.height / 2)

    def coefficients(self) -> tuple[float, float, float, float, float, float]:
        """Return `back` as the six coefficients of an affine transform."""
        cos, sin = self._trig()
        w, h = self.canvas
        return (
            cos,
            sin,
            self.width / 2 - cos * w / 2 - sin * h / 2,
            -sin,
            cos,
            self.height / 2 + sin * w / 2 - cos * h / 2,
        )


def mapped(polygon: Polygon, rotation: Rotation, *, back: bool) -> Polygon:
    """Map an area by a rotation, corner by corner."""
    a, b, c, d = (rotation.back(p) if back else rotation.forward(p) for p in polygon)
    return (a, b, c, d)
