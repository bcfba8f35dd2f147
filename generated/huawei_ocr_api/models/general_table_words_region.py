from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.general_table_words_block import GeneralTableWordsBlock
    from ..payloads import GeneralTableWordsRegion as Payload


@define(kw_only=True, repr=False)
class GeneralTableWordsRegion(Model):
    """A table, or running text beside the tables."""

    type_: str | None = None
    """Kind of region, `text` or `table`."""
    words_block_count: int | None = None
    """Number of blocks in the region."""
    words_block_list: list[GeneralTableWordsBlock] | None = None
    """Blocks of the region, from left to right and from top to bottom. A block of a table is one
    cell."""

    _names: ClassVar[Mapping[str, str]] = {
        "type": "type_",
        "words_block_count": "words_block_count",
        "words_block_list": "words_block_list",
    }

    _nested = frozenset(("words_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_table_words_block import GeneralTableWordsBlock

        return {
            "words_block_list": items(model(GeneralTableWordsBlock)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
