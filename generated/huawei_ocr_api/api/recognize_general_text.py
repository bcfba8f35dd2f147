"""Read all text of an image or a page, with positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.general_text_request import GeneralTextRequest
from ..models.general_text_response import GeneralTextResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/general-text"


def request(body: GeneralTextRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> GeneralTextResponse:
    """Read the JSON object of a successful response."""
    return GeneralTextResponse.from_dict(data)
