"""Access control of the admin API: host names and origins.

The admin API hands out keys and changes what tests see, so it answers only to the emulator's
own host names (a page whose name points at 127.0.0.1 is refused) and to no page of another
origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web

from ocr_emulator.http.admin.request import AdminError

_HOST = re.compile(r"[0-9A-Za-z._:%-]{1,253}")
_LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")


class AccessControl:
    """Check the origin of admin requests."""

    def __init__(self, hosts: Iterable[str]) -> None:
        hosts = tuple(hosts)
        for host in hosts:
            if not isinstance(host, str) or not _HOST.fullmatch(host):
                raise ValueError(f"allowed-host {host!r} is not a host name")
        self._hosts = frozenset(host.lower() for host in (*_LOCAL_NAMES, *hosts))

    def check(self, request: web.BaseRequest) -> None:
        """Raise `AdminError` 403 for a foreign host name, origin or site."""
        self.check_host(request)
        origin = request.headers.get("Origin")
        if origin is not None and not _same_origin(origin, request.headers["Host"]):
            raise AdminError(403, "requests from pages of another origin are refused")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise AdminError(403, "requests from pages of another site are refused")

    def check_host(self, request: web.BaseRequest) -> None:
        """Raise `AdminError` 403 for a foreign host name.

        Enough for a page that a link of another site may open; what it contains, the other
        site cannot read.
        """
        host = _host_name(request.headers.get("Host", ""))
        if host not in self._hosts:
            raise AdminError(403, f"host {host[:80]!r} is not a name of this emulator")


def _host_name(authority: str) -> str:
    try:
        return (urlsplit(f"//{authority}").hostname or "").lower()
    except ValueError:
        return ""


def _same_origin(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
