from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.chile_id_card_result import ChileIdCardResult
    from ..payloads import ChileIdCardResponse as Payload


@define(kw_only=True, repr=False)
class ChileIdCardResponse(Model):
    """The response to a Chilean identity card request."""

    result: ChileIdCardResult | None = None
    """The fields of the front of one card."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.chile_id_card_result import ChileIdCardResult

        return {
            "result": model(ChileIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
