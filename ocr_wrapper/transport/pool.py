"""Make the connections that a client needs, as httpx transports: TLS, proxies, deadlines.

httpx is loaded when the first request is sent, so that importing the package stays cheap. Its
transports are used without its client: there is no cookie jar, no netrc, no redirect and no
default header to turn off, and a call costs a fifth less. All of it is httpx's public interface
but for one attribute, see `_bound_by_deadline`.
"""

from __future__ import annotations

import functools
import os
import ssl
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ocr_wrapper.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

KEEP_ALIVE = 5.0
"""Seconds that an idle connection is used again; shorter than gateways keep theirs, because a
request sent into a closing connection is a lost answer."""

_PROXIES = ("http://", "https://", "socks5://", "socks5h://")

Certificate: TypeAlias = str | os.PathLike[str] | tuple[str, str] | tuple[str, str, str]
"""A file with certificate and key, or both apart, with the key's password as a third."""


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Hold how connections are made."""

    proxy: str | None = field(default=None, repr=False)
    """Address of a proxy, which may hold a password."""

    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True
    """Authorities to trust: the usual ones, a file of certificates, a folder of them named as
    OpenSSL looks for them, or a context."""

    cert: Certificate | None = field(default=None, repr=False)
    """Client certificate: a file, or certificate, key and password."""

    trust_env: bool = True
    """Whether the proxy variables of the environment count."""

    transport: Any = None
    """An httpx transport of the caller's own, used for everything, or ``"aiohttp"``."""

    max_connections: int = 100
    """Connections open at a time; a call beyond waits for one, within its deadline."""

    def __post_init__(self) -> None:
        if self.verify is False:
            raise ConfigurationError(
                "verify=False would send keys and pictures to whoever answers: give the file of "
                "the authority that signed the server's certificate instead."
            )
        if not isinstance(self.verify, (bool, str, os.PathLike, ssl.SSLContext)):
            raise ConfigurationError(
                f"verify is a {type(self.verify).__name__}: give True, a file or folder of trusted "
                "authorities, or a TLS context."
            )
        if isinstance(self.transport, str) and self.transport != "aiohttp":
            raise ConfigurationError('transport is text: give an httpx transport or "aiohttp".')
        if self.proxy is not None and not self.proxy.startswith(_PROXIES):
            raise ConfigurationError("The proxy is not an address: give http://host:port.")

    def context(self) -> ssl.SSLContext:
        """Return the TLS context; raise `ConfigurationError` for files that cannot be loaded."""
        import httpx

        try:
            if isinstance(self.verify, ssl.SSLContext):
                context = self.verify
            elif isinstance(self.verify, bool):
                context = httpx.create_ssl_context(trust_env=self.trust_env)
            else:
                folder = Path(self.verify).is_dir()
                context = ssl.create_default_context(
                    cafile=None if folder else self.verify,
                    capath=self.verify if folder else None,
                )
            if isinstance(self.cert, tuple):
                context.load_cert_chain(*self.cert)
            elif self.cert is not None:
                context.load_cert_chain(self.cert)
        except (OSError, ssl.SSLError) as reason:
            raise ConfigurationError(
                f"The certificates cannot be loaded ({type(reason).__name__}): check the paths "
                "given with verify= and cert=, and that they are PEM files."
            ) from None
        return context

    def proxy_for(self, scheme: str, host: str) -> str | None:
        """Return the proxy on the way to a host.

        Plain http is for loopback alone, and must not pass a proxy on its way there.
        """
        if scheme == "http":
            return None
        if self.proxy is not None or not self.trust_env:
            return self.proxy
        from urllib.request import getproxies, proxy_bypass

        proxies = getproxies()
        proxy = proxies.get("https") or proxies.get("all")
        if not proxy or proxy_bypass(host):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"


