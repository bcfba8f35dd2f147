"""Portrait detection: the photograph of the holder, by its face (Haar cascade) and its edges.

The face is detected on the rectified plane, where it stands upright. The classifier also takes rows
of text for a face, so that one that is full of characters is left out. The photograph is larger
than the face; where its edges show, they are taken, else its usual size around a face.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import cv2.data
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.cards.places.printed import Print, Run
from ocr_emulator.engine.geometry import height, width
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.engine.tables.plane import Gray

Shades = npt.NDArray[np.float32]

_CASCADE = "haarcascade_frontalface_alt2.xml"
_CARD = 1000  # pixels of the card's width that faces are detected in
_BEYOND = 0.9  # of the text's width: how far from it a portrait is looked for
_LEAST_FACE = 0.1  # of the text's width
# Ways of looking, the most careful first: step of sizes, agreeing windows, and equalized shades.
_LOOKS = ((1.08, 4, True), (1.05, 3, False))
# Rows of sure characters that make a face out of text; a stamp on a photograph is one row.
_TEXT_ROWS, _TEXT_LETTERS, _SURE = 2, 2, 0.8
# The sides of a photograph, seen from the middle of the face, in widths of the detected face: the
# usual place, and how far from it an edge is looked for (ICAO 9303 part 3, section 3.9.1).
_SIDEWAYS, _ABOVE, _BELOW = 0.75, 0.95, 1.02
_REACH = 0.22
_CLEAR_EDGE = 5.0  # levels of gray a pixel, on most of the edge's length
_MOST_PIXELS = 1_000_000

_lock = threading.Lock()


def find_portrait(text: Print, area: Polygon) -> Polygon | None:
    """Return the corners of the largest portrait beside the text of a card; None without a face.

    Args:
        text: All text of the image.
        area: The part of the image that the texts of the card cover.
    """
    face = _largest_face(text, text.plane.box(area))
    return text.plane.polygon(_photograph(text.gray, face)) if face is not None else None


def cut_out(image: Image.Image, polygon: Polygon) -> Image.Image:
    """Return an area of the image, upright."""
    wide, tall = max(width(polygon), 1.0), max(height(polygon), 1.0)
    factor = min(1.0, (_MOST_PIXELS / (wide * tall)) ** 0.5)
    size = (max(1, round(wide * factor)), max(1, round(tall * factor)))
    a, b, c, d = polygon
    corners = [value for point in (a, d, c, b) for value in point]
    return image.convert("RGB").transform(
        size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC
    )


@cache
def _cascade() -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / _CASCADE))


def _faces(shades: Gray, step: float, neighbours: int, least: int) -> Sequence[Sequence[int]]:
    """Return left, top, width and height of each face; a classifier serves one thread at a time."""
    with _lock:
        return _cascade().detectMultiScale(shades, step, neighbours, minSize=(least, least))


def _largest_face(text: Print, area: Box) -> Box | None:
    """Return the box of the largest face near the text of a card."""
    beyond = _BEYOND * area.width
    left, top = max(round(area.left - beyond), 0), max(round(area.top - beyond), 0)
    part = text.gray[top : round(area.bottom + beyond), left : round(area.right + beyond)]
    if not part.size:
        return None
    factor = _CARD / max(area.width, 1.0)
    factor = min(factor, 2.0)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    small = cv2.resize(part, None, fx=factor, fy=factor, interpolation=how)
    least = max(20, round(_LEAST_FACE * area.width * factor))
    for step, neighbours, equalized in _LOOKS:
        shades = np.asarray(cv2.equalizeHist(small) if equalized else small, dtype=np.uint8)
        faces: list[Box] = []
        for found in _faces(shades, step, neighbours, least):
            x, y, w, h = (float(v) / factor for v in found)
            faces.append(Box(x + left, y + top, x + w + left, y + h + top))
        faces = [face for face in faces if not _is_text(face, text.runs)]
        if faces:
            return max(faces, key=lambda face: face.area)
    return None


def _is_text(face: Box, runs: Sequence[Run]) -> bool:
    """Return whether rows of text were taken for a face."""
    letters = (
        sum(
            g.confidence >= _SURE and face.contains(*g.box.centre)
            for g in run.between(0, len(run.text))
        )
        for run in runs
    )
    return sum(count >= _TEXT_LETTERS for count in letters) >= _TEXT_ROWS


def _photograph(gray: Gray, face: Box) -> Box:
    """Return the box of the photograph around a face."""
    x, y = face.centre
    unit = face.width
    left, right = x - _SIDEWAYS * unit, x + _SIDEWAYS * unit
    top, bottom = y - _ABOVE * unit, y + _BELOW * unit
    smooth = cv2.GaussianBlur(gray, (5, 5), 0).astype(np.float32)
    across = _strength(smooth, 1, 0)
    down = _strength(smooth, 0, 1)
    middle = (y - 0.5 * unit, y + 0.9 * unit)
    reach = _REACH * unit
    inner = 0.5 * unit
    left = _edge(across, (left - reach, min(left + reach, x - inner)), middle, left)
    right = _edge(across, (max(right - reach, x + inner), right + reach), middle, right)
    span = (left, right)
    top = _edge(down.T, (top - reach, min(top + reach, y - inner)), span, top)
    bottom = _edge(down.T, (max(bottom - reach, y + 0.7 * unit), bottom + reach), span, bottom)
    return Box(left, top, right, bottom)


def _strength(gray: Shades, dx: int, dy: int) -> Shades:
    slope = cv2.Sobel(gray, cv2.CV_32F, dx, dy, ksize=3)
    return np.asarray(np.abs(slope) / 4, dtype=np.float32)


def _edge(
    strength: Shades,
    place: tuple[float, float],
    span: tuple[float, float],
    usual: float,
) -> float:
    """Return where the clearest straight edge crosses a range of columns; `usual` without one."""
    first, last = (min(max(round(p), 0), strength.shape[1]) for p in place)
    top, bottom = (min(max(round(p), 0), strength.shape[0]) for p in span)
    if last - first < 3 or bottom - top < 3:
        return min(max(usual, 0.0), float(strength.shape[1]))
    # The weaker part counts: a hair line is no edge, nor is a shoulder.
    profile = np.percentile(strength[top:bottom, first:last], 40, axis=0)
    best = int(profile.argmax())
    clear = float(profile[best]) >= _CLEAR_EDGE
    return float(first + best) if clear else min(max(usual, 0.0), float(strength.shape[1]))
