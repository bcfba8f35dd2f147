from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model

if TYPE_CHECKING:
    from ..payloads import IdDocumentClassificationAlarms as Payload


@define(kw_only=True, repr=False)
class IdDocumentClassificationAlarms(Model):
    """Faults of the image. Only with `alarm`."""

    detect_blur_result: bool | None = None
    """Whether the document is blurred."""
    detect_glare_result: bool | None = None
    """Whether light is reflected from the document (D-035)."""
    detect_blocking_within_border_result: bool | None = None
    """Whether something covers the document within its edges (D-035)."""
    detect_insufficient_lighting_result: bool | None = None
    """Whether the image is too dark (D-035)."""
    detect_copy_result: bool | None = None
    """Whether the document is a black-and-white copy."""
    detect_border_integrity_result: bool | None = None
    """Whether edges of the document are missing; `true` means missing."""
    detect_reproduce_result: bool | None = None
    """Whether the document was taken from a screen or a print."""

    _names: ClassVar[Mapping[str, str]] = {
        "detect_blur_result": "detect_blur_result",
        "detect_glare_result": "detect_glare_result",
        "detect_blocking_within_border_result": "detect_blocking_within_border_result",
        "detect_insufficient_lighting_result": "detect_insufficient_lighting_result",
        "detect_copy_result": "detect_copy_result",
        "detect_border_integrity_result": "detect_border_integrity_result",
        "detect_reproduce_result": "detect_reproduce_result",
    }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
