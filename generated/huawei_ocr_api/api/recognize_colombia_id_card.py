"""Read one side of an identity card of Colombia."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.colombia_id_card_request import ColombiaIdCardRequest
from ..models.colombia_id_card_response import ColombiaIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/colombia-id-card"


def request(body: ColombiaIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> ColombiaIdCardResponse:
    """Read the JSON object of a successful response."""
    return ColombiaIdCardResponse.from_dict(data)
