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
    encoded_query = signer.canonical_query(query) if query else ""
    if isinstance(auth, AkSk):
        signed_at = now
        if auth.security_token is not None:
            sent["x-security-token"] = auth.security_token
        sent = signer.sign(
            method,
            endpoint.prefix + path,
            query,
            sent,
            body_sha256 if body_sha256 is not None else body.sha256(),
            ak=auth.ak,
            sk=auth.sk,
            date=signer.format_date(now),
        )
    elif auth is not None:
        sent["x-auth-token"] = auth.token
    sent["accept"] = "application/json"
    sent["accept-encoding"] = "identity"
    sent["user-agent"] = USER_AGENT
    url = endpoint.base + path + (f"?{encoded_query}" if query else "")
    return Request(method, url, sent, body, signed_at)
