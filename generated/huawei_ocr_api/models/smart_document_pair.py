from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_pair_block import SmartDocumentPairBlock
    from ..payloads import SmartDocumentPair as Payload


@define(kw_only=True, repr=False)
class SmartDocumentPair(Model):
    """One label and its value."""

    key: str | None = None
    """The label, renamed by `kv_map` where that names it."""
    value: str | None = None
    """The value."""
    words_block_count: int | None = None
    """Number of blocks of text that the pair is made of."""
    words_block_list: list[SmartDocumentPairBlock] | None = None
    """The blocks of text that the pair is made of."""

    _names: ClassVar[Mapping[str, str]] = {
        "key": "key",
        "value": "value",
        "words_block_count": "words_block_count",
        "words_block_list": "words_block_list",
    }

    _nested = frozenset(("words_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_pair_block import SmartDocumentPairBlock

        return {
            "words_block_list": items(model(SmartDocumentPairBlock)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
