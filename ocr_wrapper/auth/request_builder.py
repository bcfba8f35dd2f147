"""Request builder: address, headers, and the signature or token.

The host, the signed headers and the signature depend on each other, so they are set in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ocr_wrapper.attempts.body import EMPTY, Body
from ocr_wrapper.attempts.messages import Request
from ocr_wrapper.auth import signer
from ocr_wrapper.auth.credentials import AkSk, Token
from ocr_wrapper.service.endpoints import Endpoint
from ocr_wrapper.version import __version__

USER_AGENT = f"ocr-wrapper/{__version__}"
"""Sent and not signed, because proxies rewrite it."""


def build_request(
    method: str,
    endpoint: Endpoint,
    path: str,
    *,
    query: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    body: Body = EMPTY,
    body_sha256: str | None = None,
    auth: AkSk | Token | None = None,
    now: float = 0.0,
) -> Request:
    """Return a request, signed if `auth` is a key.

    Args:
        method: The HTTP method.
        endpoint: Scheme, host and path prefix.
        path: The path below the prefix.
        query: Decoded pairs.
        headers: Headers beside those that are set here.
        body: The body. Its length is sent, since a body in parts would go out chunked otherwise,
            which the service does not accept.
        body_sha256: The body's digest, if it is known already.
        auth: The key to sign with, the token to send, or None.
        now: The time to sign with, in seconds since the epoch.
    """
    sent = {"host": endpoint.host, **(headers or {})}
    if method == "POST":
        sent["content-type"] = "application/json"
        sent["content-length"] = str(body.length)
    signed_at = None
    if isinstance(auth, AkSk):
        signed_at = now
        digest = body_sha256 if body_sha256 is not None else body.sha256()
        sent = _signed(method, endpoint.prefix + path, query, sent, digest, auth, now)
    elif auth is not None:
        sent["x-auth-token"] = auth.token
    sent["accept"] = "application/json"
    sent["accept-encoding"] = "identity"
    sent["user-agent"] = USER_AGENT
    url = endpoint.base + path + (f"?{signer.canonical_query(query)}" if query else "")
    return Request(method, url, sent, body, signed_at)


def _signed(
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body_sha256: str,
    key: AkSk,
    now: float,
) -> dict[str, str]:
    """Return the headers with session token, date and signature."""
    if key.security_token is not None:
        headers = {**headers, "x-security-token": key.security_token}
    date = signer.format_date(now)
    return signer.sign(method, path, query, headers, body_sha256, ak=key.ak, sk=key.sk, date=date)