class Connections:
    """Hold the transports of one client, one for each proxy on the way, made when needed."""

    def __init__(self, settings: TransportSettings, *, awaited: bool) -> None:
        self._settings = settings
        self._awaited = awaited
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._ways: dict[tuple[str, str], Any] = {}
        self._made: dict[str | None, Any] = {}

    def way(self, scheme: str, host: str) -> Any:
        """Return the transport to a host (as in the header ``Host``)."""
        if self._settings.transport not in (None, "aiohttp"):
            return self._settings.transport
        found = self._ways.get((scheme, host))
        if found is None:
            with self._lock:
                proxy = self._settings.proxy_for(scheme, host)
                found = self._made.get(proxy)
                if found is None:
                    found = self._made[proxy] = self._make(proxy)
                self._ways[(scheme, host)] = found
        return found

    def take(self) -> list[Any]:
        """Return every transport, to be closed by the caller, and forget them."""
        with self._lock:
            made, self._made, self._ways = self._made, {}, {}
        if self._settings.transport not in (None, "aiohttp"):
            return [self._settings.transport]
        return list(made.values())

    def _make(self, proxy: str | None) -> Any:
        if self._context is None:
            self._context = self._settings.context()
        size = self._settings.max_connections
        if self._settings.transport == "aiohttp":
            return _aiohttp(self._context, proxy, size)
        import httpx

        limits = httpx.Limits(
            max_connections=size, max_keepalive_connections=size, keepalive_expiry=KEEP_ALIVE
        )
        kind = httpx.AsyncHTTPTransport if self._awaited else httpx.HTTPTransport
        try:
            made = kind(verify=self._context, limits=limits, proxy=proxy, trust_env=False)
        except (ValueError, httpx.InvalidURL):
            raise ConfigurationError(
                "The proxy is not an address that can be used: give http://host:port."
            ) from None
        except ImportError:
            raise ConfigurationError(
                "The proxy speaks SOCKS, which needs socksio: run pip install socksio."
            ) from None
        if isinstance(made, httpx.HTTPTransport):
            _bound_by_deadline(made)
        return made


def _aiohttp(context: ssl.SSLContext, proxy: str | None, size: int) -> httpx.AsyncBaseTransport:
    """Return the transport over aiohttp; raise `ConfigurationError` if that is missing."""
    try:
        from ocr_wrapper.transport.aiohttp_adapter import AiohttpTransport
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            f'transport="aiohttp" needs {missing.name}, which is not installed: '
            'run pip install "ocr-wrapper[fast]".'
        ) from None
    return AiohttpTransport(
        context=context, proxy=proxy, max_connections=size, keep_alive=KEEP_ALIVE
    )


# --- the deadline of a thread -------------------------------------------------------------------

_until = threading.local()


def set_deadline(until: float | None) -> None:
    """Set the moment at which reads and writes of this thread end, on the monotonic clock."""
    _until.at = until


def _remaining(timeout: float | None) -> float | None:
    """Return the timeout, or what is left of this thread's deadline if that is less."""
    until: float | None = getattr(_until, "at", None)
    if until is None:
        return timeout
    left = max(until - time.monotonic(), 0.0)
    return left if timeout is None else min(timeout, left)


def _bound_by_deadline(transport: httpx.HTTPTransport) -> None:
    """Make every read and write of a blocking transport end at the thread's deadline.

    httpx has timeouts for one read, so a server that sends a byte a second holds a thread for
    ever. The network backend is public in httpcore; the attribute that holds it is not, so where
    it is missing the timeouts of single reads are all there is.
    """
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if pool is not None and backend is not None:
        pool._network_backend = _backend_class()(backend)


@functools.cache
def _backend_class() -> type[Any]:
    """Return the network backend that keeps to the thread's deadline; made late, as its base is."""
    import httpcore

    class Stream(httpcore.NetworkStream):
        """Pass on to a stream, with timeouts cut to the deadline."""

        def __init__(self, stream: httpcore.NetworkStream) -> None:
            self._stream = stream

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            left = _remaining(timeout)
            if left == 0:
                raise httpcore.ReadTimeout
            return self._stream.read(max_bytes, left)

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            left = _remaining(timeout)
            if left == 0:
                raise httpcore.WriteTimeout
            self._stream.write(buffer, left)

        def close(self) -> None:
            self._stream.close()

        def start_tls(
            self,
            ssl_context: ssl.SSLContext,
            server_hostname: str | None = None,
            timeout: float | None = None,
        ) -> httpcore.NetworkStream:
            left = _remaining(timeout)
            return Stream(self._stream.start_tls(ssl_context, server_hostname, left))

        def get_extra_info(self, info: str) -> Any:
            return self._stream.get_extra_info(info)

    class Backend(httpcore.NetworkBackend):
        """Open streams that keep to the deadline."""

        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
            kwargs["timeout"] = _remaining(kwargs.get("timeout"))
            return Stream(self._inner.connect_tcp(*args, **kwargs))

        def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
            return Stream(self._inner.connect_unix_socket(*args, **kwargs))

        def sleep(self, seconds: float) -> None:
            self._inner.sleep(seconds)

    return Backend
