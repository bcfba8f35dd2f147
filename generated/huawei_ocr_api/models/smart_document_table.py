from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_cell import SmartDocumentCell
    from ..payloads import SmartDocumentTable as Payload


@define(kw_only=True, repr=False)
class SmartDocumentTable(Model):
    """One table or form, cell by cell."""

    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    words_block_count: int | None = None
    """Number of cells."""
    words_block_list: list[SmartDocumentCell] | None = None
    """The cells."""
    excel: str | None = None
    """The table as a file of type xlsx, Base64. Only with `return_excel`."""

    _names: ClassVar[Mapping[str, str]] = {
        "location": "location",
        "words_block_count": "words_block_count",
        "words_block_list": "words_block_list",
        "excel": "excel",
    }

    _nested = frozenset(("words_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_cell import SmartDocumentCell

        return {
            "words_block_list": items(model(SmartDocumentCell)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
