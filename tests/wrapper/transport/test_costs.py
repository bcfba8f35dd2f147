"""Costs of a call as counts: writes, passes over the body, memory, loaded modules."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import h11
import pytest

from ocr_wrapper.attempts.body import Body, image_body
from ocr_wrapper.attempts.messages import Failure, Request, Response
from ocr_wrapper.transport.asynchronous import AsyncSession
from ocr_wrapper.transport.settings import TransportSettings
from ocr_wrapper.transport.sync import DeadlineStream, SyncSession
from tests.wrapper.transport.raw_server import OK, RawServer, serving

DRIVERS = pytest.mark.parametrize("driver", ["threads", "tasks"])
MIB = 1 << 20


class Counted(tuple[bytes, ...]):
    """Parts of a body that count how often they are walked over."""

    walks = 0

    def __iter__(self) -> Iterator[bytes]:
        self.walks += 1
        return super().__iter__()


def send(driver: str, server: RawServer, body: Body) -> None:
    """Send one request by a session of its own."""
    host = f"127.0.0.1:{server.port}"
    headers = {"host": host, "content-length": str(body.length)}
    request = Request("POST", f"http://{host}/v2/ocr", headers, body)
    settings = TransportSettings(trust_env=False)
    if driver == "threads":
        session = SyncSession(settings)
        reply = session.send(request, None)
        session.close()
    else:
        reply = asyncio.run(_send(AsyncSession(settings), request))
    assert isinstance(reply, Response)
    assert reply.status == 200


async def _send(session: AsyncSession, request: Request) -> Response | Failure:
    try:
        return await session.sender().send(request, None)
    finally:
        await session.close()


@DRIVERS
def test_headers_and_small_body_are_sent_in_one_write(driver: str) -> None:
    """Two writes are two system calls and often two packets."""
    with serving(lambda _number: OK) as server:
        send(driver, server, Body((b"x" * 1000,), 1000))
        assert server.reads == [1]


@DRIVERS
def test_body_is_read_once(driver: str) -> None:
    """Each pass over an image of megabytes costs milliseconds."""
    parts = Counted([b"x" * 1000] * 3)
    with serving(lambda _number: OK) as server:
        send(driver, server, Body(parts, 3000))
    assert parts.walks == 1


@DRIVERS
def test_large_body_is_not_copied(driver: str) -> None:
    """Sending needs less extra memory than a tenth of the body."""
    body = image_body("image", b"\xff" * (4 * MIB), {})
    with serving(lambda _number: OK) as server:
        send(driver, server, Body((b"x",), 1))
        tracemalloc.start()
        try:
            send(driver, server, body)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < body.length / 4


def test_thread_hands_over_an_image_in_one_piece() -> None:
    """Each part of a body passes three libraries, and a view of bytes is copied on the way."""
    body = image_body("image", b"\xff" * (4 * MIB), {})
    pieces = list(DeadlineStream().begin(body, None))
    assert len(pieces) == 3
    assert all(piece is part for piece, part in zip(pieces, body.whole, strict=True))


def test_parser_does_not_copy_bytes() -> None:
    """What the client leans on: the parser passes on an object of bytes, and copies a view."""
    part = b"x" * 1000
    parser = h11.Connection(h11.CLIENT)
    headers = [("host", "a"), ("content-length", "2000")]
    parser.send(h11.Request(method="POST", target="/", headers=headers))
    assert parser.send(h11.Data(data=part)) is part
    copied = parser.send(h11.Data(data=memoryview(part)))  # type: ignore[arg-type]
    assert copied == part
    assert copied is not part


@DRIVERS
def test_call_loads_httpcore_and_nothing_for_other_callers(
    driver: str, image: bytes, tmp_path: Path
) -> None:
    """Modules for another transport, other credentials or another driver take longer than calls."""
    kind, run = (
        ("OcrClient", "ocr.recognize_passport(image)")
        if driver == "threads"
        else ("AsyncOcrClient", "import asyncio; asyncio.run(ocr.recognize_passport(image))")
    )
    code = f"""
import sys
from ocr_wrapper import AkSk, {kind}, ConnectError
image = sys.argv[1]
ocr = {kind}("ap-southeast-1", AkSk("A", "s"), endpoint="https://127.0.0.1:9", project_id="p",
             max_attempts=1)
before = set(sys.modules)
try:
    {run}
except ConnectError:
    print("httpcore" in before, "httpcore" in sys.modules)
    print(*sorted(sys.modules))
"""
    path = tmp_path / "image.png"
    path.write_bytes(image)
    variables = os.environ.items()  # noqa: TID251 - of this process
    # A process whose coverage is measured loads more.
    foreign = ("proxy", "coverage")
    environment = {
        name: text for name, text in variables if not any(word in name.lower() for word in foreign)
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.stdout.startswith("False True\n"), done.stdout + done.stderr
    unused = {"httpx", "aiohttp", "PIL", "configparser", "html", "ocr_wrapper.results.tables"}
    if driver == "threads":
        unused |= {"asyncio", "concurrent.futures"}
    if sys.platform == "linux":  # elsewhere the settings of the system name the proxy
        unused |= {"urllib.request", "email.utils"}
    assert set(done.stdout.split()) & unused == set()
