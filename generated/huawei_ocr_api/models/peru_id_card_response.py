from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.peru_id_card_result import PeruIdCardResult
    from ..payloads import PeruIdCardResponse as Payload


@define(kw_only=True, repr=False)
class PeruIdCardResponse(Model):
    """The response to a Peruvian identity card request."""

    result: PeruIdCardResult | None = None
    """The fields of one card."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.peru_id_card_result import PeruIdCardResult

        return {
            "result": model(PeruIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
