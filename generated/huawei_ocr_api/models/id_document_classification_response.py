from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.id_document_classification_result import IdDocumentClassificationResult
    from ..payloads import IdDocumentClassificationResponse as Payload


@define(kw_only=True, repr=False)
class IdDocumentClassificationResponse(Model):
    """The response to a classification request."""

    result: IdDocumentClassificationResult | None = None
    """The kind and place of one identity document."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.id_document_classification_result import IdDocumentClassificationResult

        return {
            "result": model(IdDocumentClassificationResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
