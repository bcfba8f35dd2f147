"""Stand between the client and httpx: settings in, answers and failures out.

httpx is loaded when the first request is sent, so that importing the package stays cheap. Only
its public interface is used, but for one attribute, see `bound_by_deadline`. Requests are made
without the client's defaults: no cookies, no netrc, no redirects, and exactly our headers.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import ssl
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr_wrapper.body import Body
from ocr_wrapper.decoding import MAX_ANSWER_BYTES, decode_body
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.messages import Failure, Request, Response

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT = 10.0
"""Seconds for one connection; a host that does not answer by then is tried anew."""

KEEP_ALIVE = 5.0
"""Seconds that an idle connection is used again; shorter than gateways keep theirs, because a
request sent into a closing connection is a lost answer."""

_PROXIES = ("http://", "https://", "socks5://", "socks5h://")


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Hold how connections are made."""

    proxy: str | None = field(default=None, repr=False)
    """Address of a proxy, which may hold a password."""

    verify: bool | str | ssl.SSLContext = True
    """Authorities to trust: the usual ones, a file or folder of certificates, or a context."""

    cert: str | tuple[str, str] | tuple[str, str, str] | None = field(default=None, repr=False)
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
        if isinstance(self.transport, str) and self.transport != "aiohttp":
            raise ConfigurationError('transport is text: give an httpx transport or "aiohttp".')
        if self.proxy is not None and not self.proxy.startswith(_PROXIES):
            raise ConfigurationError("The proxy is not an address: give http://host:port.")

    def context(self) -> ssl.SSLContext:
        """Return the TLS context; raise `ConfigurationError` for files that cannot be loaded."""
        import httpx

        if isinstance(self.verify, ssl.SSLContext):
            context = self.verify
        else:
            context = httpx.create_ssl_context(trust_env=self.trust_env)
        try:
            if isinstance(self.verify, str):
                folder = Path(self.verify).is_dir()
                context = ssl.create_default_context(
                    cafile=None if folder else self.verify,
                    capath=self.verify if folder else None,
                )
            if self.cert is not None:
                parts = (self.cert,) if isinstance(self.cert, str) else self.cert
                context.load_cert_chain(*parts)
        except (OSError, ssl.SSLError) as reason:
            raise ConfigurationError(
                f"The certificates cannot be loaded ({type(reason).__name__}): check the paths "
                "given with verify= and cert=, and that they are PEM files."
            ) from None
        return context

    def arguments(self, transport: type[Any]) -> dict[str, Any]:
        """Return the arguments of an httpx client, its transports made by ``transport``."""
        import httpx

        if self.transport == "aiohttp":
            return {"transport": self._aiohttp(), "trust_env": False}
        if self.transport is not None:
            return {"transport": self.transport, "trust_env": False}
        limits = httpx.Limits(
            max_connections=self.max_connections,
            max_keepalive_connections=self.max_connections,
            keepalive_expiry=KEEP_ALIVE,
        )
        context = self.context()
        # Plain http is for loopback, and must not pass a proxy on its way there.
        direct = transport(verify=context, limits=limits, trust_env=False)
        return {
            "verify": context,
            "limits": limits,
            "proxy": self.proxy,
            "trust_env": self.trust_env,
            "mounts": {"http://": direct},
            "follow_redirects": False,
        }

    def _aiohttp(self) -> httpx.AsyncBaseTransport:
        """Return the transport over aiohttp; raise `ConfigurationError` if that is missing."""
        try:
            from ocr_wrapper.aiohttp_transport import AiohttpTransport
        except ModuleNotFoundError as missing:
            raise ConfigurationError(
                f'transport="aiohttp" needs {missing.name}, which is not installed: '
                'run pip install "ocr-wrapper[fast]".'
            ) from None
        return AiohttpTransport(
            context=self.context(),
            proxy=self.proxy,
            trust_env=self.trust_env,
            max_connections=self.max_connections,
            keep_alive=KEEP_ALIVE,
        )


_ours: ContextVar[bool] = ContextVar("ocr_wrapper_sending", default=False)


@functools.cache
def _be_discreet() -> None:
    """Keep our headers out of other people's logs; once for the process.

    At DEBUG httpcore writes out every header of an answer, and the identity service's hold a
    token.
    """
    for name in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"httpcore.{name}").addFilter(lambda _record: not _ours.get())


@contextlib.contextmanager
def sending() -> Iterator[None]:
    """Mark what happens in the block as ours, for the log."""
    _be_discreet()
    mark = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(mark)


