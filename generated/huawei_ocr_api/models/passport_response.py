from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.passport_result import PassportResult
    from ..payloads import PassportResponse as Payload


@define(kw_only=True, repr=False)
class PassportResponse(Model):
    """The response to a passport request."""

    result: PassportResult | None = None
    """The fields of one passport."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.passport_result import PassportResult

        return {
            "result": model(PassportResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
