from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.confidence_map import ConfidenceMap
    from ..payloads import ColombiaIdCardResult as Payload


@define(kw_only=True, repr=False)
class ColombiaIdCardResult(Model):
    """Fields of one side of a card."""

    side: str | None = None
    """Side that was read, `front` or `back`."""
    number: str | None = None
    """Number of the card, with its points. Front only."""
    name: str | None = None
    """Given names. Front only."""
    last_name: str | None = None
    """Family names. Front only."""
    birth_date: str | None = None
    """Date of birth as printed."""
    birth_place: str | None = None
    """Place of birth."""
    gender: str | None = None
    """Sex as printed."""
    blood_type: str | None = None
    """Blood group with Rhesus factor, such as `O+`."""
    issue_date: str | None = None
    """Date of issue as printed."""
    issue_authority: str | None = None
    """Issuing authority."""
    height: str | None = None
    """Height of the holder as printed."""
    citizen_code1: str | None = None
    """First citizen code."""
    citizen_code2: str | None = None
    """Second citizen code."""
    citizen_code3: str | None = None
    """Third citizen code."""
    confidence: ConfidenceMap | None = None
    """Confidence of each field by the field's name, 0 to 1."""

    _names: ClassVar[Mapping[str, str]] = {
        "side": "side",
        "number": "number",
        "name": "name",
        "last_name": "last_name",
        "birth_date": "birth_date",
        "birth_place": "birth_place",
        "gender": "gender",
        "blood_type": "blood_type",
        "issue_date": "issue_date",
        "issue_authority": "issue_authority",
        "height": "height",
        "citizen_code1": "citizen_code1",
        "citizen_code2": "citizen_code2",
        "citizen_code3": "citizen_code3",
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
