"""Light measurement: reflections and darkness of a card.

A reflection is an area without print that is as bright as the sensor goes, brighter than the card's
own ground, and fades at its edge. White areas of a card end sharply instead.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.float32]

_BRIGHT, _MARGIN = 249.0, 10.0
"""A reflection reaches this level, and is so much brighter than the card's own ground."""
_GROUND = 25
"""Percentile of the levels: print is darker, and a large reflection leaves so much."""
_LEAST = 0.0015  # of the card: smaller spots are gaps between letters
_HALF_GLARE = 0.015  # of the card: where the fault is 0.5
_RING = 5  # pixels around a spot in which it fades
_FADES, _ENDS = 0.35, 0.6
"""How far the level falls to the ground within the ring: of a reflection, of a printed area."""
_LIT, _BLACK = 175.0, 20.0
"""Levels of the ground of a card in sufficient light, and without any."""


def glare_of(colours: Pixels) -> float:
    """Return how much of a card is lost to reflections, 0 to 1; colours are 0 to 255."""
    level = colours.min(axis=2)
    ground = float(np.percentile(level, _GROUND))
    if ground > _BRIGHT - _MARGIN:
        # White paper: nothing on it is brighter, so that nothing can be told.
        return 0.0
    smooth = np.asarray(cv2.GaussianBlur(level, (0, 0), 1.5), dtype=np.float32)
    spots = (smooth >= _BRIGHT).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(spots, connectivity=8)
    lost = 0.0
    for place in range(1, count):
        left, top, wide, high, area = (int(v) for v in stats[place])
        if area < _LEAST * level.size:
            continue
        near = (
            slice(max(top - _RING, 0), top + high + _RING),
            slice(max(left - _RING, 0), left + wide + _RING),
        )
        spot = (labels[near] == place).astype(np.uint8)
        ring = cv2.dilate(spot, np.ones((2 * _RING + 1, 2 * _RING + 1), np.uint8)) - spot
        around = float(smooth[near][ring > 0].mean()) if ring.any() else 255.0
        fall = (255.0 - around) / (255.0 - ground)
        lost += area * float(np.clip((_ENDS - fall) / (_ENDS - _FADES), 0.0, 1.0))
    share = float(lost / level.size)
    return share / (share + _HALF_GLARE)


def darkness_of(colours: Pixels) -> float:
    """Return how dark a card is, 0 to 1, by the level of its lighter parts."""
    ground = float(np.percentile(colours.max(axis=2), 70))
    return float(np.clip((_LIT - ground) / (_LIT - _BLACK), 0.0, 1.0))
