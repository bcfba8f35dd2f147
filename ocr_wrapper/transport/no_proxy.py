"""NO_PROXY: addresses that are reached without a proxy.

The standard library knows the rules for names, and compares an IP address as text: it knows no
network, and no address in another form than the one of the URL. As in curl and Go, an exception may
be an address, in any form and with or without brackets, or a network such as `10.0.0.0/8`.
"""

from __future__ import annotations

import ipaddress
import re

_PORT = re.compile(r":[0-9]+\Z")
_BETWEEN = re.compile(r"[,\s]+")


def excludes(exceptions: str, host: str) -> bool:
    """Return whether a host is an IP address that one of the exceptions covers.

    Args:
        exceptions: The value of `NO_PROXY`.
        host: As in a URL: an IPv6 address in brackets, with a port or without.
    """
    try:
        address = ipaddress.ip_address(_PORT.sub("", host).strip("[]"))
    except ValueError:
        return False  # a name
    return any(_covers(entry, address) for entry in _BETWEEN.split(exceptions))


def _covers(entry: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return address in ipaddress.ip_network(entry.replace("[", "").replace("]", ""), False)
    except ValueError:
        return False  # a name, or an address with a port
