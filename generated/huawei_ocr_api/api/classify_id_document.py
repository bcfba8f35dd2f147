"""Classify an identity document as one of nine types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.id_document_classification_request import IdDocumentClassificationRequest
from ..models.id_document_classification_response import IdDocumentClassificationResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/auto-id-doc-classification"


def request(body: IdDocumentClassificationRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> IdDocumentClassificationResponse:
    """Read the JSON object of a successful response."""
    return IdDocumentClassificationResponse.from_dict(data)
