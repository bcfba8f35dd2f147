"""Perspective rectification: a flat, upright copy of a page, and the way back to the image.

Lines that are parallel on paper meet in vanishing points in a photograph. Both points are found by
a robust fit to the text lines and to long straight edges; where too few of them vote, the page is
taken to be flat.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Engine, Line, Page, Point, Polygon
from ocr_emulator.engine.geometry import Rotation, height, mapped, width
from ocr_emulator.engine.tables.model import Box

Matrix = npt.NDArray[np.float64]
Gray = npt.NDArray[np.uint8]

TEXT_HEIGHT = 32.0
"""Pixels of a median line of text on the rectified page, so that lengths mean the same on all."""
_SCALES = (0.3, 2.5)
_LONGEST = 3200.0  # pixels of a side of the rectified page
_OBLIQUE = 0.2  # slope up to which an edge can be a row or a column of the page
_PRIOR = 0.15  # weight of a flat page in the fit: a few short edges do not move it
_STRONGEST = 0.35  # perspective beyond that is a wrong fit
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Plane:
    """The rectified page: `matrix` maps points of the image to it, `inverse` back."""

    matrix: Matrix = field(repr=False)
    inverse: Matrix = field(repr=False)
    size: tuple[int, int]
    scale: float
    """Pixels of the rectified page by pixels of the image, in its middle."""
    unit: float
    """Median height of the lines of text on it."""

    def forward(self, point: Point) -> Point:
        """Map a point of the image to the rectified page."""
        return _apply(self.matrix, point)

    def back(self, point: Point) -> Point:
        """Map a point of the rectified page to the image."""
        return _apply(self.inverse, point)

    def box(self, polygon: Polygon) -> Box:
        """Return the box of an area of the image: mean positions of its four sides."""
        corners = [self.forward(point) for point in polygon]
        xs, ys = sorted(p[0] for p in corners), sorted(p[1] for p in corners)
        return Box(
            (xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2, (xs[2] + xs[3]) / 2, (ys[2] + ys[3]) / 2
        )

    def polygon(self, box: Box) -> Polygon:
        """Return a box of the rectified page as an area of the image."""
        return (
            self.back((box.left, box.top)),
            self.back((box.right, box.top)),
            self.back((box.right, box.bottom)),
            self.back((box.left, box.bottom)),
        )

    def shades(self, image: Image.Image) -> Gray:
        """Return the rectified page in shades of gray."""
        gray = np.asarray(image.convert("L"), dtype=np.uint8)
        shade = float(np.median(gray[:: max(1, gray.shape[0] // 200), :]))
        flags = cv2.INTER_AREA if self.scale < 1 else cv2.INTER_LINEAR
        warped = cv2.warpPerspective(
            gray, self.matrix, self.size, flags=flags, borderMode=cv2.BORDER_CONSTANT,
            borderValue=(shade,),
        )  # fmt: skip
        return np.asarray(warped, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that was read, and its rectified copy."""

    engine: Engine
    image: Image.Image = field(repr=False)
    plane: Plane
    gray: Gray = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    boxes: tuple[Box, ...] = field(repr=False)
    """Boxes of the lines on the rectified page."""


def rectify(image: Image.Image, page: Page) -> Plane:
    """Find the rectified page of an image whose text was read."""
    lines = [line for line in page.lines if line.text.strip()]
    turn = Rotation(page.angle % 360, *image.size)
    tall = median([height(line.polygon) for line in lines]) if lines else TEXT_HEIGHT
    upright = _affine(turn)
    segments = [*_baselines(lines, turn), *_edges(image, upright, turn.canvas, tall)]
    perspective = _perspective(segments, turn.canvas)
    full = np.linalg.inv(perspective) @ upright
    scale = min(max(TEXT_HEIGHT / max(tall, 1.0), _SCALES[0]), _SCALES[1])
    scale = min(scale, _LONGEST / max(turn.canvas))
    corners = [_apply(full, p) for p in _corners(image.size)]
    left, top = min(p[0] for p in corners), min(p[1] for p in corners)
    wide = max(p[0] for p in corners) - left
    high = max(p[1] for p in corners) - top
    place = np.array([[scale, 0, -left * scale], [0, scale, -top * scale], [0, 0, 1]])
    matrix: Matrix = np.asarray(place @ full, dtype=np.float64)
    size = (max(1, math.ceil(wide * scale)), max(1, math.ceil(high * scale)))
    return Plane(
        matrix, np.asarray(np.linalg.inv(matrix), np.float64), size, scale, max(tall * scale, 4.0)
    )


