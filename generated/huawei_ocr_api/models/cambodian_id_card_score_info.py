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
    """Above 50 the card is a copy. Only with `return_idcard_type`."""
    border_integrity_score: int | None = None
    """Above 50 the border is not complete. Only with `detect_border_integrity`."""
    blocking_within_border_score: int | None = None
    """Above 50 something covers a part of the card. Only with `detect_blocking_within_border`."""
    blur_score: int | None = None
    """Above 50 the image is blurred. Only with `detect_blur`."""
    glare_score: int | None = None
    """Above 50 glare lies on the card. Only with `detect_glare`."""
    tampering_score: int | None = None
    """Above 50 the portrait was tampered with. Only with `detect_tampering`."""
    reproduce_score: int | None = None
    """Above 50 the image was taken of another image or of a screen. Only with
    `detect_reproduce`."""

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
