from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import ProjectLinks as Payload


@define(kw_only=True, repr=False)
class ProjectLinks(Model):
    """Addresses of this and of neighbouring responses."""

    self_: str | None = None
    """Address of this."""
    next_: str | None = None
    """Address of the next page."""
    previous: str | None = None
    """Address of the page before."""

    _names: ClassVar[Mapping[str, str]] = {
        "self": "self_",
        "next": "next_",
        "previous": "previous",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
