"""Crops of an image: its pixels, and areas of text made level (perspective warp).

Both line readers, the built-in one and Tesseract, get the lines of a page from here.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ocr_emulator.engine.base import Polygon
from ocr_emulator.engine.flatten import flattened, has_alpha
from ocr_emulator.engine.geometry import height, width

Pixels = npt.NDArray[np.uint8]


def rgb_pixels(image: Image.Image) -> Pixels:
    """Convert an image of any mode to rows of red, green, blue."""
    if has_alpha(image):
        image = flattened(image)
    elif image.mode.startswith("I"):
        # Sixteen bits a sample: Pillow clips them in convert("RGB") instead of scaling.
        image = Image.fromarray((np.asarray(image) // 257).astype(np.uint8))
    # Only what is not RGB yet is converted, because even that makes a copy.
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"), dtype=np.uint8)


def level_crop(pixels: Pixels, polygon: Polygon) -> Pixels:
    """Crop an area of the image and make its text level."""
    w, h = max(2, round(width(polygon))), max(2, round(height(polygon)))
    corners = np.array(polygon, dtype=np.float32)
    level = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32)
    transform = cv2.getPerspectiveTransform(corners, level)
    crop = cv2.warpPerspective(
        pixels, transform, (w, h), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.asarray(crop, dtype=np.uint8)
