from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_pair import SmartDocumentPair
    from ..payloads import SmartDocumentPairs as Payload


@define(kw_only=True, repr=False)
class SmartDocumentPairs(Model):
    """Pairs of a label and its value. Only with `kv`."""

    kv_block_count: int | None = None
    """Number of pairs found."""
    kv_block_list: list[SmartDocumentPair] | None = None
    """The pairs."""

    _names: ClassVar[Mapping[str, str]] = {
        "kv_block_count": "kv_block_count",
        "kv_block_list": "kv_block_list",
    }

    _nested = frozenset(("kv_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_pair import SmartDocumentPair

        return {
            "kv_block_list": items(model(SmartDocumentPair)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
