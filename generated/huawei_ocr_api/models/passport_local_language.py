from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import PassportLocalLanguage as Payload


@define(kw_only=True, repr=False)
class PassportLocalLanguage(Model):
    """Fields of a Chinese passport in Chinese characters. The vendor's tables do not list them;
    these are the ones that its example shows (D-006)."""

    name: str | None = None
    """Family name and given name together."""
    sex: str | None = None
    """Sex."""
    place_of_birth: str | None = None
    """Place of birth."""
    place_of_issue: str | None = None
    """Place of issue."""
    issuing_authority: str | None = None
    """Issuing authority."""
    nationality: str | None = None
    """Nationality."""

    _names: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "sex": "sex",
        "place_of_birth": "place_of_birth",
        "place_of_issue": "place_of_issue",
        "issuing_authority": "issuing_authority",
        "nationality": "nationality",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
