from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

from attrs import define

from ..types import Model, Reader, items, model

if TYPE_CHECKING:
    from ..models.smart_document_area import SmartDocumentArea
    from ..payloads import SmartDocumentLayout as Payload


@define(kw_only=True, repr=False)
class SmartDocumentLayout(Model):
    """The areas of the page. Only with `layout`."""

    layout_block_count: int | None = None
    """Number of areas found."""
    layout_block_list: list[SmartDocumentArea] | None = None
    """The areas."""
    image_layout: Any = None
    """What was found inside the images of the page. Only with `image_layout`; no page of the
    vendor says in what form, so any value is taken (D-030)."""

    _names: ClassVar[Mapping[str, str]] = {
        "layout_block_count": "layout_block_count",
        "layout_block_list": "layout_block_list",
        "image_layout": "image_layout",
    }

    _nested = frozenset(("layout_block_list",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.smart_document_area import SmartDocumentArea

        return {
            "layout_block_list": items(model(SmartDocumentArea)),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
