"""Identity service (IAM): tokens for a password, and project ids.

A client logs in and finds its project here, so both are emulated with the contract's checks.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import ApiError, Violation
from ocr_emulator.contract.validation import check_query, check_secret
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.state.accounts import Account
from ocr_emulator.state.namespace import NamespaceRegistry

PATHS = {"/v3/auth/tokens": "POST", "/v3/projects": "GET"}
"""Method of each path that is served."""


def _error(status: int, message: str, code: str = "", where: Violation | None = None) -> ApiError:
    return ApiError(status, code, message, where, iam=True)


def _respond(
    context: RequestContext,
    contract: Contract,
    status: int,
    body: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> ApiResponse:
    """Return a response that matches the contract; raises `ApiError` for any other."""
    method = PATHS[context.path].lower()
    violation = check_secret(contract, context.path, method, body, status=status)
    if violation is not None:
        where = Violation(f"response{violation.pointer}", violation.expected, violation.got)
        raise _error(500, "An unexpected error happened.", "IAM.0006", where)
    return ApiResponse.json(status, body, headers)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _checked(context: RequestContext, contract: Contract) -> Any:
    unfit = strict_json.check_headers(context.header)
    if unfit is not None:
        raise _error(400, "Request body is invalid.", "IAM.0011", unfit)
    try:
        body = strict_json.read(context.body)
    except strict_json.BodyError as error:
        where = Violation("", error.expected, error.got)
        raise _error(400, "Request body is invalid.", "IAM.0011", where) from None
    violation = check_secret(contract, context.path, "post", body)
    if violation is None:
        return body
    if violation.keyword == "required":
        name = violation.expected.removeprefix('property "').removesuffix('"')
        raise _error(400, f"'{name}' is a required property.", "IAM.0072", violation)
    name = violation.pointer.rpartition("/")[2] or "body"
    raise _error(400, f"Request parameter {name} is invalid.", "IAM.0007", violation)


def is_login(context: RequestContext) -> bool:
    """Whether a request asks for a token."""
    return context.path == "/v3/auth/tokens" and context.method == "POST"


def identify(context: RequestContext, registry: NamespaceRegistry) -> None:
    """Assign a login to the account that its body names, and to the namespace of that account.

    Unchecked: good enough for the journal and for faults. Of several accounts of that name it is
    the one whose user and password were sent.
    """
    # Keys and tokens in the headers say nothing of who logs in.
    context.account = None
    try:
        body = strict_json.read(context.body)
    except strict_json.BodyError:
        return
    user = _inside(body, "auth", "identity", "password", "user")
    found = registry.find_accounts(_inside(user, "domain", "name"))
    if found:
        matching = [pair for pair in found if _admits(pair[1], user)]
        context.namespace, context.account = (matching or found)[0]


def _inside(body: object, *path: str) -> Any:
    """Return a value inside a body of any form, None for one that is not there."""
    for name in path:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body


def _admits(account: Account, user: object) -> bool:
    """Whether name and password are those of the account's user."""
    name, password = _inside(user, "name"), _inside(user, "password")
    if not isinstance(password, str):
        return False
    sent = password.encode("utf-8", "surrogatepass")
    return hmac.compare_digest(account.password.encode(), sent) and account.user_name == name


def _login(context: RequestContext, user: Mapping[str, Any]) -> Account:
    if context.account is None or not _admits(context.account, user):
        # One message for a wrong user, a wrong account and a wrong password.
        raise _error(401, "The username or password is wrong.")
    return context.account


def wrong_method(context: RequestContext) -> ApiError:
    """Return the error for a method that a path of the identity service does not serve."""
    allowed = PATHS[context.path]
    error = _error(405, f"The method is not allowed; use {allowed}.")
    error.headers = {"Allow": allowed}
    return error


def issue_token(context: RequestContext, contract: Contract) -> ApiResponse:
    """Serve `POST /v3/auth/tokens` after `identify`: 201 with the token in `X-Subject-Token`.

    Valid for 24 hours and scoped to one project (API Reference 3.4). Raises `ApiError`.
    """
    auth = _checked(context, contract)["auth"]
    account = _login(context, auth["identity"]["password"]["user"])
    region = auth["scope"]["project"]["name"]
    if region not in account.projects:
        raise _error(404, f"Could not find project: {region[:64]}.", "IAM.0004")
    if account.frozen:
        raise _error(403, "You are not authorized to perform the requested action.", "IAM.0002")
    space = context.namespace
    text, token = space.tokens.issue(account, region, space.clock.now())
    context.project_id, context.region, context.credential = token.project_id, region, "password"
    context.source = "token"
    domain = {"id": account.domain_id, "name": account.name}
    return _respond(
        context,
        contract,
        201,
        {
            "token": {
                "methods": ["password"],
                "issued_at": _moment(token.issued),
                "expires_at": _moment(token.expires),
                "user": {
                    "id": account.user_id,
                    "name": account.user_name,
                    "domain": domain,
                    "password_expires_at": "",
                },
                "project": {"id": token.project_id, "name": region, "domain": domain},
                "roles": [{"id": "0", "name": "te_agency"}],
                "catalog": [],
            }
        },
        {"X-Subject-Token": text},
    )


def list_projects(context: RequestContext, contract: Contract) -> ApiResponse:
    """Serve `GET /v3/projects` for an authenticated caller, filtered by `name`."""
    account = context.account
    if account is None:
        raise RuntimeError("projects are listed only for an authenticated request")
    query = parse_qsl(context.raw_target.partition("?")[2], keep_blank_values=True)
    names = [value for key, value in query if key == "name"]
    for value in names:
        violation = check_query(contract, context.path, "name", value)
        if violation is not None or len(names) > 1:
            where = violation or Violation("query:name", "one value", f"{len(names)}")
            raise _error(400, "Request parameter name is invalid.", "IAM.0007", where)
    wanted = names[0] if names else None
    links = {"next": None, "previous": None}
    context.source = "projects"
    return _respond(
        context,
        contract,
        200,
        {
            "projects": [
                {
                    "id": project,
                    "name": region,
                    "description": "",
                    "enabled": True,
                    "is_domain": False,
                    "domain_id": account.domain_id,
                    "parent_id": account.domain_id,
                    "links": {**links, "self": f"/v3/projects/{project}"},
                }
                for region, project in account.projects.items()
                if wanted is None or region == wanted
            ],
            "links": {**links, "self": "/v3/projects"},
        },
    )
