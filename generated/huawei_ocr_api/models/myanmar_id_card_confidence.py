from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import MyanmarIdCardConfidence as Payload


@define(kw_only=True, repr=False)
class MyanmarIdCardConfidence(Model):
    """Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not
    a measured accuracy. New keys may come at any time."""

    nrc_id: float | None = None
    """Confidence of the registration number."""
    issue_date: float | None = None
    """Confidence of the date of issue."""
    name: float | None = None
    """Confidence of the name."""
    birth: float | None = None
    """Confidence of the date of birth."""
    bloodlines_religion: float | None = None
    """Confidence of the ethnic group or religion."""
    height: float | None = None
    """Confidence of the height."""
    blood_group: float | None = None
    """Confidence of the blood group."""
    card_id: float | None = None
    """Confidence of the card number on the back."""
    nrc_id_back: float | None = None
    """Confidence of the registration number on the back."""
    profession: float | None = None
    """Confidence of the occupation."""
    address: float | None = None
    """Confidence of the address."""

    _names: ClassVar[Mapping[str, str]] = {
        "nrc_id": "nrc_id",
        "issue_date": "issue_date",
        "name": "name",
        "birth": "birth",
        "bloodlines_religion": "bloodlines_religion",
        "height": "height",
        "blood_group": "blood_group",
        "card_id": "card_id",
        "nrc_id_back": "nrc_id_back",
        "profession": "profession",
        "address": "address",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
