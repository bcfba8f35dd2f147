"""Outcome of a request on a connection: a response, or a failure that says how far it got.

A server cannot have carried out a request whose end was never written, even if reading failed.
So a failure is classified by what was written, not by the exception.

No compression is requested. If a gateway compresses nevertheless, no more is decompressed than a
response may be long, because a few kilobytes can decompress to gigabytes.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterable, Mapping, Sequence

from ocr_wrapper.attempts.messages import Failure, Response
from ocr_wrapper.transport.pool import join_headers

MAX_RESPONSE_BYTES = 64 << 20
"""Longest body that is accepted. The largest responses have a spreadsheet of some MB as Base64."""


_PROXY_ERRORS = ("ProxyError", "ClientHttpProxyError")
"""Exceptions of httpcore, httpx and aiohttp whose text begins with the status of the proxy."""

_SOCKS_LOGIN = "Invalid username/password"
"""What httpcore says when a SOCKS proxy refuses user and password."""

_PACKAGES = frozenset({"httpcore", "h11", "socksio"})
"""Packages whose exceptions end an exchange; besides, proxies that break their protocol cause a
few of Python's own."""

TOO_LONG = f"it is longer than {MAX_RESPONSE_BYTES >> 20} MiB"


def build_response(
    status: int,
    headers: Iterable[tuple[bytes, bytes]],
    parts: Sequence[bytes],
    broken: str | None = None,
) -> Response:
    """Return a response as far as it came.

    Args:
        status: Its status code.
        headers: Names and values as received; a repeated name becomes one with a comma.
        parts: The body as received, up to one part more than the longest that is taken.
        broken: Why the body is not whole, if that is known already.
    """
    joined = join_headers(headers)
    if sum(map(len, parts)) > MAX_RESPONSE_BYTES:
        return Response(status, joined, b"", TOO_LONG)
    body = b"".join(parts)
    if broken is None:
        body, broken = decode_body(joined, body)
    return Response(status, joined, body, broken)


def decode_body(headers: Mapping[str, str], raw: bytes) -> tuple[bytes, str | None]:
    """Return the body and None, or the received part and the reason why it is incomplete."""
    # Beside a transfer coding a length does not count (RFC 9112, section 6.3).
    declared = None if "transfer-encoding" in headers else headers.get("content-length")
    if declared is not None and (declared.strip().lstrip("0") or "0") != str(len(raw)):
        return raw, f"{len(raw)} bytes came where {declared.strip()[:20]} were announced"
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return raw, None
    if coding not in ("gzip", "x-gzip", "deflate"):
        return b"", f"it is encoded as {coding[:20]}, which was not requested"
    unpacker = zlib.decompressobj(wbits=47 if coding != "deflate" else 15)
    try:
        body = unpacker.decompress(raw, MAX_RESPONSE_BYTES)
    except zlib.error:
        return b"", f"its {coding} data is damaged"
    if unpacker.unconsumed_tail:
        return b"", f"it decompresses to more than {MAX_RESPONSE_BYTES >> 20} MiB"
    if not unpacker.eof:
        return body, f"its {coding} data is cut off"
    return body, None


def failure(error: BaseException, started: bool, finished: bool, *, late: bool) -> Failure:
    """Return how far a request had got when an exception ended it.

    Args:
        error: What was raised; of its text only the status of a proxy is taken, as it may quote.
        started: Whether a part of the request may have left.
        finished: Whether all of it may have left.
        late: Whether there was no time left to wait for the response.
    """
    name = _name(error)
    if not started:
        untrusted = untrusted_certificate(error)
        return Failure("connect", name) if untrusted is None else Failure("tls", untrusted or name)
    if not finished:
        return Failure("write", name)
    return Failure("timeout" if late else "lost", name)


def _name(error: BaseException) -> str:
    """Return the class of an exception, for a proxy that opened no tunnel with its reason."""
    name = type(error).__name__
    if name not in _PROXY_ERRORS:
        return name
    if str(error) == _SOCKS_LOGIN:
        return "ProxyError login"
    status = str(error)[:3]
    return f"ProxyError {status}" if status.isdecimal() else name


def untrusted_certificate(error: BaseException) -> str | None:
    """Return why a certificate was refused, if that is the cause of an exception.

    Its context does not count: that may be what the caller is handling while it calls us.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return getattr(cause, "verify_message", "")
        cause = cause.__cause__
    return None


def is_of_transport(error: Exception) -> bool:
    """Return whether sending and receiving raise an exception, as opposed to a signal handler."""
    package = type(error).__module__.partition(".")[0]
    return package in _PACKAGES or isinstance(error, (OSError, ValueError, AssertionError))
