from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.chile_id_card_confidence import ChileIdCardConfidence
    from ..payloads import ChileIdCardResult as Payload


@define(kw_only=True, repr=False)
class ChileIdCardResult(Model):
    """The fields of the front of one card."""

    surname: list[str] | None = None
    """Family names in the order of the card, the father's first."""
    given_name: str | None = None
    """Given names."""
    nationality: str | None = None
    """Nationality as printed."""
    sex: str | None = None
    """Sex as printed, for example `F`."""
    birth: str | None = None
    """Date of birth as printed, day, Spanish short month, year, for example `21 FEB 1982`."""
    issue_date: str | None = None
    """Date of issue, printed like the date of birth."""
    expiry_date: str | None = None
    """Date of expiry, printed like the date of birth."""
    document_number: str | None = None
    """Number of the document, which changes with each card."""
    number: str | None = None
    """Number of the holder (RUN) with its check digit."""
    confidence: ChileIdCardConfidence | None = None
    """Confidence of each field by the field's name, 0 to 1, as the recognizer rates itself; not
    a measured accuracy. New keys may come at any time."""

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
        "confidence": "confidence",
    }

    _nested = frozenset(("confidence",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.chile_id_card_confidence import ChileIdCardConfidence

        return {
            "confidence": model(ChileIdCardConfidence),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
