from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_char import SmartDocumentChar
    from ..payloads import SmartDocumentWordsBlock as Payload


@define(kw_only=True, repr=False)
class SmartDocumentWordsBlock(Model):
    """One block of text."""

    words: str | None = None
    """Text of the block."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    confidence: float | None = None
    """Confidence of the block's text, 0 to 1."""
    char_list: list[SmartDocumentChar] | None = None
    """The block's characters, from left to right and from top to bottom. Only with
    `character_mode`."""

    _names: ClassVar[Mapping[str, str]] = {
        "words": "words",
        "location": "location",
        "confidence": "confidence",
        "char_list": "char_list",
    }

    _nested = frozenset(("char_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_char import SmartDocumentChar

        return {
            "char_list": items(model(SmartDocumentChar)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
