from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import CambodianIdCardScoreInfo as Payload


@define(kw_only=True, repr=False)
class CambodianIdCardScoreInfo(Model):
    """Scores of the checks, 0 to 99; above 50 the check raises its alarm."""

    idcard_type_score: int | None = None
    """Above 50 the card is a copy. Sent when `return_idcard_type` was asked for."""
    border_integrity_score: int | None = None
    """Above 50 the border is not complete. Sent when `detect_border_integrity` was asked for."""
    blocking_within_border_score: int | None = None
    """Above 50 something covers a part of the card. Sent when `detect_blocking_within_border`
    was asked for."""
    blur_score: int | None = None
    """Above 50 the image is blurred. Sent when `detect_blur` was asked for."""
    glare_score: int | None = None
    """Above 50 glare lies on the card. Sent when `detect_glare` was asked for."""
    tampering_score: int | None = None
    """Above 50 the portrait was tampered with. Sent when `detect_tampering` was asked for."""
    reproduce_score: int | None = None
    """Above 50 the image was taken of another image or of a screen. Sent when `detect_reproduce`
    was asked for."""

    _names: ClassVar[Mapping[str, str]] = {
        "idcard_type_score": "idcard_type_score",
        "border_integrity_score": "border_integrity_score",
        "blocking_within_border_score": "blocking_within_border_score",
        "blur_score": "blur_score",
        "glare_score": "glare_score",
        "tampering_score": "tampering_score",
        "reproduce_score": "reproduce_score",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
