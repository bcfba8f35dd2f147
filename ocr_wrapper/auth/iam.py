"""Build and read the few requests that find out who is calling and what pays.

Pure: requests out, values in. Source: API Reference 3.4 (token), 7.1 (project id); the cloud
server's metadata as the vendor's SDK asks it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ocr_wrapper.attempts.body import Body, json_body
from ocr_wrapper.attempts.http_dates import parse_http_date
from ocr_wrapper.attempts.messages import Response
from ocr_wrapper.attempts.responses import parse_object, refusal, unreadable
from ocr_wrapper.auth.credentials import AkSk, PasswordToken, Token, check_project_id
from ocr_wrapper.errors import CredentialsError, OcrError

TOKEN_PATH = "/v3/auth/tokens"  # noqa: S105 - a path
PROJECTS_PATH = "/v3/projects"
AGENCY_PATH = "/openstack/latest/securitykey"
SESSION_PATH = "/meta-data/latest/api/token"
SESSION_SECONDS = 6 * 3600
"""How long a session with the metadata service is asked for."""

TOKEN_SECONDS = 24 * 3600.0
"""How long a token lives if the answer does not say (API Reference 3.4)."""


def token_request(credentials: PasswordToken, region: str) -> Body:
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


def read_token(response: Response, secrets: Sequence[str]) -> tuple[Token, float | None] | OcrError:
    """Return the token with its project and its seconds to live, or the error."""
    if not 200 <= response.status < 300:
        return refusal(response, secrets)
    value = response.headers.get("x-subject-token")
    if not value or response.broken is not None:
        return unreadable(response, "it brings no token in X-Subject-Token")
    found = parse_object(response.body)
    token = found.get("token") if isinstance(found, dict) else None
    token = token if isinstance(token, dict) else {}
    project = token.get("project")
    project_id = project.get("id") if isinstance(project, dict) else None
    # Lifetime from two times of the server's, so that this machine's clock does not matter.
    since = _time(token.get("issued_at")) or parse_http_date(response.headers.get("date", ""))
    lifetime = _lifetime(token.get("expires_at"), since, TOKEN_SECONDS)
    try:
        return Token(value, project_id if isinstance(project_id, str) else None), lifetime
    except CredentialsError:
        return unreadable(response, "its token or project id cannot be sent back")


def read_project_id(
    response: Response, region: str, secrets: Sequence[str]
) -> tuple[str, float | None] | OcrError:
    """Return the id of the project that is named like the region, or the error."""
    if not 200 <= response.status < 300:
        return refusal(response, secrets)
    found = parse_object(response.body) if response.broken is None else response.broken
    if isinstance(found, str):
        return unreadable(response, found)
    projects = found.get("projects")
    if not isinstance(projects, list):
        return unreadable(response, "it holds no list of projects")
    named = [p for p in projects if isinstance(p, dict) and p.get("name") == region]
    if not named:
        return CredentialsError(
            f"The account has no project in {region}: open the region once in the console, or "
            "give project_id=.",
            region=region,
        )
    try:
        return check_project_id(named[0].get("id", "")), None
    except CredentialsError:
        return unreadable(response, "its project id is not one")


def read_agency_keys(
    response: Response, now: Callable[[], float]
) -> tuple[AkSk, float | None] | OcrError:
    """Return the server's temporary keys and their seconds to live, or the error.

    ``now`` is the wall clock, used only if the answer has no ``Date``.
    """
    if not 200 <= response.status < 300 or response.broken is not None:
        return CredentialsError(
            f"The metadata service of this cloud server answered HTTP {response.status}: give the "
            "server an agency that may call OCR, or give keys."
        )
    found = parse_object(response.body)
    keys = found.get("credential") if isinstance(found, dict) else None
    if not isinstance(keys, Mapping):
        return CredentialsError("The metadata service of this cloud server gave no keys.")
    since = parse_http_date(response.headers.get("date", ""))
    if since is None:
        since = datetime.fromtimestamp(now(), UTC)
    try:
        pair = AkSk(keys.get("access", ""), keys.get("secret", ""), keys.get("securitytoken"))
    except CredentialsError as error:
        return error
    return pair, _lifetime(keys.get("expires_at"), since, 3600.0)


def _lifetime(expires: Any, since: datetime | None, otherwise: float) -> float:
    """Return the seconds between two times, or the usual lifetime if one is missing."""
    end = _time(expires)
    if end is None or since is None:
        return otherwise
    return min(max((end - since).total_seconds(), 0.0), 7 * TOKEN_SECONDS)


def _time(value: Any) -> datetime | None:
    """Read a time as the identity service writes it: ``2026-11-21T07:00:00.123000Z``."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
