"""How connections are made: proxies, and the two transports' failures in one form."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator

import pytest

from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    AttemptTimeoutError,
    ConfigurationError,
    ConnectError,
    DeadlineExceededError,
    OcrClient,
    OcrError,
    ResponseLostError,
)
from ocr_wrapper.transport.asynchronous import AsyncSession
from ocr_wrapper.transport.routes import Routes
from ocr_wrapper.transport.settings import Proxy, TransportSettings, parse_proxy
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.transport.drivers import DRIVERS, runner_for, transport_of
from tests.wrapper.transport.raw_server import in_thread

KEYS = AkSk("KEY", "secret")


@pytest.mark.parametrize(
    ("variables", "host", "proxy"),
    [
        ({}, "a.example.com", None),
        ({"HTTPS_PROXY": "http://p:1"}, "a.example.com", "http://p:1"),
        ({"https_proxy": "p:1"}, "a.example.com", "http://p:1"),
        ({"ALL_PROXY": "http://p:2"}, "a.example.com", "http://p:2"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "example.com"}, "a.example.com", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "127.0.0.1"}, "127.0.0.1:8443", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "a.example.com", None),
        ({"HTTP_PROXY": "http://p:1"}, "a.example.com", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.internal, ::1"}, "[::1]:8443", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.internal ::1"}, "[::1]", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "[::1]"}, "[0:0::1]:8443", None),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "[FD00::]/8"}, "[fd12::7]", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "fd00::/8"}, "[fe80::7]", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, "10.1.2.3:8443", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.1.0.0/16"}, "10.2.0.1", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "::/0,10/8,,/"}, "10.2.0.1", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "::1"}, "a.example.com", "http://p:1"),
    ],
)
def test_proxy_variables_apply_to_https(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], host: str, proxy: str | None
) -> None:
    """Their exceptions apply too; plain http, which is loopback, never uses a proxy."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert TransportSettings().proxy_for("https", host) == proxy
    assert TransportSettings().proxy_for("http", host) is None
    assert TransportSettings(trust_env=False).proxy_for("https", host) is None
    own = TransportSettings(proxy="http://own:1")
    assert own.proxy_for("https", host) == "http://own:1"


