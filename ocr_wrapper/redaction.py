"""Redaction of secrets in what a server sends.

The gateway's refusal of a signature quotes the request that it received, session token included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_REDACTED = "***"
_LONG = re.compile(r"[A-Za-z0-9+/=_%-]{120,}")
"""A run that no message needs: a token, a key or a piece of an image."""

_HIDDEN = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "set-cookie",
        "x-auth-token",
        "x-security-token",
        "x-subject-token",
    }
)


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return the text without the secrets and without long runs of Base64."""
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, _REDACTED)
    return _LONG.sub(_REDACTED, text)


def one_line(text: str, limit: int = 300) -> str:
    """Return the text on one line, printable, and no longer than `limit` characters."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * limit]).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def visible_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that carry no key, token or cookie."""
    return {name: value for name, value in headers.items() if name not in _HIDDEN}
