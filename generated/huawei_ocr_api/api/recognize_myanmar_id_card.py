"""Read one side of a Myanmar identity card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.myanmar_id_card_request import MyanmarIdCardRequest
from ..models.myanmar_id_card_response import MyanmarIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/myanmar-id-card"


def request(body: MyanmarIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> MyanmarIdCardResponse:
    """Read the JSON object of a successful response."""
    return MyanmarIdCardResponse.from_dict(data)
