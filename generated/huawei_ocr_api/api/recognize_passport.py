"""Read the data page of a passport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.passport_request import PassportRequest
from ..models.passport_response import PassportResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/passport"


def request(body: PassportRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> PassportResponse:
    """Read the JSON object of a successful response."""
    return PassportResponse.from_dict(data)
