from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_words_block import SmartDocumentWordsBlock
    from ..payloads import SmartDocumentText as Payload


@define(kw_only=True, repr=False)
class SmartDocumentText(Model):
    """The text of a page, block by block."""

    direction: float | None = None
    """Angle in degrees by which the page is turned."""
    words_block_count: int | None = None
    """Number of blocks found."""
    words_block_list: list[SmartDocumentWordsBlock] | None = None
    """The blocks, from left to right and from top to bottom."""

    _names: ClassVar[Mapping[str, str]] = {
        "direction": "direction",
        "words_block_count": "words_block_count",
        "words_block_list": "words_block_list",
    }

    _nested = frozenset(("words_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_words_block import SmartDocumentWordsBlock

        return {
            "words_block_list": items(model(SmartDocumentWordsBlock)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
