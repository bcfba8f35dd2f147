from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.general_text_words_block import GeneralTextWordsBlock
    from ..payloads import GeneralTextResult as Payload


@define(kw_only=True, repr=False)
class GeneralTextResult(Model):
    """The text of one image, block by block."""

    direction: float | None = None
    """Angle in degrees, anticlockwise, by which the image is turned, 0 to 359 with fractions; -1
    when `detect_direction` was not asked for (D-200)."""
    words_block_count: int | None = None
    """Number of blocks found."""
    words_block_list: list[GeneralTextWordsBlock] | None = None
    """The blocks, from left to right and from top to bottom."""
    markdown_result: str | None = None
    """The text of all blocks: a tab between blocks of one line, a line feed between lines. Only
    with `return_markdown_result`."""

    _names: ClassVar[Mapping[str, str]] = {
        "direction": "direction",
        "words_block_count": "words_block_count",
        "words_block_list": "words_block_list",
        "markdown_result": "markdown_result",
    }

    _nested = frozenset(("words_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_text_words_block import GeneralTextWordsBlock

        return {
            "words_block_list": items(model(GeneralTextWordsBlock)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
