from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.thailand_id_card_confidence import ThailandIdCardConfidence
    from ..models.thailand_id_card_result_text_location import ThailandIdCardResultTextLocation
    from ..payloads import ThailandIdCardResult as Payload


@define(kw_only=True, repr=False)
class ThailandIdCardResult(Model):
    """Fields of one side of a card."""

    type_: str | None = None
    """Kind of card, `normal` for the ordinary one and `pink` for the one of foreigners."""
    side: str | None = None
    """Side that was read, `front` or `back`."""
    name_en: str | None = None
    """Full name in English."""
    ref_number: str | None = None
    """Reference number."""
    id_number: str | None = None
    """Identification number."""
    name_th: str | None = None
    """Full name in Thai."""
    first_name_en: str | None = None
    """Given name in English."""
    last_name_en: str | None = None
    """Family name in English."""
    date_of_birth_th: str | None = None
    """Date of birth as printed in Thai, with the year of the Buddhist era (`5 ก.พ. 2493`)."""
    date_of_birth_en: str | None = None
    """Date of birth as printed in English (`5 Feb. 1950`)."""
    religion_th: str | None = None
    """Religion, in Thai."""
    address_th: str | None = None
    """Address, in Thai."""
    date_of_issue_th: str | None = None
    """Date of issue as printed in Thai."""
    date_of_issue_en: str | None = None
    """Date of issue as printed in English."""
    date_of_expiry_th: str | None = None
    """Date of expiry as printed in Thai."""
    date_of_expiry_en: str | None = None
    """Date of expiry as printed in English."""
    serial_number: str | None = None
    """Serial number of the card."""
    card_number: str | None = None
    """Number on the back of the card."""
    laser_number: str | None = None
    """Laser code on the back of the card."""
    confidence: ThailandIdCardConfidence | None = None
    """Confidence of each field by the field's name, 0 to 1."""
    portrait_image: str | None = None
    """The portrait as Base64 text. Only with `return_portrait_image`."""
    portrait_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    idcard_type: str | None = None
    """Whether the card is the thing itself, `normal`, or a `copy` of it. Only with
    `return_idcard_type`."""
    text_location: ThailandIdCardResultTextLocation | None = None
    """Where the text of each field stands, four corners by the field's name, in pixels of the
    image as sent. Only with `return_text_location`. No page shows an example of it (D-053)."""

    _names: ClassVar[Mapping[str, str]] = {
        "type": "type_",
        "side": "side",
        "name_en": "name_en",
        "ref_number": "ref_number",
        "id_number": "id_number",
        "name_th": "name_th",
        "first_name_en": "first_name_en",
        "last_name_en": "last_name_en",
        "date_of_birth_th": "date_of_birth_th",
        "date_of_birth_en": "date_of_birth_en",
        "religion_th": "religion_th",
        "address_th": "address_th",
        "date_of_issue_th": "date_of_issue_th",
        "date_of_issue_en": "date_of_issue_en",
        "date_of_expiry_th": "date_of_expiry_th",
        "date_of_expiry_en": "date_of_expiry_en",
        "serial_number": "serial_number",
        "card_number": "card_number",
        "laser_number": "laser_number",
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
        from ..models.thailand_id_card_confidence import ThailandIdCardConfidence
        from ..models.thailand_id_card_result_text_location import ThailandIdCardResultTextLocation

        return {
            "confidence": model(ThailandIdCardConfidence),
            "text_location": model(ThailandIdCardResultTextLocation),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
