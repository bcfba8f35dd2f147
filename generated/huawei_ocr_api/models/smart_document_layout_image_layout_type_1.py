from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    pass


@define(kw_only=True, repr=False)
class SmartDocumentLayoutImageLayoutType1(Model):
    """What was found inside the pictures of the page. Only with `image_layout`; no page of the
    vendor says in what form (D-030)."""

    _names: ClassVar[Mapping[str, str]] = {}

    def to_dict(self) -> dict[str, Any]:
        """Return the object as it goes over the wire, equal to what was read."""
        return self._to_dict()
