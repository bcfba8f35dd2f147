from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.general_text_result import GeneralTextResult
    from ..payloads import GeneralTextResponse as Payload


@define(kw_only=True, repr=False)
class GeneralTextResponse(Model):
    """The response to a general text request."""

    result: GeneralTextResult | None = None
    """The text of one image, block by block."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_text_result import GeneralTextResult

        return {
            "result": model(GeneralTextResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
