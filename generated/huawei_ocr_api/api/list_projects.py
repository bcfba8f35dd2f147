"""Find the id of a region's project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.project_list_response import ProjectListResponse

METHOD = "GET"
PATH = "/v3/projects"


def request(*, name: str | None = None) -> dict[str, Any]:
    """Return the query of a call without omitted parameters; it has no body."""
    query: dict[str, Any] = {
        "name": name,
    }
    return {name: value for name, value in query.items() if value is not None}


def parse(data: Mapping[str, Any]) -> ProjectListResponse:
    """Read the JSON object of a successful response."""
    return ProjectListResponse.from_dict(data)
