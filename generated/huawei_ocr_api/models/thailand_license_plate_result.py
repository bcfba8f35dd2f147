from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import ThailandLicensePlateResult as Payload


@define(kw_only=True, repr=False)
class ThailandLicensePlateResult(Model):
    """One license plate."""

    plate_number: str | None = None
    """Letters and digits of the plate as printed, the letters in Thai script."""
    plate_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    confidence: float | None = None
    """Confidence of the plate as a whole, 0 to 1."""
    province: str | None = None
    """Province in which the vehicle is registered, in Thai script."""

    _names: ClassVar[Mapping[str, str]] = {
        "plate_number": "plate_number",
        "plate_location": "plate_location",
        "confidence": "confidence",
        "province": "province",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
