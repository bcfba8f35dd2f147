from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import IamErrorDetail as Payload


@define(kw_only=True, repr=False)
class IamErrorDetail(Model):
    """The failure."""

    code: int | str | None = None
    """HTTP status, or a code of the identity service."""
    message: str | None = None
    """The failure in words."""
    title: str | None = None
    """Name of the status."""

    _names: ClassVar[Mapping[str, str]] = {
        "code": "code",
        "message": "message",
        "title": "title",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
