from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.general_text_char import GeneralTextChar
    from ..payloads import GeneralTextWordsBlock as Payload


@define(kw_only=True, repr=False)
class GeneralTextWordsBlock(Model):
    """One block of text."""

    words: str | None = None
    """Text of the block."""
    confidence: float | None = None
    """Confidence of the block's text, 0 to 1."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    char_list: list[GeneralTextChar] | None = None
    """The block's characters in their order. Only with `character_mode` (D-201)."""

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
        from ..models.general_text_char import GeneralTextChar

        return {
            "char_list": items(model(GeneralTextChar)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
