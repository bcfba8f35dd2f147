from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.vietnam_id_card_result import VietnamIdCardResult
    from ..payloads import VietnamIdCardResponse as Payload


@define(kw_only=True, repr=False)
class VietnamIdCardResponse(Model):
    """The response to a Vietnamese identity card request."""

    result: VietnamIdCardResult | None = None
    """The fields of one side of a card; the other side's fields are absent."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.vietnam_id_card_result import VietnamIdCardResult

        return {
            "result": model(VietnamIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
