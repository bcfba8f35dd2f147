from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_result import SmartDocumentResult
    from ..payloads import SmartDocumentResponse as Payload


@define(kw_only=True, repr=False)
class SmartDocumentResponse(Model):
    """The response to a smart document request."""

    result: list[SmartDocumentResult] | None = None
    """What was read, page by page in their order. A page may be spread over several items, each
    with results of one kind (D-024)."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_result import SmartDocumentResult

        return {
            "result": items(model(SmartDocumentResult)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
