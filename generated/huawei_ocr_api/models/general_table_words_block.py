from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.general_table_words_item import GeneralTableWordsItem
    from ..payloads import GeneralTableWordsBlock as Payload


@define(kw_only=True, repr=False)
class GeneralTableWordsBlock(Model):
    """A block of text, or one cell of a table."""

    words: str | None = None
    """Text of the block."""
    confidence: float | None = None
    """Mean confidence of the text, 0 to 1. Only with `return_confidence`."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    words_list: list[GeneralTableWordsItem] | None = None
    """Pieces that the text of the cell is made of, from left to right and from top to bottom.
    Only with `return_text_location`."""
    rows: list[int] | None = None
    """Rows that the cell covers, counted from 0. More than one for a cell merged downwards.
    Tables only."""
    columns: list[int] | None = None
    """Columns that the cell covers, counted from 0. More than one for a cell merged to the
    right. Tables only."""
    cell_location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""

    _names: ClassVar[Mapping[str, str]] = {
        "words": "words",
        "confidence": "confidence",
        "location": "location",
        "words_list": "words_list",
        "rows": "rows",
        "columns": "columns",
        "cell_location": "cell_location",
    }

    _nested = frozenset(("words_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_table_words_item import GeneralTableWordsItem

        return {
            "words_list": items(model(GeneralTableWordsItem)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
