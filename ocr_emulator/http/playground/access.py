"""Access token of the playground.

A page on loopback finds the token in its own markup, which no other origin can read. On any
other host the emulator prints the token at the start, and the user brings it along.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets

from aiohttp import web

from ocr_emulator.http.admin.request import AdminError

TOKEN_HEADER = "X-Playground-Token"  # noqa: S105  (a name, no secret)


def is_loopback(host: str) -> bool:
    """Return whether only programs of this machine can reach this host."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return False


class PageToken:
    """The secret that every call of the page has to send, new at each start."""

    def __init__(self, host: str) -> None:
        self._value = secrets.token_urlsafe(24)
        self.shown_at_start = not is_loopback(host)
        """Whether the user has to bring the token, because the page does not contain it."""

    def __repr__(self) -> str:
        return f"<PageToken shown_at_start={self.shown_at_start}>"

    @property
    def in_page(self) -> str:
        """What stands in the page: the token, or nothing on a host that others can reach."""
        return "" if self.shown_at_start else self._value

    @property
    def fragment(self) -> str:
        """What the printed address ends with: the token where the page does not contain it.

        A fragment is not sent to any server and does not appear in a log.
        """
        return f"#token={self._value}" if self.shown_at_start else ""

    def check(self, request: web.BaseRequest) -> None:
        """Raise `AdminError` 401 unless the request has the token; takes the same time always."""
        given = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._value.encode()):
            raise AdminError(
                401,
                "the playground needs its token, which the emulator printed at the start; "
                "open the printed address, or paste the token into the page",
            )
