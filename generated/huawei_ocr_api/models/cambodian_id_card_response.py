from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.cambodian_id_card_result import CambodianIdCardResult
    from ..payloads import CambodianIdCardResponse as Payload


@define(kw_only=True, repr=False)
class CambodianIdCardResponse(Model):
    """The response to a Cambodian identity card request."""

    result: CambodianIdCardResult | None = None
    """Fields of the front of a card, and what the checks found."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.cambodian_id_card_result import CambodianIdCardResult

        return {
            "result": model(CambodianIdCardResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
