from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.web_image_result import WebImageResult
    from ..payloads import WebImageResponse as Payload


@define(kw_only=True, repr=False)
class WebImageResponse(Model):
    """The response to a web image request."""

    result: WebImageResult | None = None
    """Text of one image, and what was extracted from it."""

    _names: ClassVar[Mapping[str, str]] = {
        "result": "result",
    }

    _nested = frozenset(("result",))

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.web_image_result import WebImageResult

        return {
            "result": model(WebImageResult),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
