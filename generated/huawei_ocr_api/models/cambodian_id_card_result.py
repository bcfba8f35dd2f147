from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.cambodian_id_card_score_info import CambodianIdCardScoreInfo
    from ..models.confidence_map import ConfidenceMap
    from ..payloads import CambodianIdCardResult as Payload


@define(kw_only=True, repr=False)
class CambodianIdCardResult(Model):
    """Fields of the front of a card, and what the checks found."""

    id_number: str | None = None
    """Number of the card."""
    name_kh: str | None = None
    """Name in Khmer."""
    name_en: str | None = None
    """Name in Latin letters."""
    birth_date: str | None = None
    """Date of birth as printed, in Khmer digits."""
    sex: str | None = None
    """Sex as printed, in Khmer."""
    height: str | None = None
    """Height as printed, in Khmer digits with the unit."""
    birth_place: str | None = None
    """Place of birth."""
    address: str | None = None
    """Address; its lines are joined with spaces."""
    issue_date: str | None = None
    """Date of issue as printed, in Khmer digits."""
    expiry_date: str | None = None
    """Date of expiry as printed, in Khmer digits."""
    description: str | None = None
    """Distinguishing marks of the holder."""
    machine_code1: str | None = None
    """First machine-readable line."""
    machine_code2: str | None = None
    """Second machine-readable line."""
    machine_code3: str | None = None
    """Third machine-readable line."""
    portrait_image: str | None = None
    """The portrait as Base64 text. Only with `return_portrait_image`."""
    portrait_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    idcard_type: str | None = None
    """Whether the card is the thing itself, `normal`, or a `copy` of it. Only with
    `return_idcard_type`."""
    adjusted_image: str | None = None
    """The image of the card as Base64 text (D-060). Only with `return_adjusted_image`."""
    detect_border_integrity_result: bool | None = None
    """True when the border is NOT complete. Only with `detect_border_integrity`."""
    detect_blocking_within_border_result: bool | None = None
    """True when something covers a part of the card. Only with `detect_blocking_within_border`."""
    detect_blur_result: bool | None = None
    """True when the image is blurred. Only with `detect_blur`."""
    detect_glare_result: bool | None = None
    """True when glare lies on the card. Only with `detect_glare`."""
    detect_tampering_result: bool | None = None
    """True when the portrait was tampered with. Only with `detect_tampering`."""
    detect_reproduce_result: bool | None = None
    """True when the image was taken of another image or of a screen. Only with
    `detect_reproduce`."""
    score_info: CambodianIdCardScoreInfo | None = None
    """Scores of the checks, 0 to 99; above 50 the check raises its alarm."""
    confidence: ConfidenceMap | None = None
    """Confidence of each field by the field's name, 0 to 1."""

    _names: ClassVar[Mapping[str, str]] = {
        "id_number": "id_number",
        "name_kh": "name_kh",
        "name_en": "name_en",
        "birth_date": "birth_date",
        "sex": "sex",
        "height": "height",
        "birth_place": "birth_place",
        "address": "address",
        "issue_date": "issue_date",
        "expiry_date": "expiry_date",
        "description": "description",
        "machine_code1": "machine_code1",
        "machine_code2": "machine_code2",
        "machine_code3": "machine_code3",
        "portrait_image": "portrait_image",
        "portrait_location": "portrait_location",
        "idcard_type": "idcard_type",
        "adjusted_image": "adjusted_image",
        "detect_border_integrity_result": "detect_border_integrity_result",
        "detect_blocking_within_border_result": "detect_blocking_within_border_result",
        "detect_blur_result": "detect_blur_result",
        "detect_glare_result": "detect_glare_result",
        "detect_tampering_result": "detect_tampering_result",
        "detect_reproduce_result": "detect_reproduce_result",
        "score_info": "score_info",
        "confidence": "confidence",
    }

    _nested = frozenset(
        (
            "score_info",
            "confidence",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.cambodian_id_card_score_info import CambodianIdCardScoreInfo
        from ..models.confidence_map import ConfidenceMap

        return {
            "score_info": model(CambodianIdCardScoreInfo),
            "confidence": model(ConfidenceMap),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
