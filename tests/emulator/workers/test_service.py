"""The emulator under hostile files: it stays responsive, recovers, and stops."""

from __future__ import annotations

import http.client
import json
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from ocr_emulator.emulator import Emulator
from ocr_emulator.workers import pool as pool_module
from ocr_emulator.workers.limits import Limits
from ocr_emulator.workers.process import WorkerProcess
from tests.emulator.conftest import call, encoded
from tests.emulator.engine.fakes import FakeEngine
from tests.emulator.images.hostile import nested_forms
from tests.emulator.images.test_pdf import pages
from tests.emulator.signer import Response, send, signed, stamp
from tests.emulator.workers.timers import Timers

TEXT = "recognize_general_text"
DECODE = 7.0


def sides(image: Image.Image, options: Any, engine: Any) -> Any:
    return {
        "direction": image.width,
        "words_block_count": 0,
        "words_block_list": [],
    }


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    made = Timers()
    monkeypatch.setattr(pool_module, "WorkerProcess", lambda limits: WorkerProcess(limits, made))
    return made


def emulator(**options: Any) -> Emulator:
    return Emulator(
        engine=FakeEngine(),
        recognizers={TEXT: sides},
        worker_limits=Limits(decode_seconds=DECODE, patience=1.0),
        **options,
    )


def hanging(emu: Emulator, timers: Timers) -> tuple[threading.Thread, list[Response]]:
    """Send a file that never ends, and wait until a worker renders it."""
    answers: list[Response] = []

    def run() -> None:
        try:
            answers.append(call(emu, TEXT, {"image": encoded(nested_forms())}))
        except OSError:
            # The emulator stopped.
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    # Measured first (task and stage), then rendered (task and stage).
    for _ in range(3):
        timers.of(DECODE)
    return thread, answers


def test_hostile_pdf_is_refused_after_time_limit(timers: Timers) -> None:
    """The service's code, with the emulator's limit in message and violation; then all is well."""
    with emulator() as emu:
        thread, answers = hanging(emu, timers)
        timers.of(DECODE).expire()
        thread.join()
        answer = answers[0]
        assert (answer.status, answer.code) == (400, "AIS.0104")
        assert "emulator's limit" in answer.violation["expected"]
        assert answer.json["error_msg"].startswith("The emulator stopped reading this image")
        assert call(emu, TEXT, {"image": encoded(pages("red"))}).status == 200


def test_emulator_responds_while_worker_is_busy(timers: Timers) -> None:
    """Health and other images are served while a file occupies a worker."""
    with emulator() as emu:
        thread, _ = hanging(emu, timers)
        assert send("GET", emu.url + "/_emulator/health").status == 200
        assert call(emu, TEXT).status == 200
        timers.of(DECODE).expire()
        thread.join()


def test_stop_ends_busy_worker(timers: Timers) -> None:
    """stop() returns though a worker would never finish."""
    emu = emulator().start()
    thread, _ = hanging(emu, timers)
    emu.stop()
    thread.join()


def test_client_that_leaves_ends_its_task(timers: Timers) -> None:
    """A request whose client closed the connection leaves the only worker free."""
    with emulator(workers=1, queue=1) as emu:
        path = emu.contract.operations[TEXT].path
        url = emu.url + path.replace("{project_id}", emu.projects["ap-southeast-1"])
        body = json.dumps({"image": encoded(nested_forms())}).encode()
        headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
        connection = http.client.HTTPConnection("127.0.0.1", emu.port, timeout=60)
        connection.request("POST", urlsplit(url).path, body, headers)
        for _ in range(3):
            timers.of(DECODE)
        connection.close()
        # This one would wait for ever behind the other.
        assert call(emu, TEXT, {"image": encoded(pages("red"))}).status == 200


def test_small_image_needs_no_process() -> None:
    """Without an engine a plain image starts no worker."""
    with Emulator(engine=None) as emu:
        assert call(emu, TEXT).status == 200
        assert emu._answers._pool is None
