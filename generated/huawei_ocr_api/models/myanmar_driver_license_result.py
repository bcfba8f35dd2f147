from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.myanmar_driver_license_confidence import MyanmarDriverLicenseConfidence
    from ..payloads import MyanmarDriverLicenseResult as Payload


@define(kw_only=True, repr=False)
class MyanmarDriverLicenseResult(Model):
    """The fields of the front of one license."""

    card_number: str | None = None
    """Number of the license, in Burmese."""
    card_number_en: str | None = None
    """Number of the license, in English."""
    name: str | None = None
    """Name of the holder, in Burmese."""
    name_en: str | None = None
    """Name of the holder, in English."""
    nrc_id: str | None = None
    """National registration number, in Burmese."""
    nrc_id_en: str | None = None
    """National registration number, in English."""
    birth: str | None = None
    """Date of birth, in Burmese."""
    birth_en: str | None = None
    """Date of birth, in English."""
    blood_group: str | None = None
    """Blood group, in Burmese."""
    blood_group_en: str | None = None
    """Blood group, in English."""
    expiried_date: str | None = None
    """Date of expiry, in Burmese (the spelling of the name is the service's own)."""
    expiried_date_en: str | None = None
    """Date of expiry, in English (the spelling of the name is the service's own)."""
    confidence: MyanmarDriverLicenseConfidence | None = None
    """Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not
    a measured accuracy. New keys may come at any time."""

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
        "confidence": "confidence",
    }

    _nested = frozenset(("confidence",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.myanmar_driver_license_confidence import MyanmarDriverLicenseConfidence

        return {
            "confidence": model(MyanmarDriverLicenseConfidence),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
