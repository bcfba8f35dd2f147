from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import Error as Payload


@define(kw_only=True, repr=False)
class Error(Model):
    """What the service says when a call fails."""

    error_code: str | None = None
    """Code of the failure; `x-errors` explains the known ones."""
    error_msg: str | None = None
    """The failure in words."""
    request_id: str | None = None
    """Id of the request; the gateway adds it to its own failures."""

    _names: ClassVar[Mapping[str, str]] = {
        "error_code": "error_code",
        "error_msg": "error_msg",
        "request_id": "request_id",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
