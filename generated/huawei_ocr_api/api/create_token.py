"""Get a token for user name and password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.token_request import TokenRequest
from ..models.token_response import TokenResponse

METHOD = "POST"
PATH = "/v3/auth/tokens"


def request(body: TokenRequest) -> dict[str, Any]:
    """Return the JSON body of a call."""
    return body._to_dict()


def parse(data: Mapping[str, Any]) -> TokenResponse:
    """Read the JSON object of a successful response."""
    return TokenResponse.from_dict(data)
