from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import CambodianIdCardRequest as Payload


@define(kw_only=True, repr=False)
class CambodianIdCardRequest(Model):
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
    """Whether to return the portrait, cut out, as Base64 text. Off by default."""
    return_portrait_location: bool | None = None
    """Whether to return the corners of the portrait. Off by default."""
    return_idcard_type: bool | None = None
    """Whether to distinguish an original card from a copy, with a score. No default is
    documented; expect off (D-054)."""
    detect_border_integrity: bool | None = None
    """Whether to check if the card's border is not complete; the result is
    `detect_border_integrity_result` and a score. No default is documented; expect off
    (D-054)."""
    detect_blocking_within_border: bool | None = None
    """Whether to check if something covers a part of the card; the result is
    `detect_blocking_within_border_result` and a score. No default is documented; expect off
    (D-054)."""
    detect_blur: bool | None = None
    """Whether to check if the image is blurred; the result is `detect_blur_result` and a score.
    No default is documented; expect off (D-054)."""
    detect_glare: bool | None = None
    """Whether to check if glare lies on the card; the result is `detect_glare_result` and a
    score. No default is documented; expect off (D-054)."""
    return_adjusted_image: bool | None = None
    """Whether to return the image of the card as Base64 text (D-060). No default is documented;
    expect off (D-054)."""
    detect_tampering: bool | None = None
    """Whether to check if the portrait was tampered with; the result is
    `detect_tampering_result` and a score. Small retouches are not detected. No default is
    documented; expect off (D-054)."""
    detect_reproduce: bool | None = None
    """Whether to check if the image was taken of another image or of a screen; the result is
    `detect_reproduce_result` and a score. No default is documented; expect off (D-054)."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "return_portrait_image": "return_portrait_image",
        "return_portrait_location": "return_portrait_location",
        "return_idcard_type": "return_idcard_type",
        "detect_border_integrity": "detect_border_integrity",
        "detect_blocking_within_border": "detect_blocking_within_border",
        "detect_blur": "detect_blur",
        "detect_glare": "detect_glare",
        "return_adjusted_image": "return_adjusted_image",
        "detect_tampering": "detect_tampering",
        "detect_reproduce": "detect_reproduce",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
