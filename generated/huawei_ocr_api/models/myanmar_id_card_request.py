from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import MyanmarIdCardRequest as Payload


@define(kw_only=True, repr=False)
class MyanmarIdCardRequest(Model):
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
    convert_unicode: bool | None = None
    """Encoding of the Burmese text. `true` responds in Unicode, `false` in the older Zawgyi
    encoding, which most fonts show wrongly. If omitted, the response is Zawgyi."""
    return_confidence: bool | None = None
    """Whether to return the confidences of the fields. Off by default."""
    return_portrait_image: bool | None = None
    """Whether to return the portrait, cut out, as Base64 text. Off by default."""
    return_portrait_location: bool | None = None
    """Whether to return the corners of the portrait. No default is documented; expect off
    (D-075)."""
    return_idcard_type: bool | None = None
    """Whether to distinguish an original from a copy. No default is documented; expect off
    (D-075)."""
    return_translation: bool | None = None
    """Whether to return names, number and date of birth of the front in Latin letters too. No
    default is documented; expect off (D-075)."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "convert_unicode": "convert_unicode",
        "return_confidence": "return_confidence",
        "return_portrait_image": "return_portrait_image",
        "return_portrait_location": "return_portrait_location",
        "return_idcard_type": "return_idcard_type",
        "return_translation": "return_translation",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
