"""Validation and normalization of image URLs.

The service downloads these URLs itself, and accepts only ASCII.
"""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from ocr_wrapper.errors import ImageSourceError
from ocr_wrapper.redaction import printable_line

_REMEDY = "give a public http(s) URL or the https URL of an OBS object"

_MAX_SHOWN = 200
"""Most characters of a URL in a message."""


def is_url(text: str) -> bool:
    """Return whether a text is an http(s) URL and not a file of this machine."""
    return text[:8].lower().startswith(("http://", "https://"))


def normalize(text: str) -> str:
    """Return the URL with all characters outside ASCII percent-encoded as UTF-8.

    The service refuses other characters (API Reference 4.1, `url`). ASCII characters stay
    unchanged, because the signature of a temporary OBS URL covers them; only spaces become `%20`.

    Raises:
        ImageSourceError: The URL cannot be used. The message contains at most the scheme, because
            the query of such a URL may contain a key.
    """
    text = text.strip()
    if not is_url(text):
        scheme = text.partition(":")[0] if ":" in text[:12] else ""
        what = f"The URL begins with {scheme}: and" if scheme else "The text is not a URL and"
        raise ImageSourceError(f"{what} cannot be downloaded by the service: {_REMEDY}.")
    if any(character < " " or character == "\x7f" for character in text):
        raise ImageSourceError(f"The URL contains a line break or control character: {_REMEDY}.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ImageSourceError(f"The URL is not valid Unicode text: {_REMEDY}.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        if not host:
            raise ValueError("no host")
        location = _network_location(parts, host, port)
    except ValueError as error:  # UnicodeError of the IDNA codec is a ValueError too
        raise ImageSourceError(
            f"The URL has no usable host ({_reason(error)}): {_REMEDY}."
        ) from None
    return urlunsplit(
        (
            parts.scheme,
            location,
            _to_ascii(parts.path),
            _to_ascii(parts.query),
            _to_ascii(parts.fragment),
        )
    )


def scheme_and_host(url: str) -> str:
    """Return the part of a URL that is safe in a message or a repr."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}/…"


def without_secrets(url: str) -> str:
    """Return a URL for a message, without user, query and fragment, which may contain a key."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "an invalid URL"
    shown = printable_line(f"{parts.scheme}://{host}{parts.path}")
    if len(shown) > _MAX_SHOWN:
        shown = f"{shown[:_MAX_SHOWN]}…"
    return f"{shown}?…" if parts.query or parts.fragment else shown


def _to_ascii(part: str) -> str:
    return "".join(
        character if "!" <= character <= "~" else quote(character, safe="") for character in part
    )


def _network_location(parts: SplitResult, host: str, port: int | None) -> str:
    """Return user, host and port in ASCII; raises UnicodeError if IDNA cannot encode the host."""
    user, at, rest = parts.netloc.rpartition("@")
    if not rest.isascii():
        name = host.encode("idna").decode("ascii")
        rest = name if port is None else f"{name}:{port}"
    return f"{_to_ascii(user)}{at}{rest}"


def _reason(error: ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "its name is not a valid internationalized domain name"
    return str(error).lower()
