"""Read one side of a Vietnamese identity card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.vietnam_id_card_request import VietnamIdCardRequest
from ..models.vietnam_id_card_response import VietnamIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/vietnam-id-card"


def request(body: VietnamIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> VietnamIdCardResponse:
    """Read the JSON object of a successful response."""
    return VietnamIdCardResponse.from_dict(data)
