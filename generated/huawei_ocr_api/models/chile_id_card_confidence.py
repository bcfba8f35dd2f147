from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import ChileIdCardConfidence as Payload


@define(kw_only=True, repr=False)
class ChileIdCardConfidence(Model):
    """Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not
    a measured accuracy. New keys may come at any time."""

    surname: float | None = None
    """Confidence of the family names together."""
    given_name: float | None = None
    """Confidence of the given names."""
    nationality: float | None = None
    """Confidence of the nationality."""
    sex: float | None = None
    """Confidence of the sex."""
    birth: float | None = None
    """Confidence of the date of birth."""
    issue_date: float | None = None
    """Confidence of the date of issue."""
    expiry_date: float | None = None
    """Confidence of the date of expiry."""
    document_number: float | None = None
    """Confidence of the document number."""
    number: float | None = None
    """Confidence of the holder's number."""

    _names: ClassVar[Mapping[str, str]] = {
        "surname": "surname",
        "given_name": "given_name",
        "nationality": "nationality",
        "sex": "sex",
        "birth": "birth",
        "issue_date": "issue_date",
        "expiry_date": "expiry_date",
        "document_number": "document_number",
        "number": "number",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
