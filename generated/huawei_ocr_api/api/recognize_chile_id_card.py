"""Read the front of a Chilean identity card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.chile_id_card_request import ChileIdCardRequest
from ..models.chile_id_card_response import ChileIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/chile-id-card"


def request(body: ChileIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> ChileIdCardResponse:
    """Read the JSON object of a successful response."""
    return ChileIdCardResponse.from_dict(data)
