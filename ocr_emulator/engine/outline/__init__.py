"""Document outline: the four corners of a card in an image, and the card cut out upright."""

from __future__ import annotations

from ocr_emulator.engine.outline.find import find_outline
from ocr_emulator.engine.outline.model import Outline, Source
from ocr_emulator.engine.outline.rectify import ID1_ASPECT, ID3_ASPECT, rectified, side_lengths

__all__ = [
    "ID1_ASPECT",
    "ID3_ASPECT",
    "Outline",
    "Source",
    "find_outline",
    "rectified",
    "side_lengths",
]
