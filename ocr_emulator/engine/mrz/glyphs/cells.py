"""Cells of a row of type of one width: a straight or bent line of images of single characters.

The recognizer says where a character is to a fifth of its width, and is sometimes half a cell off.
All characters of a row stand in equal steps, so the row as a whole shows where each of them is.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.geometry import centre

Values = npt.NDArray[np.float64]
Ink = npt.NDArray[np.float32]
Areas = Sequence[Polygon | None]
"""Where the characters of a row were seen, one for each cell; None for those that were not."""

WIDE, TALL = 20, 28
"""Pixels of a cell; its width is a tenth more than a character's step."""
_STEP = WIDE / 1.1
_STRIP = 64
"""Pixels of the height of a row's strip: room for a line that is bent."""
_EDGE = 2
_MARGIN = 2
"""Cells of the strip on both sides of the row."""
_ROUNDS = 3
_LEAST_SEEN = 12
"""Characters of a row whose places say where the others are."""
_OFF_STEP = 0.35
"""Steps from the fitted line, above which the recognizer's place is wrong."""
_MOST_ALONE = 2.5
"""Pixels that a single character may be away from where its row has it."""


def cut(image: Image.Image, areas: Areas) -> list[Ink]:
    """Return the ink of each character of a row, centred in its cell.

    Args:
        image: The image in shades of grey.
        areas: Where the recognizer saw the characters of one row.

    Returns:
        A cell for each area; none at all where too few were seen.
    """
    seen = np.array([i for i, area in enumerate(areas) if area is not None], dtype=np.float64)
    middles = np.array([centre(area) for area in areas if area is not None])
    if len(seen) < _LEAST_SEEN:
        return []
    places = np.arange(len(areas), dtype=np.float64)
    strip, xs = _strip(image, seen, middles, len(areas))
    xs = _line(seen, xs, 2, places)
    ys = np.full(len(xs), _STRIP / 2)
    for _ in range(_ROUNDS):
        across, along = _off(_cells(strip, xs, ys))
        xs = _line(places, xs + across, 2, places)
        ys = _line(places, ys + along, 3, places)
    across, along = _off(_cells(strip, xs, ys))
    xs += np.clip(across, -_MOST_ALONE, _MOST_ALONE)
    ys += np.clip(along, -_MOST_ALONE, _MOST_ALONE)
    return _cells(strip, xs, ys)


def _strip(image: Image.Image, places: Values, middles: Values, count: int) -> tuple[Ink, Values]:
    """Cut a row of `count` cells out as a level strip.

    Returns:
        The strip, and where along it the middles of the characters at `places` are.
    """
    fits = [np.polyfit(places, middles[:, i], 1) for i in (0, 1)]
    step = np.array([fit[0] for fit in fits])
    start = np.array([fit[1] for fit in fits]) - _MARGIN * step
    down = np.array([-step[1], step[0]]) * (_STRIP / 2 / _STEP)
    wide = round((count + 2 * _MARGIN) * _STEP)
    end = start + step * (wide / _STEP)
    corners = np.array([start - down, end - down, end + down, start + down], dtype=np.float32)
    level = np.array([[0, 0], [wide, 0], [wide, _STRIP], [0, _STRIP]], dtype=np.float32)
    transform = cv2.getPerspectiveTransform(corners, level)
    strip = cv2.warpPerspective(
        np.asarray(image), transform, (wide, _STRIP),
        flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    along = (middles - start) @ step / float(step @ step)
    return np.asarray(strip, dtype=np.float32), along * _STEP


def _line(places: Values, values: Values, degree: int, wanted: Values) -> Values:
    """Fit a curve to values at some places, without those far off; return it at the wanted ones."""
    curve = np.polyfit(places, values, degree)
    near = np.abs(values - np.polyval(curve, places)) < _OFF_STEP * _STEP
    if near.sum() > 2 * degree:
        curve = np.polyfit(places[near], values[near], degree)
    return np.asarray(np.polyval(curve, wanted), dtype=np.float64)


def _cells(strip: Ink, xs: Values, ys: Values) -> list[Ink]:
    """Return the ink in the cells around some middles: dark is high, paper is 0."""
    found = []
    for x, y in zip(xs, ys, strict=True):
        cell = cv2.getRectSubPix(strip, (WIDE, TALL), (float(x), float(y)))
        paper = np.partition(cell.ravel(), cell.size * 4 // 5)[cell.size * 4 // 5]
        found.append(np.maximum(paper - cell, 0))
    return found


def _off(cells: Sequence[Ink]) -> tuple[Values, Values]:
    """Return how far the ink of each cell is right of and below its middle.

    The outer columns are left out: a neighbour may reach into them.
    """
    inner = np.stack(cells)[:, :, _EDGE : WIDE - _EDGE]
    total = np.maximum(inner.sum(axis=(1, 2)), 1e-6)
    columns = np.arange(_EDGE, WIDE - _EDGE) - (WIDE - 1) / 2
    rows = np.arange(TALL) - (TALL - 1) / 2
    across = (inner.sum(axis=1) * columns).sum(axis=1) / total
    along = (inner.sum(axis=2) * rows).sum(axis=1) / total
    return across.astype(np.float64), along.astype(np.float64)
