"""Which connection a request is sent over, counted at the server."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ocr_wrapper import AkSk, AsyncOcrClient, ConnectError, DeadlineExceededError, OcrClient
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.transport.drivers import DRIVERS, ON_UVLOOP, runner_for, transport_of
from tests.wrapper.transport.raw_server import OK, RawServer, serving

KEYS = AkSk("KEY", "secret")
OURS = pytest.mark.parametrize("driver", ["threads", "tasks", ON_UVLOOP[0]])


class Calls:
    """A client of any kind, called one call after another."""

    def __init__(self, driver: str, server: RawServer, **settings: Any) -> None:
        usual: dict[str, Any] = {
            "endpoint": f"http://127.0.0.1:{server.port}",
            "project_id": "p1",
            "max_attempts": 1,
            "environment": NOWHERE,
            **settings,
        }
        self._runner = None if driver == "threads" else runner_for(driver)
        if self._runner is not None:
            usual["transport"] = transport_of(driver)
        kind = OcrClient if self._runner is None else AsyncOcrClient
        self.client: Any = kind("ap-southeast-1", KEYS, **usual)

    def __enter__(self) -> Callable[..., Any]:
        return self.call

    def call(self, image: bytes, **options: Any) -> Any:
        found = self.client.recognize_passport(image, **options)
        return found if self._runner is None else self._runner.run(found)

    def __exit__(self, *exception: object) -> None:
        if self._runner is None:
            self.client.close()
            return
        self._runner.run(self.client.aclose())
        self._runner.close()


def numbered(number: int, head: bytes = b"") -> bytes:
    """Return a response that names the request that it belongs to."""
    body = b'{"result": {"surname": "%d"}}' % number
    return b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body)


@DRIVERS
def test_calls_one_after_another_use_one_connection(driver: str, image: bytes) -> None:
    """Opening costs more than a call."""
    with serving(numbered) as server, Calls(driver, server) as call:
        surnames = [call(image).result.surname for _ in range(5)]
    assert (surnames, server.connections) == (["0", "1", "2", "3", "4"], 1)


@pytest.mark.parametrize(
    ("driver", "behind"),
    [
        ("aiohttp", OK),
        *(
            (driver, behind)
            for driver in ("threads", "tasks")
            for behind in (OK, OK[:20], b"\r\n", b"x")
        ),
    ],
)
def test_surplus_response_is_discarded(driver: str, behind: bytes, image: bytes) -> None:
    """Bytes after a response end the connection; the next call opens another."""
    with (
        serving(lambda number: numbered(number) + behind) as server,
        Calls(driver, server) as call,
    ):
        surnames = [call(image).result.surname for _ in range(3)]
    assert (surnames, server.connections) == (["0", "1", "2"], 3)


@DRIVERS
def test_unrequested_response_is_discarded(driver: str, image: bytes) -> None:
    """Bytes that came while the connection was idle end it."""
    with serving(numbered) as server, Calls(driver, server) as call:
        assert call(image).result.surname == "0"
        server.send(numbered(99))
        assert call(image).result.surname == "1"
    assert server.connections == 2


@OURS
def test_surplus_after_a_chunked_response_is_discarded(driver: str, image: bytes) -> None:
    """A response without a length ends with its last chunk."""

    def respond(number: int) -> bytes:
        body = b'{"result": {"surname": "%d"}}' % number
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunked += b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        return chunked * 2 if number % 2 else chunked

    with serving(respond) as server, Calls(driver, server) as call:
        surnames = [call(image).result.surname for _ in range(4)]
    assert (surnames, server.connections) == (["0", "1", "2", "3"], 2)


@DRIVERS
def test_connection_that_the_server_closed_is_not_used(driver: str, image: bytes) -> None:
    """A request sent into it would be lost, and perhaps billed."""
    with serving(numbered) as server, Calls(driver, server) as call:
        assert call(image).result.surname == "0"
        server.close_connections()
        assert call(image).result.surname == "1"
    assert server.connections == 2


@DRIVERS
def test_connection_close_header_ends_the_connection(driver: str, image: bytes) -> None:
    """After a response with `Connection: close` the next call opens another one."""
    with (
        serving(lambda number: numbered(number, b"Connection: close\r\n")) as server,
        Calls(driver, server) as call,
    ):
        assert [call(image).attempts for _ in range(2)] == [1, 1]
    assert server.connections == 2


def test_threads_share_the_allowed_connections(image: bytes) -> None:
    """Forty calls from twenty threads over three connections, each with its own response."""
    with serving(numbered) as server:
        with (
            Calls("threads", server, max_connections=3) as call,
            ThreadPoolExecutor(20) as threads,
        ):
            found = list(threads.map(lambda _: call(image).result.surname, range(40)))
        assert sorted(map(int, found)) == list(range(40))
        assert server.connections <= 3


async def _gathered(server: RawServer, image: bytes) -> tuple[list[Any], int]:
    async with AsyncOcrClient(
        "ap-southeast-1",
        KEYS,
        endpoint=f"http://127.0.0.1:{server.port}",
        project_id="p1",
        environment=NOWHERE,
        max_connections=3,
    ) as ocr:
        found = await asyncio.gather(*(ocr.recognize_passport(image) for _ in range(40)))
        return found, server.connections


def test_tasks_share_the_allowed_connections(image: bytes) -> None:
    """Forty calls at once over three connections, each with its own response."""
    with serving(numbered) as server:
        found, connections = asyncio.run(_gathered(server, image))
    assert sorted(int(one.result.surname) for one in found) == list(range(40))
    assert connections <= 3


@DRIVERS
def test_call_without_a_free_connection_ends_at_its_deadline(driver: str, image: bytes) -> None:
    """Nothing of it was sent, and the call that uses the connection succeeds."""
    held = threading.Event()

    def respond(_number: int) -> bytes:
        held.wait(10)
        return OK

    with serving(respond) as server:
        calls = Calls(driver, server, max_connections=1)
        with calls:
            if driver == "threads":
                _blocked_threads(calls, server, held, image)
            else:
                assert calls._runner is not None
                calls._runner.run(_blocked_tasks(calls, server, held, image))
        assert len(server.requests) == 1


def _blocked_threads(calls: Calls, server: RawServer, held: threading.Event, image: bytes) -> None:
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(calls.call, image)
        while not server.requests:
            threading.Event().wait(0.001)
        with pytest.raises(DeadlineExceededError) as caught:
            calls.call(image, timeout=0.2)
        held.set()
        assert first.result().attempts == 1
    assert caught.value.retry_safe is True


async def _blocked_tasks(
    calls: Calls, server: RawServer, held: threading.Event, image: bytes
) -> None:
    first = asyncio.create_task(calls.client.recognize_passport(image))
    while not server.requests:  # noqa: ASYNC110 - there is no event
        await asyncio.sleep(0.001)
    with pytest.raises(DeadlineExceededError) as caught:
        await calls.client.recognize_passport(image, timeout=0.2)
    held.set()
    assert (await first).attempts == 1
    assert caught.value.retry_safe is True


@DRIVERS
def test_closing_a_client_lets_running_calls_finish(driver: str, image: bytes) -> None:
    """Their responses are billed; their connections are closed afterwards."""
    held = threading.Event()

    def respond(number: int) -> bytes:
        if number:
            held.wait(10)
        return numbered(number)

    with serving(respond) as server:
        calls = Calls(driver, server)
        # Until its key has proven good a client makes one call at a time.
        calls.call(image)
        if driver == "threads":
            with ThreadPoolExecutor(8) as threads:
                running = [threads.submit(calls.call, image) for _ in range(8)]
                while len(server.requests) < 9:
                    threading.Event().wait(0.001)
                calls.client.close()
                held.set()
                found = [one.result().attempts for one in running]
        else:
            assert calls._runner is not None
            found = calls._runner.run(_closed_under_load(calls, server, held, image))
            calls._runner.close()
        while server.open:
            threading.Event().wait(0.001)
    assert (found, server.connections) == ([1] * 8, 8)


async def _closed_under_load(
    calls: Calls, server: RawServer, held: threading.Event, image: bytes
) -> list[int]:
    tasks: list[Awaitable[Any]] = [
        asyncio.create_task(calls.client.recognize_passport(image)) for _ in range(8)
    ]
    while len(server.requests) < 9:  # noqa: ASYNC110 - there is no event
        await asyncio.sleep(0.001)
    await calls.client.aclose()
    held.set()
    return [found.attempts for found in await asyncio.gather(*tasks)]


@DRIVERS
def test_response_with_a_token_of_many_kilobytes_is_read(driver: str, image: bytes) -> None:
    """Tokens of the service have come close to 16 KiB."""
    with (
        serving(lambda number: numbered(number, b"X-Long: %b\r\n" % (b"t" * 60_000))) as server,
        Calls(driver, server) as call,
    ):
        assert call(image).result.surname == "0"


@DRIVERS
@pytest.mark.parametrize("status", [None, b"502 Bad Gateway", b"407 Authentication of hunter2"])
def test_proxy_that_opens_no_tunnel_gets_no_request(
    driver: str, status: bytes | None, image: bytes
) -> None:
    """Keys and image are sent only through the tunnel, so a retry is safe.

    Of what the proxy says the status is shown, which tells a missing password, and no text. A wrong
    password is not tried again, which could lock the account.
    """
    reply = None if status is None else b"HTTP/1.1 %b\r\nContent-Length: 0\r\n\r\n" % status
    with serving(lambda _number: reply) as proxy:
        calls = Calls(
            driver,
            proxy,
            endpoint="https://127.0.0.1:1",
            proxy=f"http://someone:hunter2@127.0.0.1:{proxy.port}",
            max_attempts=2,
        )
        with calls as call, pytest.raises(ConnectError) as caught:
            call(image)
    refused = status is not None and status.startswith(b"407")
    assert caught.value.retry_safe is not refused
    assert "hunter2" not in str(caught.value)
    assert status is None or f"ProxyError {status[:3].decode()}" in str(caught.value)
    times = 1 if refused else 2
    assert [line.split()[0] for line in proxy.requests] == [b"CONNECT"] * times
