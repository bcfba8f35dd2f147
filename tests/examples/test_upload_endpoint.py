"""The upload endpoint returns fields, refuses what is too much, and hides the operator's errors."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from ocr_emulator import Emulator
from tests.paths import IMAGES, ROOT

pytest.importorskip("fastapi", reason="fastapi is not installed; the group `dev` holds it")
from examples.upload_endpoint import app as module


@asynccontextmanager
async def running() -> AsyncIterator[httpx.AsyncClient]:
    """Start the application and stop it, as a server does it."""
    transport = httpx.ASGITransport(module.app)
    async with (
        module.lifespan(module.app),
        httpx.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        yield client


@pytest.fixture
async def service(emulated: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application."""
    async with running() as client:
        yield client


async def test_fields_of_a_passport_are_returned(
    service: httpx.AsyncClient, emulated: Emulator, passport: bytes
) -> None:
    """Values and confidences come back with the request id of the service."""
    result = emulated.answers.example("recognize_passport", surname="SMITH")
    emulated.answers.set("recognize_passport", result)
    response = await service.post("/passports", content=passport)
    body = response.json()
    assert response.status_code == 200
    assert body["fields"]["surname"] == {
        "value": "SMITH",
        "confidence": result["confidence"]["surname"],
    }
    assert (body["request_id"], body["example"]) == (emulated.journal.last.request_id, False)


async def test_health_makes_no_call(service: httpx.AsyncClient, emulated: Emulator) -> None:
    """A probe costs nothing."""
    response = await service.get("/health")
    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert len(emulated.journal) == 0


@pytest.mark.parametrize(
    ("image", "status"),
    [(b"", 422), (b"no image", 422), (b"%PDF-1.4 " + bytes(100), 415)],
    ids=["empty", "text", "PDF"],
)
async def test_invalid_image_is_refused_before_it_is_sent(
    service: httpx.AsyncClient, emulated: Emulator, image: bytes, status: int
) -> None:
    """The problem says what is wrong, and nothing was billed."""
    response = await service.post("/passports", content=image)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    assert len(emulated.journal) == 0


async def test_declared_size_is_refused_without_reading(
    service: httpx.AsyncClient, emulated: Emulator
) -> None:
    """A Content-Length above the limit is enough."""
    response = await service.post("/passports", content=bytes(module.MAX_BYTES + 1))
    assert (response.status_code, len(emulated.journal)) == (413, 0)


async def test_endless_upload_is_stopped_at_the_limit(
    service: httpx.AsyncClient, emulated: Emulator
) -> None:
    """A body without a declared size is read up to the limit and no further."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10 * module.MAX_BYTES:
            sent += 1 << 20
            yield bytes(1 << 20)

    response = await service.post("/passports", content=endless())
    assert (response.status_code, len(emulated.journal)) == (413, 0)
    assert sent <= module.MAX_BYTES + (2 << 20)


async def test_slow_upload_is_stopped(
    service: httpx.AsyncClient, emulated: Emulator, monkeypatch: pytest.MonkeyPatch, passport: bytes
) -> None:
    """An upload that takes longer than allowed is refused."""
    monkeypatch.setattr(module, "UPLOAD_SECONDS", 0.01)

    async def stalled() -> AsyncIterator[bytes]:
        yield passport
        await asyncio.Event().wait()

    response = await service.post("/passports", content=stalled())
    assert (response.status_code, len(emulated.journal)) == (408, 0)


async def test_too_many_uploads_are_refused(
    service: httpx.AsyncClient, emulated: Emulator, monkeypatch: pytest.MonkeyPatch, passport: bytes
) -> None:
    """When all places are taken, the next upload is told to come back."""
    monkeypatch.setattr(module.app.state.uploads, "_value", 0)
    async with asyncio.timeout(60):
        response = await service.post("/passports", content=passport)
    assert response.status_code == 503
    assert len(emulated.journal) == 0


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("AIS.0103", 422),
        ("AIS.0105", 422),
        ("ModelArts.4301", 502),
        ("reset-after", 502),
        ("bad-json", 502),
        ("APIG.0301", 500),
        ("ModelArts.4204", 500),
    ],
)
async def test_error_of_the_service_becomes_a_problem(
    fault: str,
    status: int,
    service: httpx.AsyncClient,
    emulated: Emulator,
    passport: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Status and title tell the caller what to do; no error text of the service is passed on."""
    monkeypatch.setattr("random.random", lambda: 0.0)  # the pause before a retry
    emulated.faults.add(fault, operation="recognize_passport")
    response = await service.post("/passports", content=passport)
    body = response.json()
    assert (response.status_code, body["status"]) == (status, status)
    assert set(body) <= {"title", "status", "request_id"}


async def test_throttling_tells_when_to_come_back(
    service: httpx.AsyncClient, emulated: Emulator, passport: bytes
) -> None:
    """Retry-After of the service is passed on, rounded up."""
    emulated.faults.throttle(90, operation="recognize_passport")
    response = await service.post("/passports", content=passport)
    assert (response.status_code, response.headers["retry-after"]) == (503, "91")


async def test_operators_error_is_logged_and_hidden(
    service: httpx.AsyncClient,
    emulated: Emulator,
    passport: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A frozen account is in the log, and not in the response."""
    emulated.account.frozen = True
    response = await service.post("/passports", content=passport)
    assert response.status_code == 500
    assert "frozen" not in response.text
    assert emulated.journal.last.request_id in caplog.text


@pytest.mark.engine
@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot end a program with SIGTERM")
def test_readme_command_serves_a_real_passport() -> None:
    """The command of the README reads the sample with the OCR engine."""
    readme = (ROOT / "examples" / "upload_endpoint" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^python (examples/with_emulator\.py) (uvicorn .+)$", readme, re.MULTILINE)
    assert found is not None
    command: list[Any] = [sys.executable, found[1], sys.executable, "-m", *found[2].split()]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        lines = []
        try:
            for line in process.stderr:
                lines.append(line)
                address = re.search(r"running on (http://\S+)", line)
                if address:
                    break
            else:
                pytest.fail("".join(lines))
            image = (IMAGES / "passport.png").read_bytes()
            response = httpx.post(f"{address[1]}/passports", content=image, timeout=120)
        finally:
            process.terminate()
            assert process.wait(60) == 128 + signal.SIGTERM
    assert response.json()["fields"]["surname"]["value"] == "LINDQVARN"
