"""Check and spell the address of a picture that the service fetches itself."""

from __future__ import annotations

from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from ocr_wrapper.errors import ImageSourceError

_HOW = "give a public http(s) address or the https address of an OBS object"


def is_url(text: str) -> bool:
    """Tell whether a text names something to fetch and not a file of this machine."""
    return text[:8].lower().startswith(("http://", "https://"))


def normalize(text: str) -> str:
    """Return the address with everything outside ASCII percent-encoded as UTF-8.

    The service refuses other characters (API Reference 4.1, ``url``). What is ASCII already
    stays byte for byte, because the signature of a temporary OBS address covers it; only blanks
    become ``%20``. Raises `ImageSourceError`, which shows the host alone: the
    query of such an address carries a key.
    """
    text = text.strip()
    if not is_url(text):
        scheme = text.partition(":")[0] if ":" in text[:12] else ""
        what = f"begins with {scheme}:" if scheme else "is not one"
        raise ImageSourceError(f"The address {what} and cannot be fetched by the service: {_HOW}.")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in text):
        raise ImageSourceError(f"The address holds a line break or control character: {_HOW}.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        if not host:
            raise ValueError("no host")
        location = _network_location(parts, host, port)
    except ValueError as error:  # UnicodeError of the IDNA codec is one too
        raise ImageSourceError(f"The address has no usable host ({_why(error)}): {_HOW}.") from None
    return urlunsplit(
        (
            parts.scheme,
            location,
            _ascii(parts.path),
            _ascii(parts.query),
            _ascii(parts.fragment),
        )
    )


def shown(address: str) -> str:
    """Return what of an address may stand in a message or a repr: scheme and host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/…"


def _ascii(part: str) -> str:
    return "".join(
        character if "!" <= character <= "~" else quote(character, safe="") for character in part
    )


def _network_location(parts: SplitResult, host: str, port: int | None) -> str:
    """Return user, host and port in ASCII; raises UnicodeError where IDNA has no spelling."""
    user, at, rest = parts.netloc.rpartition("@")
    if not rest.isascii():
        name = host.encode("idna").decode("ascii")
        rest = name if port is None else f"{name}:{port}"
    return f"{_ascii(user)}{at}{rest}"


def _why(error: ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "its name is not a valid international one"
    return str(error).lower()
