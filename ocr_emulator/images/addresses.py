"""Guard against server-side request forgery (SSRF): strict URLs, public addresses only.

A server that fetches a caller's URL could be directed into its own network. A URL is fetched
only if its host is spelled plainly and every address of the host is public.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

PORTS = frozenset({80, 443, 8080, 8443})
"""Ports of web servers; a fetch from mail servers, databases and others is refused."""

# Strict on purpose: a URL that two parsers could interpret differently does not match.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?][!\"$-;=?-\[\]^_`a-z{|}~%]*)?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)
_QUAD = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})", re.ASCII)
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain")
"""Top-level labels that are never on the public internet."""

# IANA's special-purpose registries (RFC 6890 and its updates), and two cloud services
# that live at ordinary addresses. Written out: `is_global` changed between Pythons.
_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
    )
)  # fmt: skip
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    ipaddress.IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)


class AddressError(ValueError):
    """Raised when a URL is not fetched; the text says why, but not what the host resolves to."""

    def __init__(self, reason: str, *, malformed: bool = False) -> None:
        super().__init__(reason)
        self.malformed = malformed


@dataclass(frozen=True, slots=True)
class Target:
    """A URL whose spelling is accepted: where to connect, and the URL to request."""

    url: str
    scheme: str
    host: str
    port: int
    literal: IPv4Address | IPv6Address | None


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address embedded in an IPv6 address, None when there is none."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    number = int(address)
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(number & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address(number >> 80 & 0xFFFFFFFF)
    if number >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address, with tunnels unwrapped, is on the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _CLOSED_V4)
    if address.scope_id is not None:
        return False
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return address in _OPEN_V6 and not any(address in net for net in _CLOSED_V6)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    if host.startswith("["):
        try:
            return IPv6Address(host[1:-1])
        except ValueError:
            raise AddressError("the IPv6 address is malformed", malformed=True) from None
    if _QUAD.fullmatch(host):
        try:
            return IPv4Address(host)
        except ValueError:
            raise AddressError("the IPv4 address is malformed", malformed=True) from None
    return None


def parse_url(url: str) -> Target:
    """Parse a URL strictly and refuse every spelling that hides its host.

    Raises:
        AddressError: User names, escapes or unusual characters in the host, numbers in short,
            octal, hexadecimal or decimal form, names without a dot, internal top-level labels,
            ports of other services, and literal addresses that are not public.
    """
    match = _URL.fullmatch(url)
    if match is None:
        raise AddressError("the address is not a plain http(s) URL", malformed=True)
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"]) if match["port"] else 443 if scheme == "https" else 80
    if port not in PORTS:
        raise AddressError("the port is not one of a web server")
    literal = _literal(host)
    if literal is not None:
        if not is_public(literal):
            raise AddressError("the address is not public")
        return Target(url, scheme, host, port, literal)
    labels = host.removesuffix(".").split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressError("the host name is malformed", malformed=True)
    # "127.1", "0x7f.1" and "2130706433" are IPv4 addresses to a resolver, not names.
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        raise AddressError("the host is an obfuscated IPv4 address", malformed=True)
    if len(labels) < 2 or labels[-1] in _INSIDE:
        raise AddressError("the host name is not public")
    return Target(url, scheme, host, port, None)
