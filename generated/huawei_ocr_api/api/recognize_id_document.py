"""Read an identity document of one of fifteen countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.id_document_request import IdDocumentRequest
from ..models.id_document_response import IdDocumentResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/id-document"


def request(body: IdDocumentRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> IdDocumentResponse:
    """Read the JSON object of a successful response."""
    return IdDocumentResponse.from_dict(data)
