from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    pass


@define(kw_only=True, repr=False)
class VietnamIdCardResultTextLocation(Model):
    """Where the text of each field stands, four corners by the field's name, in pixels of the
    image as sent. Only with `return_text_location`. No page shows the shape (D-081)."""

    _names: ClassVar[Mapping[str, str]] = {}

    def to_dict(self) -> dict[str, Any]:
        """Return the object as JSON, equal to what was read."""
        return self._to_dict()
