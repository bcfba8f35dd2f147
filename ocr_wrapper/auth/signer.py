"""Request signer (SDK-HMAC-SHA256): three pure stages and one function that joins them.

Each stage is public, so that the stages can be compared when a signature differs: the gateway's
refusal shows the canonical request that the server built. Time is an argument. Only a short fixed
list of headers is signed, since a proxy may rewrite any other. Source: API Reference 3.4; the
form on the wire is checked against the vendor's signer.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, unquote

ALGORITHM = "SDK-HMAC-SHA256"
DATE_HEADER = "x-sdk-date"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()

SIGNED_HEADERS = frozenset(
    {
        "content-type",
        "enterprise-project-id",
        "host",
        "x-project-id",
        "x-sdk-date",
        "x-security-token",
    }
)
"""Names of the headers that are signed when they are sent."""


def format_date(seconds: float) -> str:
    """Return seconds since the epoch as `yyyyMMddTHHmmssZ`, UTC."""
    return _format_second(int(seconds // 1))


@functools.lru_cache(maxsize=64)
def _format_second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y%m%dT%H%M%SZ")


@functools.lru_cache(maxsize=256)
def canonical_path(path: str) -> str:
    """Return the path percent-encoded by segment, always with a final slash."""
    encoded = "/".join(quote(segment, safe="~") for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_query(query: Sequence[tuple[str, str]]) -> str:
    """Return decoded pairs sorted, then encoded; a space is `%20`, never `+`.

    What is signed here is also what is sent, byte for byte.
    """
    return "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(query))


def canonical_headers(headers: Mapping[str, str]) -> tuple[str, str]:
    """Return the block of `name:value` lines and the list of names, both sorted by name."""
    lowered = sorted((name.lower(), value.strip()) for name, value in headers.items())
    block = "".join(f"{name}:{value}\n" for name, value in lowered)
    return block, ";".join(name for name, _ in lowered)


def canonical_request(
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body_sha256: str,
) -> str:
    """Return the first stage: what is signed, as one text with six parts.

    `headers` are exactly those to sign. `body_sha256` is hexadecimal, so that a large body
    can be hashed by parts.
    """
    block, names = canonical_headers(headers)
    return _canonical_request(method, path, query, block, names, body_sha256)


def _canonical_request(
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    block: str,
    names: str,
    body_sha256: str,
) -> str:
    return "\n".join(
        (method.upper(), canonical_path(path), canonical_query(query), block, names, body_sha256)
    )


def string_to_sign(canonical: str, date: str) -> str:
    """Return the second stage: algorithm, date, and the digest of the first."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return f"{ALGORITHM}\n{date}\n{digest}"


def authorization(ak: str, sk: str, signed_headers: str, to_sign: str) -> str:
    """Return the third stage: the value of the header `Authorization`."""
    # `hmac.digest` hands the interpreter's lock to another thread, even for a short text, and
    # waits to get it back.
    signature = hmac.new(sk.encode(), to_sign.encode(), "sha256").hexdigest()
    return f"{ALGORITHM} Access={ak}, SignedHeaders={signed_headers}, Signature={signature}"


def sign(
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body_sha256: str,
    *,
    ak: str,
    sk: str,
    date: str,
) -> dict[str, str]:
    """Return the headers to send: those given, the date, and `authorization`.

    A date or signature that the headers hold already is dropped, so that an attempt is never
    sent with the signature of an earlier one. `headers` must hold `host`.
    """
    stale = {DATE_HEADER, "authorization"}
    sent = {n.lower(): v for n, v in headers.items() if n.lower() not in stale}
    sent[DATE_HEADER] = date
    signed = {name: value for name, value in sent.items() if name in SIGNED_HEADERS}
    block, names = canonical_headers(signed)
    canonical = _canonical_request(method, path, query, block, names, body_sha256)
    sent["authorization"] = authorization(ak, sk, names, string_to_sign(canonical, date))
    return sent
