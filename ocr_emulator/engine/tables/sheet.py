"""A page under analysis: its image, its lines, and its rectified copy."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Engine, Line
from ocr_emulator.engine.tables.model import Box
from ocr_emulator.engine.tables.plane import Plane

Gray = npt.NDArray[np.uint8]


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
