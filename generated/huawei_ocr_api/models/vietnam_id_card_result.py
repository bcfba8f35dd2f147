from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.confidence_map import ConfidenceMap
    from ..models.vietnam_id_card_result_text_location import VietnamIdCardResultTextLocation
    from ..payloads import VietnamIdCardResult as Payload


@define(kw_only=True, repr=False)
class VietnamIdCardResult(Model):
    """The fields of one side of a card; the other side's fields are absent."""

    side: str | None = None
    """Side that was read, `front` or `back`."""
    number: str | None = None
    """Number of the card."""
    full_name: str | None = None
    """Name of the holder."""
    birth_date: str | None = None
    """Date of birth as printed, day first; the separator differs between cards and fields
    (D-082)."""
    sex: str | None = None
    """Sex in Vietnamese, as printed."""
    nationality: str | None = None
    """Nationality in Vietnamese, as printed."""
    origin_place: str | None = None
    """Place of origin."""
    residence_place: str | None = None
    """Place of residence."""
    expiry_date: str | None = None
    """Date of expiry as printed, day first."""
    personal_identification: str | None = None
    """Distinguishing marks of the holder, on the back."""
    issue_date: str | None = None
    """Date of issue, on the back."""
    machine_code1: str | None = None
    """First machine-readable line, on the back."""
    machine_code2: str | None = None
    """Second machine-readable line, on the back."""
    machine_code3: str | None = None
    """Third machine-readable line, on the back."""
    confidence: ConfidenceMap | None = None
    """Confidence of each field by the field's name, 0 to 1."""
    portrait_image: str | None = None
    """The portrait cut out of the image, as Base64 text of an image file. Only with
    `return_portrait_image`."""
    portrait_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    idcard_type: str | None = None
    """What the image shows, the card itself (`normal`), a copy of it (`copy`) or a screen with
    it (`screen`). Only with `return_idcard_type`."""
    text_location: VietnamIdCardResultTextLocation | None = None
    """Where the text of each field stands, four corners by the field's name, in pixels of the
    image as sent. Only with `return_text_location`. No page shows the shape (D-081)."""

    _names: ClassVar[Mapping[str, str]] = {
        "side": "side",
        "number": "number",
        "full_name": "full_name",
        "birth_date": "birth_date",
        "sex": "sex",
        "nationality": "nationality",
        "origin_place": "origin_place",
        "residence_place": "residence_place",
        "expiry_date": "expiry_date",
        "personal_identification": "personal_identification",
        "issue_date": "issue_date",
        "machine_code1": "machine_code1",
        "machine_code2": "machine_code2",
        "machine_code3": "machine_code3",
        "confidence": "confidence",
        "portrait_image": "portrait_image",
        "portrait_location": "portrait_location",
        "idcard_type": "idcard_type",
        "text_location": "text_location",
    }

    _nested = frozenset(
        (
            "confidence",
            "text_location",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.confidence_map import ConfidenceMap
        from ..models.vietnam_id_card_result_text_location import VietnamIdCardResultTextLocation

        return {
            "confidence": model(ConfidenceMap),
            "text_location": model(VietnamIdCardResultTextLocation),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
