"""Read one side of an identity card of Thailand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.thailand_id_card_request import ThailandIdCardRequest
from ..models.thailand_id_card_response import ThailandIdCardResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/thailand-id-card"


def request(body: ThailandIdCardRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> ThailandIdCardResponse:
    """Read the JSON object of a successful response."""
    return ThailandIdCardResponse.from_dict(data)
