"""Read tables and the text around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.general_table_request import GeneralTableRequest
from ..models.general_table_response import GeneralTableResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/general-table"


def request(body: GeneralTableRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> GeneralTableResponse:
    """Read the JSON object of a successful response."""
    return GeneralTableResponse.from_dict(data)
