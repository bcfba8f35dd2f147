"""Read the front of an identity card of Cambodia."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.cambodian_id_card_request import CambodianIdCardRequest
from ..models.cambodian_id_card_response import CambodianIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/cambodian-idcard"


def request(body: CambodianIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> CambodianIdCardResponse:
    """Read the JSON object of a successful response."""
    return CambodianIdCardResponse.from_dict(data)
