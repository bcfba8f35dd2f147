from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.id_document_result import IdDocumentResult
    from ..payloads import IdDocumentResponse as Payload


@define(kw_only=True, repr=False)
class IdDocumentResponse(Model):
    """The response to an ID document request."""

    result: IdDocumentResult | None = None
    """The fields of one identity document."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.id_document_result import IdDocumentResult

        return {
            "result": model(IdDocumentResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
