"""Colour measurement: whether a card is a copy in black and white.

A copy has the colour of the light alone. It is the same all over, so colour that varies over the
card counts, and a tint of the whole image does not.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.float32]

_WIDTH = 160
_HALF = 2.0
"""Variation of the colour, in units of CIE Lab, at which the fault is 0.5."""


def copy_of(colours: Pixels) -> float:
    """Return how little colour a card has, 0 to 1; colours are 0 to 255."""
    height = max(8, round(colours.shape[0] * _WIDTH / colours.shape[1]))
    # Noise and compression have colours of their own, but only in fine detail.
    small = cv2.resize(colours, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1.0)
    lab = np.asarray(cv2.cvtColor(small / np.float32(255), cv2.COLOR_RGB2LAB))
    chroma = lab[..., 1:].reshape(-1, 2)
    light = lab[..., 0].reshape(-1)
    # A tint is stronger where there is more light: remove what is proportional to lightness.
    design = np.stack([light, np.ones_like(light)], axis=1)
    fit, *_ = np.linalg.lstsq(design, chroma, rcond=None)
    varied = np.linalg.norm(chroma - design @ fit, axis=1)
    spread = float(np.percentile(varied, 95))
    return float(_HALF**2 / (_HALF**2 + spread**2))