_until = threading.local()


@contextlib.contextmanager
def deadline(until: float | None) -> Iterator[None]:
    """Set the moment at which reads and writes of this thread end, on the monotonic clock."""
    _until.at = until
    try:
        yield
    finally:
        _until.at = None


def _remaining(timeout: float | None) -> float | None:
    """Return the timeout, or what is left of this thread's deadline if that is less."""
    until: float | None = getattr(_until, "at", None)
    if until is None:
        return timeout
    left = max(until - time.monotonic(), 0.0)
    return left if timeout is None else min(timeout, left)


def bound_by_deadline(client: httpx.Client) -> None:
    """Make every read and write of a blocking client end at the thread's deadline.

    httpx has timeouts for one read, so a server that sends a byte a second holds a thread for
    ever. The network backend below is public in httpcore; the attribute that holds it is not,
    so where it is missing the timeouts of single reads are all there is.
    """
    for transport in {id(t): t for t in (client._transport, *client._mounts.values())}.values():
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if pool is not None and backend is not None:
            pool._network_backend = _backend(backend)


def _backend(inner: Any) -> Any:
    """Return a network backend of httpcore that keeps to the thread's deadline."""
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

        def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
            kwargs["timeout"] = _remaining(kwargs.get("timeout"))
            return Stream(inner.connect_tcp(*args, **kwargs))

        def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
            return Stream(inner.connect_unix_socket(*args, **kwargs))

        def sleep(self, seconds: float) -> None:
            inner.sleep(seconds)

    return Backend()


def content(body: Body) -> Any:
    """Return a request's content that knows how much of it was taken by the transport."""
    return _content_class()(body)


@functools.cache
def _content_class() -> type[Any]:
    """Return the class of `content`; made late, because its bases are httpx's."""
    import httpx

    class Content(httpx.SyncByteStream, httpx.AsyncByteStream):
        """Send a body in slices."""

        def __init__(self, body: Body) -> None:
            self._body = body
            self.started = False
            self.finished = False

        def __iter__(self) -> Iterator[bytes]:
            self.started, self.finished = True, False
            yield from self._body.slices()
            self.finished = True

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in self:
                yield part

    return Content


def make_request(request: Request, stream: Any, left: float | None) -> httpx.Request:
    """Return an httpx request with exactly these headers and this content."""
    import httpx

    connect = CONNECT_TIMEOUT if left is None else min(CONNECT_TIMEOUT, left)
    timeouts = {"connect": connect, "read": left, "write": left, "pool": left}
    return httpx.Request(
        request.method,
        request.url,
        headers=list(request.headers.items()),
        stream=stream,
        extensions={"timeout": timeouts},
    )


def failure(error: Exception, sent: Any) -> Failure:
    """Return what an exception of the transport's says about how far the request had got.

    ``sent`` is the request's content. A server cannot have carried out a request of which the
    end was never written, even if it was reading that failed.
    """
    import httpx

    name = type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Failure("tls", cause.verify_message or name)
        cause = cause.__cause__ or cause.__context__
    before = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
        httpx.LocalProtocolError,
    )
    if isinstance(error, before):
        return Failure("connect", name)
    if sent.started and not sent.finished:
        return Failure("write", name)
    if isinstance(error, (httpx.WriteError, httpx.WriteTimeout)):
        return Failure("write", name)
    return Failure("timeout" if isinstance(error, httpx.ReadTimeout) else "lost", name)


class Received:
    """Collect an answer as it arrives."""

    def __init__(self, response: httpx.Response) -> None:
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, part: bytes) -> bool:
        """Keep a part; False when the answer is longer than any may be."""
        self._parts.append(part)
        self._length += len(part)
        return self._length <= MAX_ANSWER_BYTES

    def take(self, response: httpx.Response) -> Response:
        """Return an answer that a transport of the caller's own has read and decoded already."""
        return Response(self._status, self._headers, response.content)

    def response(self, broken: str | None = None) -> Response:
        """Return the answer as far as it came."""
        raw = b"".join(self._parts)
        if broken is None:
            if self._length > MAX_ANSWER_BYTES:
                return Response(
                    self._status,
                    self._headers,
                    b"",
                    f"it is longer than {MAX_ANSWER_BYTES >> 20} MiB",
                )
            raw, broken = decode_body(self._headers, raw)
        return Response(self._status, self._headers, raw, broken)
