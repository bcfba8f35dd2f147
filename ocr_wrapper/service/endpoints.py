"""Endpoints: addresses that requests may be sent to, checked when the client is created.

Keys, tokens and images of identity documents are sent over https only. Plain http is allowed for
loopback, where the data does not leave this machine.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from ocr_wrapper.errors import ConfigurationError

_HOST = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]*[0-9A-Za-z])?|\[[0-9A-Fa-f:.]+\]")
_AUTHORITY = re.compile(r"(?:\[[^][@]*\]|[^][@:]*)(?::[0-9]{1,5})?")
_PATH = re.compile(r"(?:/[0-9A-Za-z._~-]+)*")
_PORT = re.compile(r":[0-9]+\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Scheme, host and path prefix of a server."""

    scheme: str
    host: str
    """As in the header `Host`, which is signed: lower case, with the port if it is not the
    default."""

    prefix: str = ""
    """Path before every operation's own, such as `/gateway`; empty or without a final slash."""

    base: str = field(init=False, repr=False, compare=False)
    """The address that a path is appended to."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", f"{self.scheme}://{self.host}{self.prefix}")

    def __str__(self) -> str:
        return self.base

    @property
    def on_loopback(self) -> bool:
        """Whether the server is on this machine: an emulator, or a tunnel."""
        return is_loopback(_PORT.sub("", self.host))


def parse_endpoint(text: str, name: str = "endpoint") -> Endpoint:
    """Return the endpoint of an address such as `https://host:port/prefix`.

    `https://` may be left out.

    Raises:
        ConfigurationError: Plain http to anything but loopback; another scheme; user information,
            query or fragment; a host or path that is not plain ASCII.
    """
    if not isinstance(text, str) or not text.strip():
        raise ConfigurationError(f"The {name} is empty or not text: give https://host.")
    text = text.strip()
    parts = _split(text if "://" in text else f"https://{text}", name)
    host = _host(parts, name)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ConfigurationError(f"The {name} has the scheme {scheme}: use https.")
    if scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f"The {name} is plain http to {host}: keys and images are sent over https, "
            "or over http to this machine itself."
        )
    prefix = parts.path.rstrip("/")
    if not _PATH.fullmatch(prefix) or {".", ".."} & set(prefix.split("/")):
        raise ConfigurationError(
            f"The path of the {name} has other characters than letters, digits and . _ ~ -, or an "
            "empty segment: give a plain path."
        )
    port = parts.port
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    return Endpoint(scheme, host, prefix)


def _split(text: str, name: str) -> SplitResult:
    """Return the parts of an address; raise for parts that an endpoint cannot have."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigurationError(f"The {name} is not an address: give https://host.") from None
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        # The parser removes some of them, and joins what stood before and behind.
        raise ConfigurationError(f"The {name} has a space or control character: remove it.")
    if port == 0:
        raise ConfigurationError(f"The {name} has the port 0: give the port of the server.")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(
            f"The {name} has a user name or password: leave it out and give keys with credentials=."
        )
    if not _AUTHORITY.fullmatch(parts.netloc):
        # Such as `http:/host`, of which the parser makes the host `http`.
        raise ConfigurationError(f"The {name} is not an address: give https://host.")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"The {name} has a query or fragment: leave it out.")
    return parts


def _host(parts: SplitResult, name: str) -> str:
    """Return the host in lower case, an IPv6 address in brackets."""
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if not _HOST.fullmatch(host) or ".." in host:
        raise ConfigurationError(
            f"The {name} has no plain host name: give https://host; write a name with other "
            "letters in its xn-- form."
        )
    return host


def is_loopback(host: str) -> bool:
    """Return whether a host (without port) is this machine: 127.0.0.0/8, ::1, `localhost`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
