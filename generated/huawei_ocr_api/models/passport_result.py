from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.confidence_map import ConfidenceMap
    from ..models.passport_extra_info import PassportExtraInfo
    from ..payloads import PassportResult as Payload


@define(kw_only=True, repr=False)
class PassportResult(Model):
    """The fields of one passport."""

    passport_type: str | None = None
    """Kind of passport: `P` ordinary, `W` diplomatic, `G` service. Chinese mainland passports
    only."""
    country_code: str | None = None
    """Code of the issuing state as machine-readable passports have it, mostly three letters."""
    passport_number: str | None = None
    """Number of the passport."""
    nationality: str | None = None
    """Nationality of the holder. Chinese mainland passports only."""
    surname: str | None = None
    """Family name."""
    given_name: str | None = None
    """Given names."""
    sex: str | None = None
    """Sex as printed, for example `F`."""
    date_of_birth: str | None = None
    """Date of birth, `YYYY-MM-DD`."""
    date_of_expiry: str | None = None
    """Date on which the passport expires, `YYYY-MM-DD`."""
    date_of_issue: str | None = None
    """Date of issue, `YYYY-MM-DD`. Chinese mainland passports only."""
    place_of_birth: str | None = None
    """Place of birth. Chinese mainland passports only."""
    place_of_issue: str | None = None
    """Place of issue. Chinese mainland passports only."""
    issuing_authority: str | None = None
    """Issuing authority. Consulates shorten China's name in several ways; the service writes
    `P.R.China` for all of them. Chinese mainland passports only."""
    machine_code: str | None = None
    """First machine-readable line. Not in the vendor's tables (D-001)."""
    machine_code2: str | None = None
    """Second machine-readable line. Not in the vendor's tables (D-001)."""
    extra_info: PassportExtraInfo | None = None
    """What the page says in the script of the issuing country (D-006)."""
    confidence: ConfidenceMap | None = None
    """Confidence of each field by the field's name, 0 to 1."""

    _names: ClassVar[Mapping[str, str]] = {
        "passport_type": "passport_type",
        "country_code": "country_code",
        "passport_number": "passport_number",
        "nationality": "nationality",
        "surname": "surname",
        "given_name": "given_name",
        "sex": "sex",
        "date_of_birth": "date_of_birth",
        "date_of_expiry": "date_of_expiry",
        "date_of_issue": "date_of_issue",
        "place_of_birth": "place_of_birth",
        "place_of_issue": "place_of_issue",
        "issuing_authority": "issuing_authority",
        "machine_code": "machine_code",
        "machine_code2": "machine_code2",
        "extra_info": "extra_info",
        "confidence": "confidence",
    }

    _nested = frozenset(
        (
            "extra_info",
            "confidence",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.confidence_map import ConfidenceMap
        from ..models.passport_extra_info import PassportExtraInfo

        return {
            "extra_info": model(PassportExtraInfo),
            "confidence": model(ConfidenceMap),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
