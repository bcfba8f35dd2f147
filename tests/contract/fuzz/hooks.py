"""Schemathesis hooks: valid images, existing projects and signatures.

Loaded by schemathesis (`hooks` in schemathesis.toml) in a process of its own. The variable
CONTRACT_RUN holds, as JSON, how to get into the emulator and which pass this is.
"""

from __future__ import annotations

import json
import re
from os import environ  # noqa: TID251  (how the tests hand over what the emulator is)
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from hypothesis import strategies as st
from requests.auth import AuthBase

from tests.contract import images
from tests.contract.fuzz import signing

RUN: dict[str, Any] = json.loads(environ["CONTRACT_RUN"])
PROJECTS: dict[str, str] = RUN["projects"]
_PROJECT_IN_PATH = re.compile(r"/v2/([^/]+)/ocr/")


class Signed(AuthBase):
    """Sign what `requests` is about to send: the final bytes, headers and address."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # The rules know a space as %20 alone; `requests` writes it as a plus.
        address, mark, query = (request.url or "").partition("?")
        request.url = address + mark + query.replace("+", "%20")
        body = request.body or b""
        assert isinstance(body, bytes | str)
        data = body if isinstance(body, bytes) else body.encode()
        headers = signing.signed(
            request.method or "",
            request.url or "",
            data,
            RUN["ak"],
            RUN["sk"],
            {name: str(value) for name, value in request.headers.items()},
        )
        request.headers.update(headers)
        return request


class WithToken(AuthBase):
    """Send the token of the project in the path; a token just issued goes before others."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    def remember(self, project: str, token: str) -> None:
        self._tokens[project] = token

    def _issue(self, project: str) -> str:
        region = next((r for r, p in PROJECTS.items() if p == project), next(iter(PROJECTS)))
        response = requests.post(
            RUN["url"] + "/v3/auth/tokens", json=signing.login(RUN["user"], region), timeout=10
        )
        return response.headers["X-Subject-Token"]

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        found = _PROJECT_IN_PATH.match(urlsplit(request.url or "").path)
        project = found[1] if found else ""
        if project not in self._tokens:
            self._tokens[project] = self._issue(project)
        request.headers["X-Auth-Token"] = self._tokens[project]
        return request


TOKENS = WithToken()
if RUN["auth"] == "aksk":
    schemathesis.auth.set_from_requests(Signed()).skip_for(  # type: ignore[attr-defined]
        operation_id="create_token"
    )
elif RUN["auth"] == "token":
    schemathesis.auth.set_from_requests(TOKENS).skip_for(  # type: ignore[attr-defined]
        operation_id="create_token"
    )


@schemathesis.hook
def after_call(ctx: Any, case: Any, response: Any) -> None:
    """Use a token that the service has just issued for the calls that follow it."""
    if response.status_code == 201 and case.operation.path == "/v3/auth/tokens":
        token = response.headers["x-subject-token"][0]
        TOKENS.remember(response.json()["token"]["project"]["id"], token)


def _format(name: str, *values: str) -> None:
    schemathesis.openapi.format(name, st.sampled_from(values))


@schemathesis.hook
def before_load_schema(ctx: Any, raw_schema: dict[str, Any]) -> None:
    """Name the formats whose valid values only this emulator knows."""
    schemas = raw_schema["components"]["schemas"]
    if RUN["valid"]:
        schemas["EncodedImage"]["format"] = "ocr-image"
        # Pattern and length say nothing about which addresses have a file behind them;
        # the pass without images holds the service to both.
        schemas["ImageUrl"] = {"type": "string", "format": "ocr-url"}
        _format("ocr-image", *images.ENCODED)
        _format("ocr-url", *RUN["files"])
    # The service bills a malformed id under `default` and goes on (API Reference 4), so
    # that the pattern binds clients alone.
    del raw_schema["components"]["parameters"]["EnterpriseProjectId"]["schema"]["pattern"]
    user, schema = RUN["user"], schemas["TokenUser"]["properties"]
    schema["name"]["format"] = "iam-user"
    schema["password"]["format"] = "iam-password"
    schemas["TokenDomain"]["properties"]["name"]["format"] = "iam-domain"
    schemas["TokenProject"]["properties"]["name"]["format"] = "iam-project"
    _format("iam-user", user["name"])
    _format("iam-password", user["password"])
    _format("iam-domain", user["domain"])
    # Of this region both operations that a token links to are served.
    _format("iam-project", "ap-southeast-1")
    raw_schema["paths"]["/v3/projects"]["get"]["parameters"][0]["schema"]["format"] = "iam-project"
    for path, item in raw_schema["paths"].items():
        for operation in item.values():
            if isinstance(operation, dict) and "x-ocr" in operation:
                _own_project(item, operation["operationId"], operation["x-ocr"]["regions"])
                _requires(schemas, operation)
        if path == "/v3/auth/tokens":
            item["post"]["requestBody"]["content"]["application/json"]["examples"] = {
                "login": {"value": signing.login(user, "ap-southeast-1")}
            }


def _own_project(item: dict[str, Any], name: str, regions: list[str]) -> None:
    """Replace the project id by one of a region that serves the operation."""
    ids = [PROJECTS[region] for region in regions]
    _format(f"project-of-{name}", *ids)
    item["parameters"] = [
        {
            "name": "project_id",
            "in": "path",
            "required": True,
            "schema": {
                "type": "string",
                "pattern": "^[0-9A-Za-z_-]{1,64}$",
                "format": f"project-of-{name}",
            },
            "example": ids[0],
        }
    ]


def _requires(schemas: dict[str, Any], operation: dict[str, Any]) -> None:
    """Express `x-requires` in JSON Schema: an option that is on needs others on."""
    ref = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    schema = schemas[ref.rpartition("/")[2]]
    rules = [
        {
            "if": {"properties": {name: {"not": {"enum": [False, ""]}}}, "required": [name]},
            "then": {"properties": {o: {"const": True} for o in others}, "required": others},
        }
        for name, option in schema["properties"].items()
        if (others := option.get("x-requires"))
    ]
    if rules:
        schema["allOf"] = rules


def refused_without_credentials(ctx: Any, response: Any, case: Any) -> None:
    """Fail when a call that has to be authenticated gets anything but 401."""
    if case.operation.path == "/v3/auth/tokens":
        return
    # An unserved path or method is reported before the credentials are checked.
    unserved = response.status_code in (404, 405) and (
        case.method != next(iter(case.operation.schema[case.operation.path])).upper()
        or _PROJECT_IN_PATH.match(urlsplit(response.request.url).path) is None
    )
    if response.status_code != 401 and not unserved:
        raise AssertionError(f"{response.status_code} to a call without credentials")


if RUN["auth"] == "none":
    schemathesis.check(refused_without_credentials)
