"""Read the front of a Myanmar driver's license."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.myanmar_driver_license_request import MyanmarDriverLicenseRequest
from ..models.myanmar_driver_license_response import MyanmarDriverLicenseResponse

METHOD = "POST"
PATH = "/v2/{project_id}/ocr/myanmar-driver-license"


def request(body: MyanmarDriverLicenseRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> MyanmarDriverLicenseResponse:
    """Read the JSON object of a successful response."""
    return MyanmarDriverLicenseResponse.from_dict(data)
