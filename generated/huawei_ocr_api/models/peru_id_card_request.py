from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import PeruIdCardRequest as Payload


@define(kw_only=True, repr=False)
class PeruIdCardRequest(Model):
    """Body of a request."""

    image: str | None = None
    """The file as Base64 text without a `data:` prefix; at most 10 MB of text, which is about 7
    MB of file. Exactly one of this field and `url` is given."""
    url: str | None = None
    """Where the service fetches the file: a public http or https address, or an object in OBS
    that the service may read, in the region of the call (D-213). The file may have 10 MB
    after Base64 encoding, which is about 7 MB of file (D-037). Characters outside ASCII are
    percent-encoded as UTF-8 (D-095). Fetching counts into the time of the call; a slow source
    makes it fail. Exactly one of this field and the file itself is given."""
    return_portrait_image: bool | None = None
    """Whether to return the portrait, cut out, as Base64 text. If omitted or false, the field is
    null or absent."""
    return_portrait_location: bool | None = None
    """Whether to return the corners of the portrait. If omitted or false, the field is null or
    absent."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "return_portrait_image": "return_portrait_image",
        "return_portrait_location": "return_portrait_location",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
