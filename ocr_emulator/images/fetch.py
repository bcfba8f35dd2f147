"""HTTP fetch of an image from the internet, with SSRF guards; off by default.

The name is resolved once, all its addresses must be public, and the connection goes to exactly
those addresses, so that a second, different DNS answer (DNS rebinding) has no effect. Each
redirect passes the same checks.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from ocr_emulator.contract.bundle import load
from ocr_emulator.images.addresses import AddressError, Target, is_public, parse_url
from ocr_emulator.images.sources import FetchError

MAX_REDIRECTS = 3
TOTAL_SECONDS = 10.0

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[Address]]]


def as_results(host: str, port: int, addresses: Iterable[Address]) -> list[ResolveResult]:
    """Return the addresses of a host in the form in which aiohttp connects to them."""
    return [
        ResolveResult(
            hostname=host,
            host=str(address),
            port=port,
            family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
            proto=0,
            flags=socket.AI_NUMERICHOST,
        )
        for address in addresses
    ]


class _Pinned(AbstractResolver):
    """Resolve one host to the addresses that were checked, and nothing else."""

    def __init__(self, host: str, addresses: list[Address]) -> None:
        self._host = host
        self._addresses = addresses

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  (the base's signature)
    ) -> list[ResolveResult]:
        """Return the checked addresses of the one host."""
        if host != self._host:
            raise OSError(f"host {host!r} was not checked")
        return as_results(host, port, self._addresses)

    async def close(self) -> None:
        """Close nothing; the resolver has no resources."""


class Fetcher:
    """Fetch over http(s), bounded in time, size and redirects.

    `resolve` looks a name up. A test replaces `parse` and `public` too.
    """

    def __init__(
        self,
        *,
        resolve: Resolve,
        parse: Callable[[str], Target] = parse_url,
        public: Callable[[Address], bool] = is_public,
        timeout: float = TOTAL_SECONDS,
        max_bytes: int | None = None,
    ) -> None:
        self._resolve = resolve
        self._parse = parse
        self._public = public
        self._timeout = timeout
        self._max_bytes = load().max_file_bytes if max_bytes is None else max_bytes

    async def fetch(self, url: str) -> bytes:
        """Return the bytes behind an address; raises `FetchError` with the vendor's code."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(url)
        except TimeoutError:
            raise FetchError(
                "ModelArts.4603", f"a response within {self._timeout:g} s", "none"
            ) from None
        except AddressError as error:
            code = "ModelArts.4601" if error.malformed else "ModelArts.4603"
            raise FetchError(code, "a public http(s) address", str(error)) from None
        except (aiohttp.ClientError, OSError) as error:
            raise FetchError("ModelArts.4603", "a response", type(error).__name__) from None

    async def _follow(self, url: str) -> bytes:
        secure = False
        for _ in range(MAX_REDIRECTS + 1):
            target = self._parse(url)
            if secure and target.scheme != "https":
                raise AddressError("a redirect leads from https to http")
            secure = target.scheme == "https"
            body, location = await self._once(target)
            if location is None:
                return body
            try:
                url = urljoin(url, location)
            except ValueError:
                reason = "a redirect leads to a malformed address"
                raise AddressError(reason, malformed=True) from None
        raise FetchError("ModelArts.4603", f"at most {MAX_REDIRECTS} redirects", "more")

    async def _checked(self, target: Target) -> list[Address]:
        if target.literal is not None:
            addresses: list[Address] = [target.literal]
        else:
            addresses = await self._resolve(target.host, target.port)
        # One internal address is enough to refuse: the connection may use any of them.
        if not addresses or not all(self._public(address) for address in addresses):
            raise AddressError("the host is not public")
        return addresses

    async def _once(self, target: Target) -> tuple[bytes, str | None]:
        addresses = await self._checked(target)
        host = target.host.strip("[]")
        connector = aiohttp.TCPConnector(
            resolver=_Pinned(host, addresses), use_dns_cache=False, limit=1, force_close=True
        )
        async with (
            aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"Accept-Encoding": "identity", "User-Agent": "ocr-emulator"},
            ) as session,
            session.get(target.url, allow_redirects=False) as response,
        ):
            if response.status in (301, 302, 303, 307, 308) and "Location" in response.headers:
                return b"", response.headers["Location"]
            if response.status != 200:
                raise FetchError("ModelArts.4603", "status 200", f"status {response.status}")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise FetchError("ModelArts.4603", "a plain body", "an encoded one")
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > self._max_bytes:
                    raise FetchError("AIS.0103", f"at most {self._max_bytes} bytes", "more")
            return bytes(body), None
