from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.confidence_map import ConfidenceMap
    from ..payloads import IdDocumentResult as Payload


@define(kw_only=True, repr=False)
class IdDocumentResult(Model):
    """The fields of one identity document."""

    country_region: str | None = None
    """Country or region of issue, three-letter code."""
    id_type: str | None = None
    """Kind of document, `PP` passport, `DL` driver's license, `ID` identity card."""
    side: str | None = None
    """Side of the document, `front` for the one with the portrait or `back`; `front` where a
    document has one side only."""
    first_name: str | None = None
    """Given names."""
    last_name: str | None = None
    """Family name."""
    sex: str | None = None
    """Sex, `M` male, `F` female, `X` another."""
    nationality: str | None = None
    """Nationality of the holder."""
    birth_date: str | None = None
    """Date of birth, `YYYY-MM-DD`."""
    issue_date: str | None = None
    """Date of issue, `YYYY-MM-DD`."""
    expiry_date: str | None = None
    """Date on which the document expires, `YYYY-MM-DD`."""
    document_number: str | None = None
    """Number of the document."""
    address: str | None = None
    """Address of the holder."""
    issuing_authority: str | None = None
    """Issuing authority."""
    portrait_image: str | None = None
    """Image of the holder's face, Base64. Only with `return_portrait_image`."""
    confidence: ConfidenceMap | None = None
    """Confidence of each field by the field's name, 0 to 1."""

    _names: ClassVar[Mapping[str, str]] = {
        "country_region": "country_region",
        "id_type": "id_type",
        "side": "side",
        "first_name": "first_name",
        "last_name": "last_name",
        "sex": "sex",
        "nationality": "nationality",
        "birth_date": "birth_date",
        "issue_date": "issue_date",
        "expiry_date": "expiry_date",
        "document_number": "document_number",
        "address": "address",
        "issuing_authority": "issuing_authority",
        "portrait_image": "portrait_image",
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
