"""Exchanges with the service: each was perhaps billed, so its response is kept if it can be."""

from __future__ import annotations

import asyncio
import errno
import gzip
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from ocr_emulator.contract.errors import ApiError
from ocr_emulator.emulator import Emulator
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.relay.recording import RecordingWriter
from ocr_emulator.relay.upstream import Upstream
from tests.emulator.conftest import call
from tests.emulator.relay.test_record_replay import PASSPORT
from tests.emulator.relay.test_recording import entries

BODY = b'{"result": {}}'


class Service:
    """A service that responds when it is told to."""

    def __init__(self) -> None:
        self.received = asyncio.Event()
        self.responds = asyncio.Event()
        self.encoding = ""
        self.headers: Mapping[str, str] = {}

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self.headers = request.headers
        self.received.set()
        await self.responds.wait()
        body = gzip.compress(BODY) if self.encoding else BODY
        headers = {"Content-Encoding": self.encoding} if self.encoding else {}
        return web.Response(body=body, content_type="application/json", headers=headers)


@asynccontextmanager
async def recording(
    live: Emulator, file: Path, **options: Any
) -> AsyncIterator[tuple[Service, Upstream, asyncio.Task[ApiResponse]]]:
    """Pass a request on to a service, which has received it and not responded yet."""
    service = Service()
    server = web.Server(service.serve, access_log=None, auto_decompress=False)
    listener = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    upstream = Upstream(url, live.contract, ak="a", sk="b", record_to=str(file), **options)
    try:
        async with asyncio.timeout(60):
            waiting = asyncio.ensure_future(respond(upstream, live))
            await service.received.wait()
            yield service, upstream, waiting
    finally:
        service.responds.set()
        upstream.close()
        listener.close()
        await server.shutdown(0.1)


async def respond(upstream: Upstream, live: Emulator) -> ApiResponse:
    """Pass a request on."""
    header = {"content-type": "application/json", "content-encoding": "gzip"}
    context = RequestContext("POST", "/", "/", {}, header, live.default, body=b"{}")
    return await upstream.respond(context, live.contract.operations[PASSPORT])


async def test_response_is_recorded_after_the_client_left(
    live: Emulator, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service carries the request out, and bills it, whether or not anybody waits."""
    written = asyncio.Event()
    write = RecordingWriter.write

    def written_now(*arguments: Any) -> None:
        write(*arguments)
        written.set()

    monkeypatch.setattr(RecordingWriter, "write", written_now)
    async with recording(live, file) as (service, _, waiting):
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        service.responds.set()
        await written.wait()
    assert [entry["body"] for entry in entries(file)] == [BODY.decode()]


async def test_response_that_comes_while_the_emulator_stops_is_recorded(
    live: Emulator, file: Path
) -> None:
    """It was billed; the client gets it, too, and a new request is not sent any more."""
    async with recording(live, file) as (service, upstream, waiting):
        finishing = asyncio.ensure_future(upstream.finish())
        await asyncio.sleep(0)
        with pytest.raises(ApiError, match=r"503 EMULATOR: .* was not passed on"):
            await respond(upstream, live)
        service.responds.set()
        await finishing
        assert (await waiting).status == 200
    assert [entry["body"] for entry in entries(file)] == [BODY.decode()]


async def test_response_that_never_comes_does_not_stop_the_end(
    live: Emulator, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log and the client learn that the request may have been billed."""
    async with recording(live, file, finish_seconds=0) as (_, upstream, waiting):
        await upstream.finish()
        with pytest.raises(ApiError, match=r"502 EMULATOR: .* may have carried out and billed"):
            await waiting
    assert "before 1 of the service's responses came" in caplog.text


def test_request_that_could_not_be_sent_says_so(live: Emulator) -> None:
    """Without a connection nothing is billed, and the request may be made again."""
    port = live.port
    live.stop()
    url = f"http://127.0.0.1:{port}"
    with Emulator(engine=None, record=url, upstream_ak="a", upstream_sk="b") as emu:
        response = call(emu)
    assert (response.status, response.code) == (502, "EMULATOR")
    assert response.json["error_msg"].endswith("nothing was sent.")


async def test_compressed_response_is_read(live: Emulator, file: Path) -> None:
    """The service is asked for a plain one; whatever it sends, what was billed can be used."""
    async with recording(live, file) as (service, upstream, waiting):
        service.encoding = "gzip"
        service.responds.set()
        assert (await waiting).body == BODY
        assert service.headers["accept-encoding"] == "identity"
        assert [d for d in upstream.differences if d.direction == "response"] == []
    assert [entry["body"] for entry in entries(file)] == [BODY.decode()]


async def test_encoding_of_a_request_is_passed_on(live: Emulator, file: Path) -> None:
    """The contract forbids it, and the service is to say so, not to read it as something else."""
    async with recording(live, file) as (service, upstream, waiting):
        service.responds.set()
        await waiting
        assert service.headers["content-encoding"] == "gzip"
        assert "content-encoding;" in service.headers["authorization"]
        found = {(difference.direction, difference.pointer) for difference in upstream.differences}
        assert ("request", "header:Content-Encoding") in found


async def test_response_that_cannot_be_recorded_reaches_the_client(
    live: Emulator, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It was billed: a full disk does not lose it, too."""

    def fail(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RecordingWriter, "write", fail)
    async with recording(live, file) as (service, _, waiting):
        service.responds.set()
        assert (await waiting).body == BODY
    assert "is not recorded: No space left on device" in caplog.text
