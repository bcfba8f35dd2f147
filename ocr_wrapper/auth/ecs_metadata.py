"""Temporary keys from the metadata service of an ECS cloud server.

It is called as the vendor's SDK calls it, and without retries: outside the cloud there is no such
service, and the user should learn soon that no credentials were found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ocr_wrapper.attempts.deadlines import EARLY, time_left
from ocr_wrapper.attempts.http_dates import parse_http_date
from ocr_wrapper.attempts.messages import Failure, Request, Response, Send, Steps
from ocr_wrapper.attempts.responses import parse_object
from ocr_wrapper.auth.cache import Fetched
from ocr_wrapper.auth.credentials import AkSk, EcsAgency, no_credentials, without_frames
from ocr_wrapper.auth.iam import lifetime_between
from ocr_wrapper.errors import CredentialsError, OcrError

SESSION_PATH = "/meta-data/latest/api/token"
SESSION_SECONDS = 6 * 3600
"""Requested lifetime of a session with the metadata service."""

AGENCY_PATH = "/openstack/latest/securitykey"
KEY_SECONDS = 3600.0
"""Lifetime of keys if the response does not state it."""

TIMEOUT = 3.0
"""Seconds to wait for one response of the metadata service."""


def fetch_agency_keys(
    agency: EcsAgency,
    monotonic: Callable[[], float],
    now: Callable[[], float],
    deadline: float | None,
) -> Steps[Fetched[AkSk]]:
    """Return temporary keys of the server's agency.

    Raises:
        CredentialsError: There is no metadata service, or no agency.
        DeadlineExceededError: The deadline passed before the service responded.
    """

    def send(request: Request) -> Steps[Response]:
        limit = monotonic() + TIMEOUT
        reply = yield Send(request, limit if deadline is None else min(limit, deadline))
        if isinstance(reply, Response):
            return reply
        # A service that did not have its own time to respond may well be there.
        time_left(deadline, monotonic() + EARLY, "waiting for the server's metadata service")
        why = reply.reason if isinstance(reply, Failure) else "no response"
        raise CredentialsError(no_credentials(f"its metadata service did not respond ({why})"))

    ttl = {"x-metadata-token-ttl-seconds": str(SESSION_SECONDS), "content-length": "0"}
    session = yield from send(_request(agency, "PUT", SESSION_PATH, ttl))
    response = yield from send(_request(agency, "GET", AGENCY_PATH, _session_header(session)))
    found = read_agency_keys(response, now)
    if isinstance(found, OcrError):
        raise found
    return found


def _request(agency: EcsAgency, method: str, path: str, headers: Mapping[str, str]) -> Request:
    host = agency.endpoint.partition("://")[2]
    return Request(method, agency.endpoint + path, {"host": host, **headers})


def _session_header(response: Response) -> dict[str, str]:
    """Return the header of a session; a server of the older kind has none (404 or 405)."""
    session = response.body.decode("ascii", errors="replace").strip()
    if response.status != 200 or response.broken is not None or not session:
        return {}
    # What is no session, such as a page, cannot be sent in a header either.
    return {"x-metadata-token": session} if session.isascii() and session.isprintable() else {}


def read_agency_keys(response: Response, now: Callable[[], float]) -> Fetched[AkSk] | OcrError:
    """Return the keys and their lifetime, or the error.

    `now` is this machine's clock, read only if the response has no `Date`.
    """
    if not 200 <= response.status < 300 or response.broken is not None:
        return CredentialsError(
            "The metadata service of this cloud server responded with HTTP "
            f"{response.status}: give the server an agency that may call OCR, or give keys."
        )
    found = parse_object(response.body)
    keys = found.get("credential") if isinstance(found, dict) else None
    if not isinstance(keys, Mapping):
        return CredentialsError("The metadata service of this cloud server returned no keys.")
    since = parse_http_date(response.headers.get("date", ""))
    if since is None:
        since = datetime.fromtimestamp(now(), UTC)
    try:
        pair = AkSk(keys.get("access", ""), keys.get("secret", ""), keys.get("securitytoken"))
    except CredentialsError as error:
        return without_frames(error)
    lifetime = lifetime_between(since, keys.get("expires_at"), default=KEY_SECONDS)
    return Fetched(pair, lifetime)
