"""Quadrangle search: which four straight edges of an image are the sides of a card.

Every quadrangle of two pairs of edges is rated by how much of its sides lies on an edge, by its
shape, and by whether it encloses the text. Where no edges are found, the text shows where the card
is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Point, Polygon
from ocr_emulator.engine.geometry import direction, frame
from ocr_emulator.engine.outline.lines import Edge, Gray, find_edges
from ocr_emulator.engine.outline.model import Outline, Source
from ocr_emulator.engine.outline.rectify import ID1_ASPECT, ID3_ASPECT, side_lengths

Corners = npt.NDArray[np.float64]
Slopes = list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]
"""Slope of each channel to the right and down."""

_LONGER = 640
"""Longer side of the copy in which edges are searched."""
_LEAST_AREA = 0.06  # of the image
_PARALLEL = math.radians(20)
_SQUARE = math.radians(60)
_ALONG = np.linspace(0.06, 0.94, 48)
_BEYOND = np.linspace(1.015, 1.15, 24)
"""Places along a side and behind its end, in lengths of the side."""
_GOES_ON = 0.75
_LARGER = 0.2
"""Part of the rating that is lost for each end at which an edge goes on."""
_FAINT = 2.5  # slope of an edge, levels a pixel
_RIM = 0.03  # of the shorter side: what is taken for the desk
_SMOOTH = 2.0
_REACH = 2
"""Pixels beside a side in which its edge is looked for."""
_ON_FRAME = 0.85
"""Factor for each side that is the edge of the image: it shows nothing, and it excludes nothing."""
_TOO_LONG = 0.5
"""Factor for a card that is said to be cut off and is longer than a whole one."""
_WHOLE_SIDE = 1.03  # of a whole card, for perspective
_MOST_CUT = 2
"""Sides that may lie on the edge of the image; a card that fills it is told by its proportions."""
_LEAST_SUPPORT = 0.5
_LEAST_INSIDE = 0.9
_MARGIN = 0.07  # of the card, around its text
_WHOLE = 0.6
"""Confidence that a card fills the image, where its proportions are all that shows it."""
_NEAR = 0.1
_LEVEL = 5.0
_COVERED = 0.45
_ASPECTS = (ID1_ASPECT, ID3_ASPECT)


@dataclass(frozen=True, slots=True)
class _Candidate:
    corners: Corners
    sides: tuple[Edge, ...]
    """Line of each side: the first joins the first corner with the second."""
    score: float

    @property
    def cut(self) -> list[int]:
        return [place for place, side in enumerate(self.sides) if side.frame]


def find_outline(
    image: Image.Image, areas: Sequence[Polygon] = (), angle: float | None = None
) -> Outline | None:
    """Find the card in an image.

    Args:
        image: The image.
        areas: Areas of text in it; the card is the quadrangle that encloses them.
        angle: Rotation of the text, anticlockwise; by default that of the longest areas.

    Returns:
        The outline; None for an image without text in which no card stands out.
    """
    scale = min(1.0, _LONGER / max(image.size))
    size = (max(round(image.width * scale), 8), max(round(image.height * scale), 8))
    small = np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX))
    channels = _channels(small)
    texts = np.array(areas, dtype=np.float64).reshape(-1, 4, 2) * scale
    turn = _text_angle(areas) if angle is None else angle
    best = _best(channels, texts, turn if areas or angle is not None else None)
    if best is not None and best.score >= _LEAST_SUPPORT * _LEAST_INSIDE:
        return _outline(best, 1 / scale, turn)
    if _fills(image.size, areas, turn):
        corners = np.array(frame(image.size), dtype=np.float64)
        sides = tuple(Edge(0.0, 0.0, 0.0, frame=True) for _ in range(4))
        return _outline(_Candidate(corners, sides, _WHOLE), 1.0, turn)
    return _around_text(image.size, areas, turn)


def _channels(small: npt.NDArray[np.uint8]) -> list[Gray]:
    """Return lightness, both colour axes, and the distance from the colour of the desk."""
    lab = np.asarray(
        cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_RGB2LAB), dtype=np.float32
    )
    # Colours differ less than lightness does, and are as telling.
    spread = (lab - np.median(lab, axis=(0, 1))) * (1, 2, 2) + 128
    channels = [np.asarray(spread[..., i].clip(0, 255), dtype=np.uint8) for i in range(3)]
    colour = np.array((0, 2, 2), dtype=np.float32)
    both = np.array((1, 2, 2), dtype=np.float32)
    return [*channels, _distance(lab * colour), _distance(lab * both)]


def _distance(colours: npt.NDArray[np.float32]) -> Gray:
    """Return how far each colour is from that along the edges of the image, smoothed.

    It shows the sides of a pale card on a pale desk, which are too weak as edges alone.
    """
    rim = max(2, round(_RIM * min(colours.shape[:2])))
    inner = np.ones(colours.shape[:2], dtype=bool)
    inner[rim:-rim, rim:-rim] = False
    desk = np.median(colours[inner], axis=0)
    away = np.linalg.norm(cv2.GaussianBlur(colours, (0, 0), _SMOOTH) - desk, axis=2)
    top = float(np.percentile(away, 90)) + 1e-6
    return np.asarray((away * (255 / top)).clip(0, 255), dtype=np.uint8)


def _best(channels: list[Gray], texts: Corners, turn: float | None) -> _Candidate | None:
    """Rate every quadrangle of the edges of an image; `turn` is the direction of text, if known."""
    height, width = channels[0].shape
    slopes: Slopes = [
        (
            np.asarray(cv2.Sobel(c, cv2.CV_32F, 1, 0, scale=0.25), np.float32),
            np.asarray(cv2.Sobel(c, cv2.CV_32F, 0, 1, scale=0.25), np.float32),
        )
        for c in channels
    ]
    levels = [3.0 * float(np.median(np.abs(gx) + np.abs(gy))) for gx, gy in slopes]
    best: _Candidate | None = None
    for sides, corners in _quadrangles(find_edges(channels), (width, height)):
        inside = _inside(corners, texts)
        if inside < _LEAST_INSIDE:
            continue
        shape = _shape(corners, sides, turn)
        if shape * inside <= (best.score if best else 0.0):
            continue
        support = _support(corners, sides, slopes, levels)
        score = support * shape * inside
        if best is None or score > best.score:
            best = _Candidate(corners, sides, score)
    return best


def _quadrangles(
    edges: list[Edge], size: tuple[int, int]
) -> Iterator[tuple[tuple[Edge, Edge, Edge, Edge], Corners]]:
    """Combine two pairs of nearly parallel edges to quadrangles within the image."""
    pairs = [
        (a, b) for a, b in itertools.combinations(edges, 2)
        if a.parallel(b) < _PARALLEL and not (a.frame and b.frame and a.angle != b.angle)
    ]  # fmt: skip
    least = _LEAST_AREA * size[0] * size[1]
    slack = 0.02 * max(size)
    for (a, b), (c, d) in itertools.combinations(pairs, 2):
        if a.parallel(c) < _SQUARE or len({a, b, c, d}) < 4:
            continue
        if sum(edge.frame for edge in (a, b, c, d)) > _MOST_CUT:
            continue
        met = [a.meet(c), a.meet(d), b.meet(d), b.meet(c)]
        if any(point is None for point in met):
            continue
        corners = np.array(met, dtype=np.float64)
        if corners.min() < -slack or (corners > np.array(size) + slack).any():
            continue
        area = _area(corners)
        if abs(area) < least:
            continue
        # Sides in the order of the corners, clockwise on the screen.
        order = (a, d, b, c) if area > 0 else (c, b, d, a)
        yield order, corners if area > 0 else corners[[0, 3, 2, 1]]


def _area(corners: Corners) -> float:
    x, y = corners[:, 0], corners[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _inside(corners: Corners, texts: Corners) -> float:
    """Return what part of the text lies within a quadrangle; 1 where there is no text."""
    if not len(texts):
        return 1.0
    sides = np.roll(corners, -1, axis=0) - corners
    inward = np.stack([-sides[:, 1], sides[:, 0]], axis=1)
    inward = inward / (np.linalg.norm(inward, axis=1, keepdims=True) + 1e-9)
    # Distance of each corner of a text to each side, positive within.
    depth = texts @ inward.T - (corners * inward).sum(axis=1)
    slack = 0.01 * math.sqrt(abs(_area(corners)))
    held = (depth > -slack).all(axis=(1, 2))
    weights = (
        np.linalg.norm(texts[:, 1] - texts[:, 0], axis=1)
        * (np.linalg.norm(texts[:, 3] - texts[:, 0], axis=1))
        + 1e-6
    )
    return float(np.dot(weights, held) / weights.sum())


def _shape(corners: Corners, sides: Sequence[Edge], turn: float | None) -> float:
    """Rate the proportions of a quadrangle; a card that is cut off is shorter than a whole one."""
    lengths = side_lengths(_polygon(corners))
    cut = {place % 2 for place, side in enumerate(sides) if side.frame}
    if len(cut) == 1:
        # Sides 1 and 3 end the length from the first corner to the second.
        place = 1 - cut.pop()
        along, other = lengths[place], lengths[1 - place]
        longest = max(_ASPECTS) if _runs_along(corners, place, turn) else 1 / min(_ASPECTS)
        return 1.0 if along <= _WHOLE_SIDE * longest * other else _TOO_LONG
    aspect = max(lengths) / max(min(lengths), 1.0)
    if cut:
        return 0.9 if aspect < 3 else 0.5
    off = min(abs(math.log(aspect / known)) for known in _ASPECTS)
    return 1.0 if off < 0.12 else max(0.55, 1.12 - off)


def _runs_along(corners: Corners, place: int, turn: float | None) -> bool:
    """Return whether text runs along a side, as it does along the longer sides of a card."""
    if turn is None:
        return True
    x, y = corners[(place + 1) % 4] - corners[place]
    off = (math.degrees(math.atan2(-y, x)) - turn) % 180
    return min(off, 180 - off) < 45


def _support(corners: Corners, sides: Sequence[Edge], slopes: Slopes, levels: list[float]) -> float:
    """Return how much of the sides lies on edges; the weakest side counts most.

    An edge that goes on beyond its corner is no side of this quadrangle but of a larger one.
    """
    shares, beyond = [], 0
    for place, side in enumerate(sides):
        if side.frame:
            continue
        start, end = corners[place], corners[(place + 1) % 4]
        shares.append(_seen(start, end, _ALONG, slopes, levels))
        beyond += _seen(start, end, _BEYOND, slopes, levels) > _GOES_ON
        beyond += _seen(end, start, _BEYOND, slopes, levels) > _GOES_ON
    seen = 0.5 * min(shares) + 0.5 * sum(shares) / len(shares)
    return seen * (1 - _LARGER) ** beyond * _ON_FRAME ** (4 - len(shares))


def _seen(
    start: Corners, end: Corners, places: Corners, slopes: Slopes, levels: list[float]
) -> float:
    """Return at what part of places along a line an edge is seen; 0 beyond the image."""
    height, width = slopes[0][0].shape
    points = start + (end - start) * places[:, None]
    normal = np.array([start[1] - end[1], end[0] - start[0]])
    normal = normal / (np.linalg.norm(normal) + 1e-9)
    inside = (points >= 0).all(axis=1) & (points < (width, height)).all(axis=1)
    if inside.sum() < 2:
        return 0.0
    points = points[inside]
    seen = np.zeros(len(points), dtype=bool)
    for offset in range(-_REACH, _REACH + 1):
        xs = (points[:, 0] + offset * normal[0]).round().astype(int).clip(0, width - 1)
        ys = (points[:, 1] + offset * normal[1]).round().astype(int).clip(0, height - 1)
        for (gx, gy), level in zip(slopes, levels, strict=True):
            across = np.abs(gx[ys, xs] * normal[0] + gy[ys, xs] * normal[1])
            seen |= across > max(level, _FAINT)
    return float(seen.mean())


def _outline(best: _Candidate, scale: float, turn: float) -> Outline:
    """Turn the corners so that the first is the card's own top left."""
    first = _first_corner(best.corners, turn)
    corners = np.roll(best.corners, -first, axis=0) * scale
    cut = tuple(sorted((place - first) % 4 for place in best.cut))
    source = Source.FRAME if len(cut) == 4 else Source.EDGES
    return Outline(_polygon(corners), round(min(best.score, 0.99), 4), source, cut)


