"""Image checks of a card: the alarms and scores that options ask for.

Only Cambodian cards have them one by one. Faults that no measure of a single image can tell are
null, and reported as not evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Protocol

from ocr_emulator.engine.quality import ALARM, NOT_EVALUATED, Quality, score
from ocr_emulator.recognizers.base import Options
from ocr_emulator.recognizers.cards.response import CardResponse

_MEASURED: dict[str, Callable[[Quality], float]] = {
    "border_integrity": attrgetter("cropping"),
    "blur": attrgetter("blur"),
    "glare": attrgetter("glare"),
}
_NOT_MEASURED = ("blocking_within_border", "tampering", "reproduce")


class HasQuality(Protocol):
    """An image that measures its quality when it is asked."""

    @property
    def quality(self) -> Quality:
        """What is wrong with the image."""
        ...


def add_checks(response: CardResponse, options: Options, photo: HasQuality) -> None:
    """Add the results and scores of the checks that were asked for.

    Args:
        response: The response that is being built.
        options: Those of the request, `detect_blur` and others.
        photo: The image; its quality is measured only if a check needs it.
    """
    scores: dict[str, int | None] = {}
    measured = [name for name in _MEASURED if options.get(f"detect_{name}")]
    wants_type = options.get("return_idcard_type")
    if measured or wants_type:
        quality = photo.quality
        if wants_type:
            scores["idcard_type_score"] = score(quality.copy)
        for name in measured:
            fault = _MEASURED[name](quality)
            response.result[f"detect_{name}_result"] = fault > ALARM
            scores[f"{name}_score"] = score(fault)
    for name in _NOT_MEASURED:
        if options.get(f"detect_{name}"):
            response.result[f"detect_{name}_result"] = None
            scores[f"{name}_score"] = None
            response.miss(f"detect_{name}_result", NOT_EVALUATED)
    if scores:
        response.result["score_info"] = scores
