from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import IdDocumentClassificationScores as Payload


@define(kw_only=True, repr=False)
class IdDocumentClassificationScores(Model):
    """How likely each fault is, 0 to 99. Only with `alarm`."""

    blur_score: int | None = None
    """How likely the document is blurred."""
    glare_score: int | None = None
    """How likely light is reflected from the document."""
    blocking_within_border_score: int | None = None
    """How likely something covers the document within its edges."""
    insufficient_lighting_score: int | None = None
    """How likely the image is too dark."""
    copy_score: int | None = None
    """How likely the document is a copy."""
    border_integrity_score: int | None = None
    """How likely edges of the document are missing."""
    reproduce_score: int | None = None
    """How likely the document was taken from a screen or a print."""

    _names: ClassVar[Mapping[str, str]] = {
        "blur_score": "blur_score",
        "glare_score": "glare_score",
        "blocking_within_border_score": "blocking_within_border_score",
        "insufficient_lighting_score": "insufficient_lighting_score",
        "copy_score": "copy_score",
        "border_integrity_score": "border_integrity_score",
        "reproduce_score": "reproduce_score",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
