from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import SmartDocumentArea as Payload


@define(kw_only=True, repr=False)
class SmartDocumentArea(Model):
    """One area of the page."""

    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    type_: str | None = None
    """Kind of area. Known: `text`, `title`, `sub_title`, `image`, `image_caption`, `form`,
    `table`, `table_caption`, `header`, `footer`, `page_number`, `reference`, `formula`,
    `stamp`, `directory`, `footnote`."""
    text: str | None = None
    """Text of the area; may be missing for tables and images (D-029)."""
    words_ids: list[int] | None = None
    """Indices into `words_block_list` of `ocr_result`, of the blocks that lie in the area."""
    table_id: int | None = None
    """Index into `table_list` of `table_result`. Only for tables, with `table`."""
    form_id: int | None = None
    """Index into `form_list` of `form_result`. Only for forms, with `form` (D-028)."""
    formula_id: int | None = None
    """Index into `formula_list` of `formula_result`. Only for formulas, with `formula`."""

    _names: ClassVar[Mapping[str, str]] = {
        "location": "location",
        "type": "type_",
        "text": "text",
        "words_ids": "words_ids",
        "table_id": "table_id",
        "form_id": "form_id",
        "formula_id": "formula_id",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
