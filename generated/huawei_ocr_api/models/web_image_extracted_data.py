from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.web_image_contact_info import WebImageContactInfo
    from ..models.web_image_image_size import WebImageImageSize
    from ..payloads import WebImageExtractedData as Payload


@define(kw_only=True, repr=False)
class WebImageExtractedData(Model):
    """Data extracted from the image beyond its text."""

    contact_info: WebImageContactInfo | None = None
    """A person to send something to."""
    image_size: WebImageImageSize | None = None
    """Size of the image in pixels."""

    _names: ClassVar[Mapping[str, str]] = {
        "contact_info": "contact_info",
        "image_size": "image_size",
    }

    _nested = frozenset(
        (
            "contact_info",
            "image_size",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.web_image_contact_info import WebImageContactInfo
        from ..models.web_image_image_size import WebImageImageSize

        return {
            "contact_info": model(WebImageContactInfo),
            "image_size": model(WebImageImageSize),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
