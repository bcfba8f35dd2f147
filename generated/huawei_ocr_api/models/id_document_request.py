from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import IdDocumentRequest as Payload


@define(kw_only=True, repr=False)
class IdDocumentRequest(Model):
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
    country_region: list[str] | None = None
    """Countries or regions of issue, by their three-letter codes; only documents of these are
    read. Has to name `VNM` for Vietnamese documents. If omitted or empty, all known documents
    are read (D-033)."""
    id_type: list[str] | None = None
    """Kinds of document, `PP` passport, `DL` driver's license, `ID` identity card; only these
    are read. If omitted or empty, all kinds are read (D-033)."""
    return_portrait_image: bool | None = None
    """Whether to return the image of the holder's face too. No default is documented; expect off
    (D-054)."""

    _names: ClassVar[Mapping[str, str]] = {
        "image": "image",
        "url": "url",
        "country_region": "country_region",
        "id_type": "id_type",
        "return_portrait_image": "return_portrait_image",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
