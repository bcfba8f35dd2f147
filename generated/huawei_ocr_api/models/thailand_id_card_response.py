from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.thailand_id_card_result import ThailandIdCardResult
    from ..payloads import ThailandIdCardResponse as Payload


@define(kw_only=True, repr=False)
class ThailandIdCardResponse(Model):
    """The response to a Thai identity card request."""

    result: ThailandIdCardResult | None = None
    """Fields of one side of a card."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.thailand_id_card_result import ThailandIdCardResult

        return {
            "result": model(ThailandIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
