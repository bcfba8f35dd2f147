"""Cards for tests, drawn with the font that comes with Pillow."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr_emulator.engine.base import Polygon

SIZE = (640, 404)
LINES = ("REPUBLIC OF UTOPIA", "Surname  LINDQVARN", "Given names  MARISKA", "Number  K4R829157",
         "Date of birth  16 04 1987", "Valid until  08 09 2033")  # fmt: skip


def card() -> tuple[Image.Image, list[Polygon]]:
    """Draw a card that fills the image; returns it and the areas of its text."""
    image = Image.new("RGB", SIZE, (214, 228, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 100, 190, 310), fill=(206, 170, 146))
    draw.ellipse((560, 20, 610, 70), fill=(176, 50, 58))
    font = ImageFont.load_default(26)
    areas: list[Polygon] = []
    for row, line in enumerate(LINES):
        at = (220, 40 + 56 * row)
        draw.text(at, line, font=font, fill=(36, 40, 60))
        left, top, right, bottom = draw.textbbox(at, line, font=font)
        areas.append(((left, top), (right, top), (right, bottom), (left, bottom)))
    draw.text((20, 350), "signature of the holder", font=font, fill=(36, 40, 60))
    areas.append(((20, 350), (200, 350), (200, 380), (20, 380)))
    return image, areas


def placed(
    corners: Polygon, size: tuple[int, int], desk: tuple[int, int, int] = (96, 78, 62)
) -> tuple[Image.Image, list[Polygon]]:
    """Lay the card on a desk with its corners at given points."""
    image, areas = card()
    flat = np.array([(0, 0), (SIZE[0], 0), SIZE, (0, SIZE[1])], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(flat, np.array(corners, dtype=np.float32))
    below = np.full((size[1], size[0], 3), desk, dtype=np.uint8)
    pixels = cv2.warpPerspective(
        np.asarray(image), matrix, size, dst=below, borderMode=cv2.BORDER_TRANSPARENT
    )
    moved = cv2.perspectiveTransform(np.array(areas, dtype=np.float32), matrix)
    return Image.fromarray(pixels), [_polygon(area) for area in moved]


def _polygon(points: np.ndarray) -> Polygon:
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return (a, b, c, d)
