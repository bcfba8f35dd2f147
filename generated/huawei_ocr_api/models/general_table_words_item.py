from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.general_table_char import GeneralTableChar
    from ..payloads import GeneralTableWordsItem as Payload


@define(kw_only=True, repr=False)
class GeneralTableWordsItem(Model):
    """A piece of text inside a cell."""

    words: str | None = None
    """Text of the piece."""
    confidence: float | None = None
    """Mean confidence of the text, 0 to 1."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    char_list: list[GeneralTableChar] | None = None
    """Characters of the piece. Only with `return_text_location` and `return_char_location`."""

    _names: ClassVar[Mapping[str, str]] = {
        "words": "words",
        "confidence": "confidence",
        "location": "location",
        "char_list": "char_list",
    }

    _nested = frozenset(("char_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_table_char import GeneralTableChar

        return {
            "char_list": items(model(GeneralTableChar)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
