from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import MyanmarDriverLicenseConfidence as Payload


@define(kw_only=True, repr=False)
class MyanmarDriverLicenseConfidence(Model):
    """Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not
    a measured accuracy. New keys may come at any time."""

    card_number: float | None = None
    """Confidence of the number of the license in Burmese."""
    card_number_en: float | None = None
    """Confidence of the number of the license in English."""
    name: float | None = None
    """Confidence of the name of the holder in Burmese."""
    name_en: float | None = None
    """Confidence of the name of the holder in English."""
    nrc_id: float | None = None
    """Confidence of the national registration number in Burmese."""
    nrc_id_en: float | None = None
    """Confidence of the national registration number in English."""
    birth: float | None = None
    """Confidence of the date of birth in Burmese."""
    birth_en: float | None = None
    """Confidence of the date of birth in English."""
    blood_group: float | None = None
    """Confidence of the blood group in Burmese."""
    blood_group_en: float | None = None
    """Confidence of the blood group in English."""
    expiried_date: float | None = None
    """Confidence of the date of expiry in Burmese."""
    expiried_date_en: float | None = None
    """Confidence of the date of expiry in English."""

    _names: ClassVar[Mapping[str, str]] = {
        "card_number": "card_number",
        "card_number_en": "card_number_en",
        "name": "name",
        "name_en": "name_en",
        "nrc_id": "nrc_id",
        "nrc_id_en": "nrc_id_en",
        "birth": "birth",
        "birth_en": "birth_en",
        "blood_group": "blood_group",
        "blood_group_en": "blood_group_en",
        "expiried_date": "expiried_date",
        "expiried_date_en": "expiried_date_en",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
