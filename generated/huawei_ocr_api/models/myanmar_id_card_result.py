from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.myanmar_id_card_confidence import MyanmarIdCardConfidence
    from ..models.myanmar_id_card_translation import MyanmarIdCardTranslation
    from ..payloads import MyanmarIdCardResult as Payload


@define(kw_only=True, repr=False)
class MyanmarIdCardResult(Model):
    """The fields of one side of a card; the other side's fields are absent."""

    side: str | None = None
    """Side that was seen, `front` or `back`."""
    class_: str | None = None
    """Make of the card, `new_version` or `old_version`."""
    nrc_id: str | None = None
    """National registration number on the front."""
    issue_date: str | None = None
    """Date of issue, in the digits that are printed."""
    name: str | None = None
    """Name of the holder."""
    father_name: str | None = None
    """Name of the holder's father."""
    birth: str | None = None
    """Date of birth, in the digits that are printed."""
    bloodlines_religion: str | None = None
    """Ethnic group or religion."""
    height: str | None = None
    """Height as printed, feet and inches."""
    blood_group: str | None = None
    """Blood group."""
    card_id: str | None = None
    """Number of the card, on the back."""
    nrc_id_back: str | None = None
    """National registration number on the back."""
    profession: str | None = None
    """Occupation, on the back."""
    address: str | None = None
    """Address, on the back."""
    confidence: MyanmarIdCardConfidence | None = None
    """Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not
    a measured accuracy. New keys may come at any time."""
    portrait_image: str | None = None
    """The portrait cut out of the image, as Base64 text of an image file. Only with
    `return_portrait_image`."""
    portrait_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    idcard_type: str | None = None
    """Whether the image shows the card itself (`normal`) or a copy of it (`copy`). Only with
    `return_idcard_type`."""
    translation_info: MyanmarIdCardTranslation | None = None
    """Fields of the front of a Myanmar identity card in Latin letters."""

    _names: ClassVar[Mapping[str, str]] = {
        "side": "side",
        "class": "class_",
        "nrc_id": "nrc_id",
        "issue_date": "issue_date",
        "name": "name",
        "father_name": "father_name",
        "birth": "birth",
        "bloodlines_religion": "bloodlines_religion",
        "height": "height",
        "blood_group": "blood_group",
        "card_id": "card_id",
        "nrc_id_back": "nrc_id_back",
        "profession": "profession",
        "address": "address",
        "confidence": "confidence",
        "portrait_image": "portrait_image",
        "portrait_location": "portrait_location",
        "idcard_type": "idcard_type",
        "translation_info": "translation_info",
    }

    _nested = frozenset(
        (
            "confidence",
            "translation_info",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.myanmar_id_card_confidence import MyanmarIdCardConfidence
        from ..models.myanmar_id_card_translation import MyanmarIdCardTranslation

        return {
            "confidence": model(MyanmarIdCardConfidence),
            "translation_info": model(MyanmarIdCardTranslation),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
