"""Read text, key-value pairs, tables, forms, formulas and layout of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.smart_document_request import SmartDocumentRequest
from ..models.smart_document_response import SmartDocumentResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/smart-document-recognizer"


def request(body: SmartDocumentRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> SmartDocumentResponse:
    """Read the JSON object of a successful response."""
    return SmartDocumentResponse.from_dict(data)
