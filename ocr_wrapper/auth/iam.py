"""Requests to the identity service (IAM): tokens and project ids.

Pure: request out, value in. Neither request is billed, so a lost response may be retried. Source:
API Reference 3.4 (token) and 7.1 (project id).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ocr_wrapper.attempts.body import Body, json_body
from ocr_wrapper.attempts.http_dates import parse_http_date
from ocr_wrapper.attempts.messages import Request, Response, Steps
from ocr_wrapper.attempts.responses import invalid_response, parse_object, refusal
from ocr_wrapper.auth.cache import Fetched
from ocr_wrapper.auth.credentials import AkSk, PasswordToken, Token, check_project_id
from ocr_wrapper.auth.request_builder import build_request
from ocr_wrapper.errors import CredentialsError, OcrError
from ocr_wrapper.service.regions import Route

TOKEN_PATH = "/v3/auth/tokens"  # noqa: S105 - a path
PROJECTS_PATH = "/v3/projects"

TOKEN_SECONDS = 24 * 3600.0
"""Lifetime of a token if the response does not state it (API Reference 3.4)."""

_LONGEST = 7 * TOKEN_SECONDS


@dataclass(frozen=True, slots=True)
class _IamRequest:
    """Common part of the requests to the identity service."""

    route: Route
    deadline: float | None
    free = True
    limited = False

    @property
    def region(self) -> str:
        """The region that the value is for."""
        return self.route.region

    @property
    def host(self) -> str:
        """The host of the identity service."""
        return self.route.iam.host

    def refused(self, _identity: object) -> bool:
        """Return False: the identity of these requests is not replaced."""
        return False


@dataclass(frozen=True, slots=True)
class TokenRequest(_IamRequest):
    """Sign a user in for the project of a region; the password is in the body."""

    credentials: PasswordToken
    name = "create_token"

    def authorize(self) -> Steps[None]:
        """Need no identity."""
        yield from ()

    def build(self, _identity: None, _now: float) -> Request:
        """Return the request with name and password."""
        body = token_body(self.credentials, self.region)
        return build_request("POST", self.route.iam, TOKEN_PATH, body=body)

    def judge(self, _identity: None, response: Response) -> Fetched[Token] | OcrError:
        """Return the token, or the error."""
        return read_token(response, self.credentials.secrets)


@dataclass(frozen=True, slots=True)
class ProjectRequest(_IamRequest):
    """Look up the id of a project by its name."""

    auth: AkSk | Token
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values to redact beside those of `auth`."""

    project: str | None = None
    """The project's name; None is the one that is named like the region."""

    name = "list_projects"

    def authorize(self) -> Steps[AkSk | Token]:
        """Return the key or token that the id is looked up for."""
        yield from ()
        return self.auth

    def build(self, auth: AkSk | Token, now: float) -> Request:
        """Return the request for the projects of that name."""
        query = (("name", self.project or self.region),)
        return build_request("GET", self.route.iam, PROJECTS_PATH, query=query, auth=auth, now=now)

    def judge(self, auth: AkSk | Token, response: Response) -> Fetched[str] | OcrError:
        """Return the project id, or the error."""
        return read_project_id(response, self.region, (*self.secrets, *auth.secrets), self.project)


def token_body(credentials: PasswordToken, region: str) -> Body:
    """Return the body that signs a user in for the project of a region."""
    return json_body(
        {
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {
                        "user": {
                            "name": credentials.name,
                            "password": credentials.password,
                            "domain": {"name": credentials.domain},
                        }
                    },
                },
                "scope": {"project": {"name": credentials.project or region}},
            }
        }
    )


def read_token(response: Response, secrets: Sequence[str]) -> Fetched[Token] | OcrError:
    """Return the token with its project and lifetime, or the error."""
    if not 200 <= response.status < 300:
        return refusal(response, secrets, free=True)
    value = response.headers.get("x-subject-token")
    if not value or response.broken is not None:
        return invalid_response(response, "it has no token in X-Subject-Token", secrets, free=True)
    found = parse_object(response.body)
    token = found.get("token") if isinstance(found, dict) else None
    token = token if isinstance(token, dict) else {}
    project = token.get("project")
    project_id = project.get("id") if isinstance(project, dict) else None
    # The lifetime is the difference of two times of the server: this machine's clock may be wrong.
    since = _parse_time(token.get("issued_at")) or parse_http_date(response.headers.get("date", ""))
    lifetime = lifetime_between(since, token.get("expires_at"), default=TOKEN_SECONDS)
    try:
        return Fetched(Token(value, project_id if isinstance(project_id, str) else None), lifetime)
    except CredentialsError:
        return invalid_response(
            response, "its token or project id cannot be sent", secrets, free=True
        )


def read_project_id(
    response: Response, region: str, secrets: Sequence[str], project: str | None = None
) -> Fetched[str] | OcrError:
    """Return the id of a project by name, by default the region's, or the error."""
    name = project or region
    if not 200 <= response.status < 300:
        return refusal(response, secrets, free=True)
    found = parse_object(response.body) if response.broken is None else response.broken
    if isinstance(found, str):
        return invalid_response(response, found, secrets, free=True)
    projects = found.get("projects")
    if not isinstance(projects, list):
        return invalid_response(response, "it has no list of projects", secrets, free=True)
    named = [p for p in projects if isinstance(p, dict) and p.get("name") == name]
    if not named:
        remedy = "open the region once in the console, or give project_id=."
        if name != region:
            remedy = f"there is no project {name!r}; correct its name, or give project_id=."
        return CredentialsError(f"The account has no project in {region}: {remedy}", region=region)
    if any(p.get("id") != named[0].get("id") for p in named):
        return CredentialsError(
            f"The account has several projects named {name!r}: give the one that pays with "
            "project_id=.",
            region=region,
        )
    try:
        return Fetched(check_project_id(named[0].get("id", "")), None)
    except CredentialsError:
        return invalid_response(response, "its project id is malformed", secrets, free=True)


def lifetime_between(since: datetime | None, expires: Any, *, default: float) -> float:
    """Return the seconds from a time to the one in a response; the default if one is missing."""
    end = _parse_time(expires)
    if end is None or since is None:
        return default
    return min(max((end - since).total_seconds(), 0.0), _LONGEST)


def _parse_time(value: Any) -> datetime | None:
    """Return a time in the identity service's format: `2026-11-21T07:00:00.123000Z`."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
