"""Line detection: the straight edges of an image that may be sides of a card.

Segments of one edge are joined, because a shadow or a pattern of the desk interrupts it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr_emulator.engine.base import Point

Gray = npt.NDArray[np.uint8]
_SHORTEST = 0.06  # of the longer side of the image
_SAME_ANGLE = math.radians(3.5)
_SAME_PLACE = 0.012  # of the longer side of the image
MOST = 18
"""Lines that are kept: with more, the number of quadrangles explodes."""
_ACROSS = 7
"""Of these, lines across the strongest one: rows of text are longer than the sides of a card."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An infinite line `x cos a + y sin a = d` and how much of it was seen."""

    angle: float
    distance: float
    length: float
    frame: bool = False
    """Whether it is an edge of the image and not one in it."""

    def meet(self, other: Edge) -> Point | None:
        """Return where two lines cross; None for parallel ones."""
        a, b = math.cos(self.angle), math.sin(self.angle)
        c, d = math.cos(other.angle), math.sin(other.angle)
        base = a * d - b * c
        if abs(base) < 0.2:
            return None
        x = (self.distance * d - other.distance * b) / base
        y = (other.distance * a - self.distance * c) / base
        return (x, y)

    def off(self, point: Point) -> float:
        """Return the distance of a point from the line."""
        across = point[0] * math.cos(self.angle) + point[1] * math.sin(self.angle)
        return abs(across - self.distance)

    def parallel(self, other: Edge) -> float:
        """Return the angle between two lines, 0 to pi / 2."""
        turn = abs(self.angle - other.angle) % math.pi
        return min(turn, math.pi - turn)


def find_edges(channels: list[Gray]) -> list[Edge]:
    """Return the strongest straight edges of an image, and the four of its frame."""
    height, width = channels[0].shape
    longer = max(width, height)
    segments: list[tuple[float, float, float, float]] = []
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    for channel in channels:
        found = detector.detect(channel)[0]
        if found is not None:
            segments += [(float(a), float(b), float(c), float(d)) for a, b, c, d in found[:, 0]]
    edges = _joined(segments, longer)
    edges.sort(key=lambda edge: -edge.length)
    frame = [
        Edge(0.0, 0.0, 0.0, frame=True),
        Edge(0.0, float(width), 0.0, frame=True),
        Edge(math.pi / 2, 0.0, 0.0, frame=True),
        Edge(math.pi / 2, float(height), 0.0, frame=True),
    ]
    return _strongest(edges) + frame


def _strongest(edges: list[Edge]) -> list[Edge]:
    """Return the first of edges in the order of their strength, of both directions."""
    if not edges:
        return []
    across = [edge for edge in edges if edge.parallel(edges[0]) > math.pi / 4][:_ACROSS]
    along = [edge for edge in edges if edge not in across][: MOST - len(across)]
    return sorted(across + along, key=lambda edge: -edge.length)


def _joined(segments: list[tuple[float, float, float, float]], longer: int) -> list[Edge]:
    """Join segments on one line; each group becomes the line through its points."""
    kept = [s for s in segments if math.dist(s[:2], s[2:]) >= _SHORTEST * longer]
    kept.sort(key=lambda s: -math.dist(s[:2], s[2:]))
    groups: list[tuple[Edge, list[tuple[float, float, float, float]]]] = []
    for segment in kept[:400]:
        line = _line(segment)
        for edge, members in groups:
            # Both ends, or a row of text would bend the edge above it.
            off = max(edge.off(segment[:2]), edge.off(segment[2:]))
            if edge.parallel(line) < _SAME_ANGLE and off < _SAME_PLACE * longer:
                members.append(segment)
                break
        else:
            groups.append((line, [segment]))
    return [_fitted(members) for _, members in groups]


def _line(segment: tuple[float, float, float, float]) -> Edge:
    x1, y1, x2, y2 = segment
    angle = math.atan2(x1 - x2, y2 - y1)
    distance = x1 * math.cos(angle) + y1 * math.sin(angle)
    return Edge(angle, distance, math.dist((x1, y1), (x2, y2)))


def _fitted(members: list[tuple[float, float, float, float]]) -> Edge:
    """Fit a line to the ends of segments, each weighted by its length."""
    points = np.array([(m[0], m[1]) for m in members] + [(m[2], m[3]) for m in members])
    weights = np.array([math.dist(m[:2], m[2:]) for m in members] * 2)
    middle = np.average(points, axis=0, weights=weights)
    spread = (points - middle) * np.sqrt(weights)[:, None]
    _, _, axes = np.linalg.svd(spread, full_matrices=False)
    normal = axes[1]
    angle = math.atan2(float(normal[1]), float(normal[0]))
    length = sum(math.dist(m[:2], m[2:]) for m in members)
    return Edge(angle, float(middle @ normal), length)