def _corners(size: tuple[int, int]) -> list[Point]:
    w, h = float(size[0]), float(size[1])
    return [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]


def _affine(turn: Rotation) -> Matrix:
    a, b, c, d, e, f = turn.coefficients()
    return np.asarray(np.linalg.inv(np.array([[a, b, c], [d, e, f], [0, 0, 1]])))


def _apply(matrix: Matrix, point: Point) -> Point:
    x, y, w = matrix @ np.array([point[0], point[1], 1.0])
    return float(x / w), float(y / w)


Segment = tuple[float, float, float, float]


def _baselines(lines: Iterable[Line], turn: Rotation) -> list[Segment]:
    """Return the middle line of each long line of text on the upright page."""
    found: list[Segment] = []
    for line in lines:
        if width(line.polygon) < 4 * height(line.polygon):
            continue
        a, b, c, d = mapped(line.polygon, turn, back=False)
        found.append(((a[0] + d[0]) / 2, (a[1] + d[1]) / 2, (b[0] + c[0]) / 2, (b[1] + c[1]) / 2))
    return found


def _edges(
    image: Image.Image, upright: Matrix, canvas: tuple[int, int], tall: float
) -> list[Segment]:
    """Return the long straight edges of the upright page."""
    factor = min(1.0, 1600 / max(canvas))
    shrink = np.diag([factor, factor, 1.0]) @ upright
    size = (max(1, round(canvas[0] * factor)), max(1, round(canvas[1] * factor)))
    gray = np.asarray(image.convert("L"), dtype=np.uint8)
    small = cv2.warpPerspective(
        gray, shrink, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    if found is None:
        return []
    segments = (np.asarray(found).reshape(-1, 4) / factor).tolist()
    return [s for s in segments if math.hypot(s[2] - s[0], s[3] - s[1]) >= 3 * tall]


def _perspective(segments: Sequence[Segment], canvas: tuple[int, int]) -> Matrix:
    """Return the map from the flat page to the upright one: identity when nothing votes."""
    middle = (canvas[0] / 2, canvas[1] / 2)
    half = max(canvas) / 2
    rows: list[tuple[float, float, float, float]] = []
    columns: list[tuple[float, float, float, float]] = []
    for x0, y0, x1, y1 in segments:
        p = ((x0 - middle[0]) / half, (y0 - middle[1]) / half)
        q = ((x1 - middle[0]) / half, (y1 - middle[1]) / half)
        dx, dy = q[0] - p[0], q[1] - p[1]
        length = math.hypot(dx, dy)
        if not length:
            continue
        normal = (-dy / length, dx / length)
        offset = -(normal[0] * p[0] + normal[1] * p[1])
        if abs(dy) <= _OBLIQUE * abs(dx):
            rows.append((normal[0], normal[1], offset, length))
        elif abs(dx) <= _OBLIQUE * abs(dy):
            columns.append((normal[1], normal[0], offset, length))
    slope, lean = _vanishing(rows)
    slant, fall = _vanishing(columns)
    normalized = np.array([[1.0, slant, 0.0], [slope, 1.0, 0.0], [lean, fall, 1.0]])
    place = np.array([[half, 0, middle[0]], [0, half, middle[1]], [0, 0, 1]])
    return np.asarray(place @ normalized @ np.linalg.inv(place))


def _vanishing(lines: Sequence[tuple[float, float, float, float]]) -> tuple[float, float]:
    """Fit the point (1, a, b) in which lines meet; returns a and b.

    Each line is (l0, l1, l2, length) with l0 + a * l1 + b * l2 = 0 for a line through the point.
    Weights are refined so that edges of photographs and of the desk have little say.
    """
    if not lines:
        return 0.0, 0.0
    values = np.array(lines)
    design, target = values[:, 1:3], -values[:, 0]
    length = values[:, 3]
    prior = np.diag([0.0, _PRIOR])
    weights = length.copy()
    solution = np.zeros(2)
    for _ in range(_ROUNDS):
        weighted = design * weights[:, None]
        normal = weighted.T @ design + prior + 1e-9 * np.eye(2)
        solution = np.linalg.solve(normal, weighted.T @ target)
        off = np.abs(design @ solution - target)
        tolerance = max(float(np.median(off)) * 1.5, 0.002)
        weights = length / (1 + (off / tolerance) ** 2)
    if abs(solution[1]) > _STRONGEST or abs(solution[0]) > 2 * _OBLIQUE:
        return 0.0, 0.0
    return float(solution[0]), float(solution[1])
