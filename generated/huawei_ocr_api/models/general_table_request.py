from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import GeneralTableRequest as Payload


@define(kw_only=True, repr=False)
class GeneralTableRequest(Model):
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
    return_text_location: bool | None = None
    """Whether to return the corners of text blocks and of cells, and the pieces of text inside
    each cell. Off by default."""
    return_char_location: bool | None = None
    """Whether to return every single character with its corners and confidence. Works only with
    `return_text_location`. Off by default."""
    return_confidence: bool | None = None
    """Returns confidences. Off by default."""
    return_excel: bool | None = None
    """Whether to return the page as an Excel file too. Off by default."""
    return_rectification_matrix: bool | None = None
    """Whether to return the matrix of the perspective correction. Off by default. The vendor's
    tables name no field for it; a response keeps it as an unknown field (D-041)."""
    with_borders: bool | None = None
    """Declares that all tables in the image have ruled lines; only such tables are then read,
    and more accurately. Off by default, which reads tables without lines too."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "return_text_location": "return_text_location",
        "return_char_location": "return_char_location",
        "return_confidence": "return_confidence",
        "return_excel": "return_excel",
        "return_rectification_matrix": "return_rectification_matrix",
        "with_borders": "with_borders",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
