"""Look-up of host names in daemon threads.

The event loop's own look-up uses a thread pool, and the loop waits for its threads when it
closes: a name server that does not respond would hold up the end of the emulator.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from ocr_emulator.images.fetch import Address, as_results
from ocr_emulator.workers.threads import in_thread


async def look_up(
    host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
) -> list[Address]:
    """Return the addresses of a host; raises `OSError` when it has none."""
    found = await in_thread(
        lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM), "ocr-emulator-lookup"
    )
    return [ipaddress.ip_address(info[4][0]) for info in found]


class Resolver(AbstractResolver):
    """Resolve names for an aiohttp client."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return all addresses of a host."""
        return as_results(host, port, await look_up(host, port, family))

    async def close(self) -> None:
        """Close nothing; the resolver has no resources."""
