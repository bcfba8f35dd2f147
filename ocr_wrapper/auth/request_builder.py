"""Put requests together: address, headers, and the proof of who sends them."""

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


def authorized(
    method: str,
    endpoint: Endpoint,
    path: str,
    *,
    query: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    body: Body = EMPTY,
    body_sha256: str | None = None,
    auth: AkSk | Token | None = None,
    wall: float = 0.0,
) -> Request:
    """Return a request, signed at ``wall`` (seconds since the epoch) if ``auth`` is a key.

    ``body_sha256`` spares hashing a body that was hashed before. The length is set here, since
    a body sent in parts would go out chunked otherwise, which the service does not take.
    """
    sent = {"host": endpoint.host, **(headers or {})}
    if method == "POST":
        sent["content-type"] = "application/json"
        sent["content-length"] = str(body.length)
    if isinstance(auth, AkSk):
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
            date=signer.format_date(wall),
        )
    elif auth is not None:
        sent["x-auth-token"] = auth.token
    sent["accept"] = "application/json"
    sent["accept-encoding"] = "identity"
    sent["user-agent"] = USER_AGENT
    return Request(method, endpoint.url(path, signer.canonical_query(query)), sent, body)
