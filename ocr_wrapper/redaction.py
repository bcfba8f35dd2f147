"""Redaction of secrets in what a server sends.

The gateway's refusal of a signature quotes the request that it received, session token included.
Others quote it in the form of their own format: escaped for JSON or HTML, percent-encoded, or as
Base64. Each form is redacted.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

_REDACTED = "***"
_SHORTEST = 4
"""Characters of a secret; redacting shorter ones would redact half of every text."""

_RUN = re.compile(r"(?:[A-Za-z0-9+/=_%-]++|\\{1,4}+(?:/|u00(?:2[BbFf]|3[Dd])|[rn])|[\r\n])++")
"""A run of Base64, also in lines, with `+`, `/`, `=` and line breaks as encoders of JSON escape
them. No part of it is tried twice, so that a hostile text takes no time."""

_LONG = 120
"""Characters of a run that no message needs: a token, a key or a piece of an image."""

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
    """Return the text without the secrets, in any of their forms, and without long Base64 runs."""
    forms = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
    # The longest first: a form may be a part of another one. Hexadecimal digits have two cases.
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(re.escape(form), _REDACTED, text, flags=_case(form))
    return _RUN.sub(_without_long_run, text)


def _without_long_run(found: re.Match[str]) -> str:
    run = found[0]
    return _REDACTED if len(run) >= _LONG else run


def _case(form: str) -> re.RegexFlag:
    """Ignore the case of a form with escapes, whose hexadecimal digits may be of either case."""
    return re.IGNORECASE if "%" in form or "\\u" in form else re.NOFLAG


def _forms(secret: str) -> Iterator[str]:
    """Return the secret as it is, and as it is escaped in other formats."""
    yield secret
    for escaped in (_in_json(secret), _in_json(secret, ascii_only=False)):
        yield escaped
        yield escaped.replace("/", "\\/")
        # JSON inside a text of JSON, as a gateway that quotes the body writes it.
        yield _in_json(escaped)
        # Go's encoder writes three more characters as escapes.
        yield re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", escaped)
    from html import escape  # loads the names of all characters, which no good response needs

    yield escape(secret)
    yield escape(secret, quote=False)
    yield escape(secret).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    # A password of the environment may hold bytes that are no text.
    raw = secret.encode(errors="surrogatepass")
    yield quote(raw, safe="")
    yield quote(raw, safe="/")
    yield quote_plus(raw)
    yield quote(raw, safe="!'()*~-._")
    yield from _in_base64(raw)


def _in_json(text: str, *, ascii_only: bool = True) -> str:
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]


def _in_base64(secret: bytes) -> Iterator[str]:
    """Return the characters that encode the secret at any position in a Base64 text.

    A text is encoded three bytes at a time, so there are three forms. The characters at the edges
    that also depend on the bytes before and after are left out; of the shortest secret four stay.
    """
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + secret)
        start = (8 * before + 5) // 6
        end = 8 * (before + len(secret)) // 6
        form = encoded[start:end].decode()
        yield form
        yield form.replace("+", "-").replace("/", "_")


def one_line(text: str, limit: int = 300) -> str:
    """Return the text on one line, printable, and no longer than `limit` characters."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * limit]).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def visible_headers(headers: Mapping[str, str], secrets: Iterable[str] = ()) -> dict[str, str]:
    """Return the headers without those that hold a key, token or cookie, and without secrets."""
    hidden = tuple(secrets)
    return {name: redact(value, hidden) for name, value in headers.items() if name not in _HIDDEN}


_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, bidi controls and surrogates; line breaks and tabs are not among them."""


def printable(text: str) -> str:
    """Replace characters that control a terminal, reorder text or cannot be encoded."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def printable_line(text: str) -> str:
    """Return `printable` text on one line; line breaks and tabs become spaces."""
    return printable(re.sub(r"\r\n|[\r\n\t]", " ", text))
