from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.general_table_result import GeneralTableResult
    from ..payloads import GeneralTableResponse as Payload


@define(kw_only=True, repr=False)
class GeneralTableResponse(Model):
    """The response to a table request."""

    result: GeneralTableResult | None = None
    """Regions of one image, in reading order."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.general_table_result import GeneralTableResult

        return {
            "result": model(GeneralTableResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
