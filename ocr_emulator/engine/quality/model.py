"""Values of the assessment: one number a fault, and what no measure here can tell."""

from __future__ import annotations

from dataclasses import dataclass

ALARM = 0.5
"""A fault that is larger raises its alarm; the contract's scores of 0 to 99 do so above 50."""
NOT_EVALUATED = "no measure of a single image can tell it; not evaluated"
"""Why tampering, a photo of a screen or print, and covered parts have no result."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Faults of an image of a card, 0 to 1, each growing with the defect."""

    blur: float
    """Fine print cannot be read, by defocus, motion, or too few pixels."""
    glare: float
    """Reflections hide parts of the card."""
    darkness: float
    """Too little light."""
    cropping: float
    """The card runs over the edge of the image."""
    copy: float
    """The card is a copy in black and white."""


def score(fault: float) -> int:
    """Return a fault as the contract's scores write it, 0 to 99."""
    return max(0, min(99, round(fault * 100)))
