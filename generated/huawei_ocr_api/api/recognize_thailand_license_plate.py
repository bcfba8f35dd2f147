"""Read the license plates of Thailand in an image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.thailand_license_plate_request import ThailandLicensePlateRequest
from ..models.thailand_license_plate_response import ThailandLicensePlateResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/thailand-license-plate"


def request(body: ThailandLicensePlateRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> ThailandLicensePlateResponse:
    """Read the JSON object of a successful response."""
    return ThailandLicensePlateResponse.from_dict(data)
