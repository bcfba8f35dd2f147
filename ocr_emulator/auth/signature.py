"""Verify AK/SK request signatures (SDK-HMAC-SHA256).

Written from the signing rules alone and deliberately not shared with any client: two
readings of one rule catch a mistake that one shared reading hides. Everything here is a
pure function of what came over the wire, the secret and the time.
"""

from __future__ import annotations

import functools
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import quote, unquote_to_bytes

ALGORITHM = "SDK-HMAC-SHA256"
SKEW_SECONDS = 900.0
"""The server allows 15 minutes between its clock and the signature's date."""
Headers: TypeAlias = Mapping[str, Sequence[str]]
"""The values of each header that came, without blanks around them, by its name in lower case."""

_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


class SignatureError(Exception):
    """Raised when a signature is not valid; the text is the gateway's message."""


class StaleDateError(SignatureError):
    """Raised when the date of a signature is too far from the server's; says nothing of the key."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The parts of an `Authorization: SDK-HMAC-SHA256 …` header."""

    access: str
    headers: tuple[str, ...]
    signature: str = field(repr=False)


def parse(authorization: str) -> Signed:
    """Parse the `Authorization` header; raises `SignatureError` when it has another form."""
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme != ALGORITHM:
        raise SignatureError(f"authorization scheme {scheme[:30]!r} is not {ALGORITHM}")
    parts: dict[str, str] = {}
    for piece in rest.split(","):
        name, equals, value = piece.strip().partition("=")
        if not equals or name in parts:
            raise SignatureError("authorization header is malformed")
        parts[name] = value
    if set(parts) != {"Access", "SignedHeaders", "Signature"} or not all(parts.values()):
        raise SignatureError("authorization header needs Access, SignedHeaders and Signature")
    return Signed(parts["Access"], tuple(parts["SignedHeaders"].split(";")), parts["Signature"])


@functools.lru_cache(maxsize=256)
def canonical_path(raw_path: str) -> str:
    """Return a path in its canonical form: each segment re-encoded, a slash at the end."""
    segments = [quote(unquote_to_bytes(part), safe="~") for part in raw_path.split("/")]
    path = "/".join(segments)
    return path if path.endswith("/") else path + "/"


def canonical_query(raw_query: str) -> str:
    """Sort the decoded pairs of a query by name and value, then encode them."""
    pairs: list[tuple[bytes, bytes]] = []
    for piece in raw_query.split("&"):
        if not piece:
            continue
        name, _, value = piece.partition("=")
        # A plus sign stays a plus sign: a signature does not use form encoding.
        pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return "&".join(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in sorted(pairs))


def canonical_request(
    method: str,
    raw_target: str,
    headers: Headers,
    signed: Sequence[str],
    digest: str,
) -> str:
    """Build the canonical request from what was received.

    `raw_target` is path and query as they stood in the request line, `digest` the hex SHA-256 of
    the body that was read.
    """
    path, _, query = raw_target.partition("?")
    lines = []
    for name in sorted(signed):
        if name not in headers:
            raise SignatureError(f"verify aksk signature fail, signed header {name} is missing")
        lines.append(f"{name}:{','.join(headers[name])}\n")
    return "\n".join(
        [
            method.upper(),
            canonical_path(path),
            canonical_query(query),
            "".join(lines),
            ";".join(sorted(signed)),
            digest,
        ]
    )


def sign(canonical: str, date: str, secret: str) -> str:
    """Return the hex signature of a canonical request."""
    hashed = sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()
    to_sign = f"{ALGORITHM}\n{date}\n{hashed}"
    return hmac.new(secret.encode(), to_sign.encode(), sha256).hexdigest()


def _display(canonical: str, headers: Headers) -> str:
    for secret in filter(None, headers.get("x-security-token", ())):
        # The gateway shows what it hashed; only the session secret is left out.
        canonical = canonical.replace(secret, "***")
    return canonical.replace("\n", "|")


def format_date(moment: float) -> str:
    """Format a moment (seconds since 1970) as the signature's `yyyyMMddTHHmmssZ`."""
    return datetime.fromtimestamp(moment, UTC).strftime(_DATE_FORMAT)


@functools.lru_cache(maxsize=64)
def parse_date(text: str) -> float | None:
    """Parse `yyyyMMddTHHmmssZ`; None when the text has another form."""
    # Not strptime, which takes more than twice as long; many requests have the same second.
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        year, month, day, hour, minute, second = map(int, match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def check_date(headers: Headers, signed: Sequence[str], now: float) -> str:
    """Return the signature's date; raises `SignatureError` when it is absent or stale."""
    dates = headers.get("x-sdk-date", ())
    if len(dates) != 1:
        raise SignatureError("header x-sdk-date not found" if not dates else "x-sdk-date is twice")
    if "x-sdk-date" not in signed:
        raise SignatureError("verify aksk signature fail, x-sdk-date is not signed")
    moment = parse_date(dates[0])
    if moment is None:
        raise SignatureError("header x-sdk-date is not yyyyMMddTHHmmssZ")
    if abs(now - moment) > SKEW_SECONDS:
        raise StaleDateError(
            f"signature expired, signature time:{dates[0]},server time:{format_date(now)}"
        )
    return dates[0]


def check(
    signed: Signed,
    *,
    secret: str,
    method: str,
    raw_target: str,
    headers: Headers,
    digest: str,
    now: float,
) -> None:
    """Check a signed request against the secret.

    Raises `SignatureError` with the server's canonical request in it, newlines written
    as `|` as the gateway writes them, so that a caller can compare it with its own.
    """
    if any(name != name.lower() for name in signed.headers):
        raise SignatureError("verify aksk signature fail, SignedHeaders are not in lower case")
    date = check_date(headers, signed.headers, now)
    for needed in ("host", "x-security-token"):
        if needed in headers and needed not in signed.headers:
            raise SignatureError(f"verify aksk signature fail, header {needed} is not signed")
    canonical = canonical_request(method, raw_target, headers, signed.headers, digest)
    # compare_digest takes the same time however many characters agree.
    if not hmac.compare_digest(
        sign(canonical, date, secret).encode(), signed.signature.encode("utf-8", "replace")
    ):
        raise SignatureError(
            f"verify aksk signature fail, server canonical request: {_display(canonical, headers)}"
        )
