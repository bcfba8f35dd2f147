"""Read the text of a screenshot, an advertisement or a product image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.web_image_request import WebImageRequest
from ..models.web_image_response import WebImageResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/web-image"


def request(body: WebImageRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> WebImageResponse:
    """Read the JSON object of a successful response."""
    return WebImageResponse.from_dict(data)
