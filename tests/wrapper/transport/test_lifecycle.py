"""Lifecycle of a client: threads, forks, cancellation, closing."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from ocr_emulator import Emulator
from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    Credentials,
    DeadlineExceededError,
    OcrClient,
    OcrError,
    PasswordToken,
    RateLimiter,
)
from ocr_wrapper.attempts.rate_limiter import Turn
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.transport.drivers import ON_UVLOOP, runner_for, transport_of

REGION = "ap-southeast-1"


def client(emulator: Emulator, keys: Credentials, **settings: object) -> OcrClient:
    """Return a client of the emulator."""
    return OcrClient(REGION, keys, endpoint=emulator.url, environment=NOWHERE, **settings)  # type: ignore[arg-type]


def async_client(emulator: Emulator, keys: Credentials, **settings: object) -> AsyncOcrClient:
    """Return an asynchronous client of the emulator."""
    return AsyncOcrClient(REGION, keys, endpoint=emulator.url, environment=NOWHERE, **settings)  # type: ignore[arg-type]


def settled(emulator: Emulator, connections: int) -> bool:
    """Return whether the server soon has so many connections; closing takes a moment."""
    end = time.monotonic() + 60
    while emulator.connections != connections and time.monotonic() < end:
        threading.Event().wait(0.001)
    return emulator.connections == connections


def in_child(work: object) -> int:
    """Fork, do the work there, and return the child's exit code; 0 is success."""
    with warnings.catch_warnings():
        # Newer Pythons warn of threads at a fork; that it works all the same is the test.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            signal.alarm(20)
            work()  # type: ignore[operator]
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_client_used_before_a_fork_works_in_parent_and_child(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """Both call at the same time over separate connections and get their own responses."""
    with client(emulator, keys) as ocr:
        ocr.recognize_passport(image)
        reading, writing = os.pipe()

        def work() -> None:
            for _ in range(20):
                found = ocr.recognize_passport(image)
                os.write(writing, f"{found.request_id}\n".encode())

        mine: list[str | None] = []
        running = threading.Thread(
            target=lambda: mine.extend(ocr.recognize_passport(image).request_id for _ in range(20))
        )
        running.start()
        code = in_child(work)
        running.join()
        os.close(writing)
        with os.fdopen(reading) as pipe:
            theirs = pipe.read().split()
    assert code == 0
    assert (len(set(mine)), len(set(theirs)), set(mine) & set(theirs)) == (20, 20, set())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_fork_while_other_threads_call_does_not_block_the_child(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """At the moment of the fork one thread leads a token fetch and others wait for it."""
    emulator.faults.add({"kind": "latency", "delay": 0.3}, operation="iam")
    user = PasswordToken(**emulator.user)
    limiter = RateLimiter(concurrency=2)
    with client(emulator, user, rate_limiter=limiter) as ocr, ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(ocr.recognize_passport, image) for _ in range(8)]
        code = in_child(lambda: ocr.recognize_passport(image))
        found = {future.result().request_id for future in futures}
    assert (code, len(found)) == (0, 8)


async def test_cancelled_tasks_free_connections_and_places(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """After fifty cancelled tasks the next call is sent at once, and closing closes everything."""
    limiter = RateLimiter(concurrency=5)
    rule = emulator.faults.add({"kind": "latency", "delay": 0.6})
    async with async_client(emulator, keys, rate_limiter=limiter) as ocr:
        tasks = [asyncio.create_task(ocr.recognize_passport(image)) for _ in range(50)]
        while len(limiter._running) < 5:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(end) for end in ends} == {asyncio.CancelledError}
        assert (len(limiter._running), len(limiter._queue)) == (0, 0)
        emulator.faults.remove(rule.id)
        assert (await ocr.recognize_passport(image)).attempts == 1
    assert settled(emulator, 0)


async def test_cancelled_token_request_is_taken_over_by_a_waiting_task(
    emulator: Emulator, image: bytes
) -> None:
    """Waiting tasks do not fail because another task was cancelled."""
    emulator.faults.add({"kind": "latency", "delay": 0.2}, operation="iam")
    async with async_client(emulator, PasswordToken(**emulator.user)) as ocr:
        leader = asyncio.create_task(ocr.recognize_passport(image))
        while emulator.connections == 0:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0)
        others = [asyncio.create_task(ocr.recognize_passport(image)) for _ in range(20)]
        await asyncio.sleep(0)
        leader.cancel()
        found = await asyncio.gather(*others)
    assert leader.cancelled()
    assert len({one.request_id for one in found}) == 20
    assert sum(entry.service == "iam" for entry in emulator.journal) <= 2


@pytest.mark.parametrize("awaited", [False, True])
def test_calls_that_time_out_leave_no_connection(
    emulator: Emulator, keys: AkSk, image: bytes, awaited: bool
) -> None:
    """A connection with an unread response is closed, not used again."""
    with client(emulator, keys) as ocr:
        ocr.recognize_passport(image)
    emulator.faults.add({"kind": "latency", "delay": 1.5})

    async def run() -> None:
        async with async_client(emulator, keys) as ocr:
            for _ in range(3):
                with pytest.raises(DeadlineExceededError):
                    await ocr.recognize_passport(image, timeout=0.3)

    if awaited:
        asyncio.run(run())
    else:
        with client(emulator, keys) as ocr:
            for _ in range(3):
                with pytest.raises(DeadlineExceededError):
                    ocr.recognize_passport(image, timeout=0.3)
    # The server notices a closed connection when it sends its response.
    assert settled(emulator, 0)


