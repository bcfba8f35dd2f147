from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.colombia_id_card_result import ColombiaIdCardResult
    from ..payloads import ColombiaIdCardResponse as Payload


@define(kw_only=True, repr=False)
class ColombiaIdCardResponse(Model):
    """The response to a Colombian identity card request."""

    result: ColombiaIdCardResult | None = None
    """Fields of one side of a card."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.colombia_id_card_result import ColombiaIdCardResult

        return {
            "result": model(ColombiaIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
