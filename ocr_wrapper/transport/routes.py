"""Routes: open httpcore connections to a host, directly or through a proxy.

Imported with the first request, because httpcore takes longer to load than the whole client.
"""

from __future__ import annotations

import importlib
import ssl
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import httpcore

from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.transport import log_filter
from ocr_wrapper.transport.settings import Proxy, TransportSettings, parse_proxy

_PORTS = {"http": 80, "https": 443}


class BlockingStream(httpcore.NetworkStream, ABC):
    """A stream that opens itself, for threads."""

    @abstractmethod
    def connect(self, host: str, port: int) -> None:
        """Open the connection."""


class AwaitedStream(httpcore.AsyncNetworkStream, ABC):
    """A stream that opens itself, for tasks."""

    @abstractmethod
    async def connect(self, host: str, port: int) -> None:
        """Open the connection."""


class _Backend(httpcore.NetworkBackend):
    """Opens the one stream of a connection."""

    def __init__(self, stream: BlockingStream) -> None:
        self._stream = stream

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Open the stream; it has deadlines of its own."""
        self._stream.connect(host, port)
        return self._stream


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens the one stream of a connection."""

    def __init__(self, stream: AwaitedStream) -> None:
        self._stream = stream

    async def connect_tcp(
        self, host: str, port: int, *_: Any, **__: Any
    ) -> httpcore.AsyncNetworkStream:
        """Open the stream; it has deadlines of its own."""
        await self._stream.connect(host, port)
        return self._stream


@dataclass(frozen=True, slots=True)
class Route:
    """How to connect to one host: its origin, the proxy if there is one, and the TLS context."""

    key: str
    """Scheme and host, as in a URL."""

    origin: httpcore.Origin
    proxy: Proxy | None
    context: ssl.SSLContext | None

    def open(self, stream: BlockingStream) -> httpcore.ConnectionInterface:
        """Return a connection over a stream, for threads.

        A direct one is open then, and one through a proxy opens with its first request.
        """
        if self.proxy is None:
            host = self.origin.host.decode()
            stream.connect(host, self.origin.port)
            if self.context is not None:
                stream.start_tls(self.context, host)
            return httpcore.HTTP11Connection(self.origin, stream)
        backend = _Backend(stream)
        kind = httpcore.HTTPProxy if self.proxy.scheme.startswith("http") else httpcore.SOCKSProxy
        return kind(**self._through(self.proxy), network_backend=backend).create_connection(
            self.origin
        )

    async def open_async(self, stream: AwaitedStream) -> httpcore.AsyncConnectionInterface:
        """Return a connection over a stream, for tasks; as `open`."""
        if self.proxy is None:
            host = self.origin.host.decode()
            await stream.connect(host, self.origin.port)
            if self.context is not None:
                await stream.start_tls(self.context, host)
            return httpcore.AsyncHTTP11Connection(self.origin, stream)
        backend = _AsyncBackend(stream)
        http = self.proxy.scheme.startswith("http")
        kind = httpcore.AsyncHTTPProxy if http else httpcore.AsyncSOCKSProxy
        return kind(**self._through(self.proxy), network_backend=backend).create_connection(
            self.origin
        )

    def _through(self, proxy: Proxy) -> dict[str, Any]:
        """Return the arguments of httpcore's proxies."""
        # The scheme socks5h says that the proxy resolves names, which httpcore's always does.
        scheme = proxy.scheme.removesuffix("h").encode()
        host = proxy.host.strip("[]").encode()
        return {
            "proxy_url": httpcore.URL(scheme=scheme, host=host, port=proxy.port, target=b"/"),
            "proxy_auth": None
            if proxy.user is None
            else (proxy.user.encode(), proxy.password.encode()),
            "ssl_context": self.context,
        }


class Routes:
    """Make the routes of a client, which share one TLS context."""

    def __init__(self, settings: TransportSettings) -> None:
        log_filter.install()
        self._settings = settings
        self._context: ssl.SSLContext | None = None

    def make(self, key: str) -> Route:
        """Return the route for scheme and host, such as `https://host:port`.

        Raises:
            ConfigurationError: Proxy or certificates cannot be used.
        """
        scheme, _, host = key.partition("://")
        address = self._settings.proxy_for(scheme, host)
        proxy = None if address is None else parse_proxy(address)
        if proxy is not None and proxy.scheme.startswith("socks"):
            _require_socks()
        name, _, port = host.rpartition(":")
        if not port.isdigit():
            name, port = host, ""
        if proxy is None or proxy.scheme.startswith("socks"):
            # An HTTP proxy is asked for an IPv6 address in brackets, as it stands in a URL.
            name = name.strip("[]")
        origin = httpcore.Origin(scheme.encode(), name.encode(), int(port or _PORTS[scheme]))
        if scheme == "https" and self._context is None:
            self._context = self._settings.context()
            self._context.set_alpn_protocols(["http/1.1"])
        return Route(key, origin, proxy, self._context if scheme == "https" else None)


def _require_socks() -> None:
    try:
        importlib.import_module("socksio")
    except ImportError:
        raise ConfigurationError(
            "The proxy is a SOCKS proxy, which needs socksio: run pip install socksio."
        ) from None
