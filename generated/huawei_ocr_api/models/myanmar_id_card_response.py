from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.myanmar_id_card_result import MyanmarIdCardResult
    from ..payloads import MyanmarIdCardResponse as Payload


@define(kw_only=True, repr=False)
class MyanmarIdCardResponse(Model):
    """The response to a Myanmar identity card request."""

    result: MyanmarIdCardResult | None = None
    """The fields of one side of a card; the other side's fields are absent."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.myanmar_id_card_result import MyanmarIdCardResult

        return {
            "result": model(MyanmarIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
