from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.confidence_map import ConfidenceMap
    from ..payloads import PeruIdCardResult as Payload


@define(kw_only=True, repr=False)
class PeruIdCardResult(Model):
    """The fields of one card."""

    cui_number: str | None = None
    """Number of the holder (CUI) with its check digit."""
    first_surname: str | None = None
    """First family name."""
    second_surname: str | None = None
    """Second family name."""
    given_name: str | None = None
    """Given names."""
    sex: str | None = None
    """Sex as printed, for example `M`."""
    marital_status: str | None = None
    """Marital status as printed, one letter."""
    birth_date: str | None = None
    """Date of birth as printed, `DD MM YYYY`."""
    nationality: str | None = None
    """Nationality as printed."""
    issue_date: str | None = None
    """Date of issue as printed, `DD MM YYYY`."""
    expiry_date: str | None = None
    """Date of expiry as printed, `DD MM YYYY`."""
    birth_place: float | str | None = None
    """Code of the place of birth, six digits. The table says text, the example has a number,
    which has lost its leading zeros if the code had any (D-085)."""
    voting_group: str | None = None
    """Voting group."""
    organ_donation: str | None = None
    """Statement on the donation of organs."""
    registration_date: str | None = None
    """Date of registration as printed, `DD MM YYYY`."""
    portrait_image: str | None = None
    """The portrait cut out of the image, as Base64 text of an image file. Only with
    `return_portrait_image`, else null or absent."""
    portrait_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    address: str | None = None
    """Address."""
    department: str | None = None
    """Department of the address."""
    province: str | None = None
    """Province of the address."""
    district: str | None = None
    """District of the address."""
    remarks: str | None = None
    """Remarks on the card."""
    machine_code1: str | None = None
    """First machine-readable line."""
    machine_code2: str | None = None
    """Second machine-readable line."""
    machine_code3: str | None = None
    """Third machine-readable line."""
    duplicate: bool | None = None
    """Whether the card is a duplicate."""
    confidence: ConfidenceMap | None = None
    """Confidence of each field by the field's name, 0 to 1."""

    _names: ClassVar[Mapping[str, str]] = {
        "cui_number": "cui_number",
        "first_surname": "first_surname",
        "second_surname": "second_surname",
        "given_name": "given_name",
        "sex": "sex",
        "marital_status": "marital_status",
        "birth_date": "birth_date",
        "nationality": "nationality",
        "issue_date": "issue_date",
        "expiry_date": "expiry_date",
        "birth_place": "birth_place",
        "voting_group": "voting_group",
        "organ_donation": "organ_donation",
        "registration_date": "registration_date",
        "portrait_image": "portrait_image",
        "portrait_location": "portrait_location",
        "address": "address",
        "department": "department",
        "province": "province",
        "district": "district",
        "remarks": "remarks",
        "machine_code1": "machine_code1",
        "machine_code2": "machine_code2",
        "machine_code3": "machine_code3",
        "duplicate": "duplicate",
        "confidence": "confidence",
    }

    _nested = frozenset(("confidence",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.confidence_map import ConfidenceMap

        return {
            "confidence": model(ConfidenceMap),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
