from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import WebImageImageSize as Payload


@define(kw_only=True, repr=False)
class WebImageImageSize(Model):
    """Size of the image in pixels."""

    height: int | None = None
    """Height in pixels."""
    width: int | None = None
    """Width in pixels."""

    _names: ClassVar[Mapping[str, str]] = {
        "height": "height",
        "width": "width",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
