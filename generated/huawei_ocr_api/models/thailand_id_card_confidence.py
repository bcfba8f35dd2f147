from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import ThailandIdCardConfidence as Payload


@define(kw_only=True, repr=False)
class ThailandIdCardConfidence(Model):
    """Confidence of each field by the field's name, 0 to 1."""

    id_number: float | None = None
    """Confidence of the identification number. The example of a back carries the confidence of
    `card_number` here (D-051)."""
    name_th: float | None = None
    """Confidence of the Thai name."""
    name_en: float | None = None
    """Confidence of the English name."""
    ref_number: float | None = None
    """Confidence of the reference number."""
    first_name_en: float | None = None
    """Confidence of the English given name."""
    last_name_en: float | None = None
    """Confidence of the English family name."""
    date_of_birth_th: float | None = None
    """Confidence of the Thai date of birth."""
    date_of_birth_en: float | None = None
    """Confidence of the English date of birth."""
    religion_th: float | None = None
    """Confidence of the religion."""
    address_th: float | None = None
    """Confidence of the address."""
    date_of_issue_th: float | None = None
    """Confidence of the Thai date of issue."""
    date_of_issue_en: float | None = None
    """Confidence of the English date of issue."""
    date_of_expiry_th: float | None = None
    """Confidence of the Thai date of expiry."""
    date_of_expiry_en: float | None = None
    """Confidence of the English date of expiry."""
    serial_number: float | None = None
    """Confidence of the serial number."""
    card_number: float | None = None
    """Confidence of the number on the back."""
    laser_number: float | None = None
    """Confidence of the laser code."""

    _names: ClassVar[Mapping[str, str]] = {
        "id_number": "id_number",
        "name_th": "name_th",
        "name_en": "name_en",
        "ref_number": "ref_number",
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
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
