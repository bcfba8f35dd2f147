from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.web_image_extracted_data import WebImageExtractedData
    from ..models.web_image_words_block import WebImageWordsBlock
    from ..payloads import WebImageResult as Payload


@define(kw_only=True, repr=False)
class WebImageResult(Model):
    """Text of one image, and what was extracted from it."""

    words_block_count: int | None = None
    """Number of blocks of text."""
    words_block_list: list[WebImageWordsBlock] | None = None
    """The blocks, from left to right and from top to bottom."""
    extracted_data: WebImageExtractedData | None = None
    """Data extracted from the image beyond its text."""

    _names: ClassVar[Mapping[str, str]] = {
        "words_block_count": "words_block_count",
        "words_block_list": "words_block_list",
        "extracted_data": "extracted_data",
    }

    _nested = frozenset(
        (
            "words_block_list",
            "extracted_data",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.web_image_extracted_data import WebImageExtractedData
        from ..models.web_image_words_block import WebImageWordsBlock

        return {
            "words_block_list": items(model(WebImageWordsBlock)),
            "extracted_data": model(WebImageExtractedData),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