def _first_corner(corners: Corners, turn: float) -> int:
    """Return the corner at which an upright reader of the text would begin."""
    radians = math.radians(turn)
    right = np.array([math.cos(radians), -math.sin(radians)])
    down = np.array([math.sin(radians), math.cos(radians)])
    return int(np.argmin(corners @ right + corners @ down))


def _text_angle(areas: Sequence[Polygon]) -> float:
    """Return the direction of the longest areas of text, 0 without text."""
    longest = sorted(areas, key=lambda area: -math.dist(area[0], area[1]))[:5]
    if not longest:
        return 0.0
    turns = [math.radians(direction(area)) for area in longest]
    return math.degrees(math.atan2(sum(map(math.sin, turns)), sum(map(math.cos, turns)))) % 360


def _fills(size: tuple[int, int], areas: Sequence[Polygon], turn: float) -> bool:
    """Return whether an image has the shape of a card, and text all over it along its sides."""
    level = abs((turn + 45) % 90 - 45) < _LEVEL
    off = min(abs(math.log(max(size) / min(size) / known)) for known in _ASPECTS)
    if not areas or not level or off > _NEAR:
        return False
    points = np.array(areas, dtype=np.float64).reshape(-1, 2)
    covered = (points.max(axis=0) - points.min(axis=0)) / np.array(size)
    return bool((covered > _COVERED).all())


def _around_text(size: tuple[int, int], areas: Sequence[Polygon], turn: float) -> Outline | None:
    """Return the rectangle around the text with a margin, within the image."""
    if not areas:
        return None
    points = np.array(areas, dtype=np.float64).reshape(-1, 2)
    radians = math.radians(turn)
    axes = np.array(
        [[math.cos(radians), -math.sin(radians)], [math.sin(radians), math.cos(radians)]]
    )
    turned = points @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    margin = _MARGIN * float(max(high - low))
    low, high = low - margin, high + margin
    box = np.array([(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])])
    corners = (box @ axes).clip((0, 0), size)
    return Outline(_polygon(corners), 0.3, Source.TEXT)


def _polygon(corners: Corners) -> Polygon:
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    points: tuple[Point, Point, Point, Point] = (a, b, c, d)
    return points
