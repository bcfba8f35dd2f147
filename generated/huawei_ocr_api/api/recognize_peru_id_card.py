"""Read a Peruvian identity card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.peru_id_card_request import PeruIdCardRequest
from ..models.peru_id_card_response import PeruIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/peru-id-card"


def request(body: PeruIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> PeruIdCardResponse:
    """Read the JSON object of a successful response."""
    return PeruIdCardResponse.from_dict(data)
