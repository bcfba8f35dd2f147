from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import GeneralTextRequest as Payload


@define(kw_only=True, repr=False)
class GeneralTextRequest(Model):
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
    """Whether to detect the rotation of the image and correct it before reading. Advised for an
    image that is not upright. If omitted, the image is assumed to be upright."""
    quick_mode: bool | None = None
    """Whether to read faster. For an image of one line whose text covers more than half of it.
    If omitted, the normal mode is used."""
    character_mode: bool | None = None
    """Whether to return every character with its position and confidence too. If omitted, only
    blocks are returned."""
    language: str | None = None
    """Language of the text (D-203): `auto` detected by the service, `ms` Malay, `uk` Ukrainian,
    `hi` Hindi, `ru` Russian, `vi` Vietnamese, `id` Indonesian, `th` Thai, `zh` Chinese and
    English, `ar` Arabic, `de` German, `la` Latin, `fr` French, `it` Italian, `es` Spanish,
    `pt` Portuguese, `ro` Romanian, `pl` Polish, `am` Amharic, `ja` Japanese, `ko` Korean,
    `tr` Turkish, `no` Norwegian, `da` Danish, `sv` Swedish, `km` Khmer, `he` Hebrew. If
    omitted, Chinese and English are read."""
    single_orientation_mode: bool | None = None
    """Whether all text of the image runs in one direction. If omitted, the service expects text
    in several directions."""
    pdf_page_number: int | None = None
    """Page of a PDF to read, counted from 1 (D-202). If omitted, the first page is read."""
    return_markdown_result: bool | None = None
    """Whether to return the text of all blocks joined into one string too. Off by default."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "detect_direction": "detect_direction",
        "quick_mode": "quick_mode",
        "character_mode": "character_mode",
        "language": "language",
        "single_orientation_mode": "single_orientation_mode",
        "pdf_page_number": "pdf_page_number",
        "return_markdown_result": "return_markdown_result",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