def test_failed_call_returns_its_connection(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """A hundred refusals use one connection."""
    emulator.faults.add("AIS.0104")
    with client(emulator, keys, max_connections=1) as ocr:
        for _ in range(100):
            with pytest.raises(OcrError):
                ocr.recognize_passport(image)
        assert emulator.connections == 1
    assert settled(emulator, 0)


def test_closed_client_can_be_used_again(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """Closing closes the connections; the next call opens new ones."""
    ocr = client(emulator, keys)
    for _ in range(2):
        with ocr:
            assert ocr.recognize_passport(image).attempts == 1
        assert settled(emulator, 0)


def test_unclosed_client_warns_and_unused_client_does_not(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """The warning names the class and shows no key."""
    unused = client(emulator, keys)
    del unused
    gc.collect()
    ocr = client(emulator, keys)
    ocr.recognize_passport(image)
    session = ocr._session
    held = [ocr]
    del ocr
    with pytest.warns(ResourceWarning, match=r"OcrClient.* was not closed") as caught:
        held.clear()
    assert keys.sk not in str(caught[0].message)
    session.close()


async def test_unclosed_asynchronous_client_warns(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """It cannot close itself, because closing has to be awaited."""
    ocr = async_client(emulator, keys)
    await ocr.recognize_passport(image)
    session = ocr._session
    held = [ocr]
    del ocr
    with pytest.warns(ResourceWarning, match=r"AsyncOcrClient.*async with"):
        held.clear()
    await session.close()


def test_asynchronous_client_works_in_several_event_loops(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """Connections belong to a loop, the client does not."""
    ocr = async_client(emulator, keys)

    async def run() -> str | None:
        async with ocr:
            return (await ocr.recognize_passport(image)).request_id

    assert len({asyncio.run(run()) for _ in range(2)}) == 2


@pytest.mark.parametrize("driver", ["tasks", "aiohttp", *ON_UVLOOP])
def test_connections_end_with_their_event_loop(
    driver: str, emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """A client that is kept for `asyncio.run` again and again leaves no connection behind."""
    ocr = async_client(emulator, keys, transport=transport_of(driver))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            with runner_for(driver) as runner:
                runner.run(ocr.recognize_passport(image))
            assert not ocr._session.is_open
            assert settled(emulator, 0)


def test_closed_event_loops_are_not_kept(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """Also when they were closed without ending what was begun in them."""
    ocr = async_client(emulator, keys)
    for _ in range(5):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(ocr.recognize_passport(image))
        loop.run_until_complete(ocr.aclose())
        loop.close()
    assert list(ocr._session._senders) == [loop]


def test_rate_limiter_is_shared_by_threads_and_tasks(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """Both clients together never have more calls running than it allows."""
    limiter = RateLimiter(concurrency=3)
    running: list[int] = []
    watch = [
        lambda event: running.append(len(limiter._running)) if event.kind == "request" else None
    ]

    async def tasks() -> None:
        async with async_client(emulator, keys, rate_limiter=limiter, hooks=watch) as ocr:
            await asyncio.gather(*(ocr.recognize_passport(image) for _ in range(40)))

    with (
        client(emulator, keys, rate_limiter=limiter, hooks=watch) as ocr,
        ThreadPoolExecutor(11) as pool,
    ):
        loop = pool.submit(asyncio.run, tasks())
        found = [pool.submit(ocr.recognize_passport, image) for _ in range(40)]
        loop.result()
        assert len({future.result().request_id for future in found}) == 40
    assert max(running) <= 3
    assert not limiter._running


def test_thread_that_waits_for_a_place_stops_at_its_deadline(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """It leaves the queue, so that no other call waits behind it."""
    limiter = RateLimiter(concurrency=1)
    with client(emulator, keys, rate_limiter=limiter) as ocr:
        ocr.recognize_passport(image)
        turn = Turn(limiter)
        assert limiter.try_turn(turn, 0.0) is None
        with pytest.raises(DeadlineExceededError, match="turn"):
            ocr.recognize_passport(image, timeout=1.0)
    assert len(limiter._queue) == 0
    limiter.give_back(turn)


def test_redirect_is_an_error_and_is_not_followed(keys: AkSk, image: bytes) -> None:
    """Nothing is sent to its target."""
    asked: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://elsewhere.example.com/"})

    with (
        OcrClient(
            REGION,
            keys,
            project_id="p1",
            transport=httpx.MockTransport(server),
            environment=NOWHERE,
        ) as ocr,
        pytest.raises(OcrError, match="redirect"),
    ):
        ocr.recognize_passport(image)
    assert asked == ["ocr.ap-southeast-1.myhuaweicloud.com"]


def test_netrc_changes_nothing(
    emulator: Emulator,
    keys: AkSk,
    image: bytes,
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A password for the host in ~/.netrc does not replace the signature."""
    netrc = tmp_path / ".netrc"  # type: ignore[operator]
    netrc.write_text(
        "machine 127.0.0.1 login someone password canary\ndefault login a password b\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    with client(emulator, keys) as ocr:
        assert ocr.recognize_passport(image).attempts == 1


def test_http_proxy_is_not_used_for_loopback(
    emulator: Emulator, keys: AkSk, image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain http is only used on this machine, so it does not go through a proxy."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with client(emulator, keys, proxy="http://127.0.0.1:9") as ocr:
        assert ocr.recognize_passport(image).attempts == 1