async def test_proxy_that_needs_a_missing_package_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SOCKS needs an extra package, and the faster transport does not support it."""
    monkeypatch.setitem(sys.modules, "socksio", None)
    settings = TransportSettings(proxy="socks5://127.0.0.1:1")
    with pytest.raises(ConfigurationError, match="socksio"):
        Routes(settings).make("https://a.example.com")
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "ocr_wrapper.transport.aiohttp_adapter", raising=False)
    with pytest.raises(ConfigurationError, match=r"ocr-wrapper\[fast\]"):
        AsyncSession(TransportSettings(transport="aiohttp")).sender()


def test_invalid_proxy_in_the_environment_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is not quoted, because it may contain a password."""
    monkeypatch.setenv("HTTPS_PROXY", "gopher://someone:hunter2@p:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        Routes(TransportSettings()).make("https://a.example.com")
    assert "hunter2" not in str(caught.value)


@contextlib.contextmanager
def listening(response: bytes | None, *, reads: bool = True) -> Iterator[int]:
    """Accept connections, read what comes, and send bytes; with None send nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    if not reads:
        # Otherwise the system would accept much of an image in place of the server.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    held: list[socket.socket] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                held.append(near)
                if reads:
                    near.recv(1 << 20)
                if response is not None:
                    near.sendall(response)
                    near.shutdown(socket.SHUT_RDWR)

    try:
        with in_thread(listener, serve) as port:
            yield port
    finally:
        for near in held:
            near.close()


def call(driver: str, port: int, image: bytes, **settings: object) -> object:
    """Make one call to a port, without retries."""
    usual = {
        "endpoint": f"http://127.0.0.1:{port}",
        "project_id": "p1",
        "max_attempts": 1,
        "environment": NOWHERE,
        **settings,
    }
    if driver == "threads":
        with OcrClient("ap-southeast-1", KEYS, **usual) as ocr:  # type: ignore[arg-type]
            return ocr.recognize_passport(image)

    async def run() -> object:
        async with AsyncOcrClient(
            "ap-southeast-1",
            KEYS,
            transport=transport_of(driver),
            **usual,  # type: ignore[arg-type]
        ) as ocr:
            return await ocr.recognize_passport(image)

    with runner_for(driver) as runner:
        return runner.run(run())


@DRIVERS
@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (b"", ResponseLostError),
        (b"HTTP/1.1 200 OK\r\nContent-Le", ResponseLostError),
        (b"SSH-2.0-OpenSSH\r\n", ResponseLostError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", OcrError),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", OcrError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}", OcrError),
        (b"HTTP/1.1 204 No Content\r\n\r\n", OcrError),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", OcrError),
    ],
)
def test_malformed_response_raises_an_error_of_the_library(
    driver: str, response: bytes, kind: type[OcrError], image: bytes
) -> None:
    """No exception of another library is raised, and no part counts as a result."""
    with listening(response) as port, pytest.raises(kind) as caught:
        call(driver, port, image)
    assert caught.value.attempts == 1


@DRIVERS
def test_closed_port_is_a_connect_error(driver: str, image: bytes) -> None:
    """Nothing was sent, so a retry is safe."""
    # Bound and not listening: the port is closed, and no other process can open it meanwhile.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectError) as caught:
            call(driver, taken.getsockname()[1], image)
    assert caught.value.retry_safe is True


@DRIVERS
def test_server_that_never_responds_is_a_timeout(driver: str, image: bytes) -> None:
    """The error says whether the attempt or the whole call timed out."""
    with listening(None) as port:
        with pytest.raises(AttemptTimeoutError) as caught:
            call(driver, port, image, attempt_timeout=1.0, deadline=60)
        assert type(caught.value) is AttemptTimeoutError
        assert caught.value.retry_safe is None
        with pytest.raises(DeadlineExceededError, match="may have been billed"):
            call(driver, port, image, deadline=1.0)


@DRIVERS
def test_stalled_upload_is_a_connect_error(driver: str) -> None:
    """A request that was not sent completely is not carried out, so nothing is billed."""
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.effect_noise((2600, 2600), 100).save(file, "BMP")
    with listening(None, reads=False) as port, pytest.raises(DeadlineExceededError) as caught:
        call(driver, port, file.getvalue(), deadline=1.0)
    assert caught.value.retry_safe is True


@pytest.mark.parametrize(
    "proxy",
    [
        "",
        "p:8080",
        "http:/p",
        "http://",
        "http://:8080",
        "http://p:",
        "http://p:0",
        "http://p:99999",
        "http://[::1]evil",
        "http://p/path",
        "http://p?query",
        "http://p#fragment",
        "http://p\n",
        "http://user@:8080",
        "http://user:hunter2@p@q:1",
        "gopher://p:1",
        "socks4://p:1",
        f"socks5://someone:{'hunter2' * 40}@p:1",
        f"socks5h://{'%C3%A9' * 128}@p:1",
    ],
)
def test_invalid_proxy_is_refused_when_the_client_is_created(proxy: str) -> None:
    """Otherwise a call would be sent without it, or to another host; it is not quoted."""
    with pytest.raises(ConfigurationError) as caught:
        TransportSettings(proxy=proxy)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("http://p:8080", Proxy("http", "p", 8080)),
        ("HTTPS://P.example.com/", Proxy("https", "p.example.com", 443)),
        ("http://[::1]:3128", Proxy("http", "[::1]", 3128)),
        ("socks5h://p", Proxy("socks5h", "p", 1080)),
        ("http://u%40x:p%3Aw@p:1", Proxy("http", "p", 1, "u@x", "p:w")),
        ("http://u@p:1", Proxy("http", "p", 1, "u", "")),
    ],
)
def test_proxy_address_is_parsed(text: str, proxy: Proxy) -> None:
    """User and password are not shown."""
    found = parse_proxy(text)
    assert found == proxy
    assert "p:w" not in repr(found)


@pytest.mark.parametrize("number", [0, -1, 1.5, "10", None])
def test_limit_of_connections_is_a_positive_number(number: object) -> None:
    """Without a connection no call can be made."""
    with pytest.raises(ConfigurationError):
        TransportSettings(max_connections=number)  # type: ignore[arg-type]
