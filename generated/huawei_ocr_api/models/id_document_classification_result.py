from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, ClassVar, cast

from attrs import define

from ..types import Model, Reader, model

if TYPE_CHECKING:
    from ..models.id_document_classification_alarms import IdDocumentClassificationAlarms
    from ..models.id_document_classification_scores import IdDocumentClassificationScores
    from ..payloads import IdDocumentClassificationResult as Payload


@define(kw_only=True, repr=False)
class IdDocumentClassificationResult(Model):
    """The kind and place of one identity document."""

    type_: str | None = None
    """Kind of document. Known: `peru_id_card`, `cambodian_id_card`, `hongkong_id_card`,
    `macao_id_card`, `myanmar_driver_license`, `myanmar_id_card`, `passport`,
    `thailand_id_card`, and `id_card` for the Chinese one."""
    location: list[list[float]] | None = None
    """Corners of an area in pixels of the image as sent, clockwise from the upper left corner of
    the text."""
    confidence: float | None = None
    """Confidence of the document's place, 0 to 1."""
    alarm_result: IdDocumentClassificationAlarms | None = None
    """Faults of the image. Only with `alarm`."""
    alarm_confidence: IdDocumentClassificationScores | None = None
    """How likely each fault is, 0 to 99. Only with `alarm`."""

    _names: ClassVar[Mapping[str, str]] = {
        "type": "type_",
        "location": "location",
        "confidence": "confidence",
        "alarm_result": "alarm_result",
        "alarm_confidence": "alarm_confidence",
    }

    _nested = frozenset(
        (
            "alarm_result",
            "alarm_confidence",
        )
    )

    @classmethod
    @cache
    def _readers(cls) -> Mapping[str, Reader]:
        from ..models.id_document_classification_alarms import IdDocumentClassificationAlarms
        from ..models.id_document_classification_scores import IdDocumentClassificationScores

        return {
            "alarm_result": model(IdDocumentClassificationAlarms),
            "alarm_confidence": model(IdDocumentClassificationScores),
        }

    def to_dict(self) -> Payload:
        """Return the object as JSON, equal to what was read."""
        return cast("Payload", self._to_dict())
