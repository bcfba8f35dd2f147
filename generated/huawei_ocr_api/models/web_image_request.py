from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import WebImageRequest as Payload


@define(kw_only=True, repr=False)
class WebImageRequest(Model):
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
    detect_direction: bool | None = None
    """Whether to straighten a tilted image of any angle before reading. Off by default;
    advisable for tilted images."""
    extract_type: list[str] | None = None
    """What to extract besides the text. `image_size` is the width and height of the image,
    `contact_info` a name with telephone number and address. Nothing by default. The vendor's
    request table names `image_size` alone (D-046)."""
    detect_font: bool | None = None
    """Compares the lettering of each block with known fonts and returns the five closest. Off by
    default."""
    detect_text_direction: bool | None = None
    """Whether to detect the direction of each piece of text by itself. On by default; turn it
    off if all text is upright."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "detect_direction": "detect_direction",
        "extract_type": "extract_type",
        "detect_font": "detect_font",
        "detect_text_direction": "detect_text_direction",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
