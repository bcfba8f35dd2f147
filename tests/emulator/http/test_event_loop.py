"""The event loop stays free: hostile bodies are parsed elsewhere, and stopping is quick."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ocr_emulator.contract import strict_json
from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call
from tests.emulator.http.test_admin import admin

LARGE = 11 * 1024 * 1024


def arrays() -> bytes:
    return b'{"image": [' + b"[]," * (LARGE // 3) + b"[]]}"


def keys() -> bytes:
    return ("{" + ",".join(f'"k{i}": {i}' for i in range(LARGE // 20)) + "}").encode()


def numbers() -> bytes:
    return b'{"image": [' + b"1," * (LARGE // 2) + b"1]}"


def escapes() -> bytes:
    return b'{"image": "' + rb"\u0041" * (LARGE // 6) + b'"}'


def base64_text() -> bytes:
    return b'{"image": "' + b"AAAA" * (10 * 1024 * 1024 // 4) + b'"}'


@pytest.mark.parametrize("body", [arrays, keys, numbers, escapes, base64_text])
def test_health_is_served_while_large_bodies_are_parsed(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch, body: Callable[[], bytes]
) -> None:
    """Health does not wait for four hostile requests, of which two are parsed at a time."""
    raw = body()
    extra = {"content-type": "application/json"}
    statuses: list[int] = []
    begun, released = threading.Semaphore(0), threading.Event()
    read = strict_json.read

    def held(body: bytes, **options: int) -> object:
        begun.release()
        assert released.wait(60)
        return read(body, **options)

    def attack() -> None:
        statuses.append(call(emu, raw=raw, extra=extra).status)

    monkeypatch.setattr(strict_json, "read", held)
    threads = [threading.Thread(target=attack) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        assert all(begun.acquire(timeout=60) for _ in range(2))
        for _ in range(3):
            assert admin(emu, "GET", "health").status == 200
        assert statuses == []
    finally:
        released.set()
        for thread in threads:
            thread.join()
    assert statuses == [400] * 4


@pytest.mark.parametrize("body", [arrays, keys, numbers])
def test_body_with_many_values_is_refused_unparsed(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch, body: Callable[[], bytes]
) -> None:
    """No request of the contract has more than a few dozen values."""
    # Without a parser: a body that reached it would be a failure of the emulator.
    monkeypatch.setattr(strict_json, "json", SimpleNamespace())
    response = call(emu, raw=body(), extra={"content-type": "application/json"})
    assert response.code == "ModelArts.4105"
    assert response.violation["expected"].startswith("at most")


def test_sigterm_ends_the_process_with_clients_connected() -> None:
    """The end waits neither 60 s for waiting clients nor 30 s for bodies that do not come."""
    command = [sys.executable, "-m", "ocr_emulator", "--port", "0", "--engine", "none"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        port = int(url.rpartition(":")[2])
        heads = (
            "GET /_emulator/journal/wait?count=9&timeout=60 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            "POST /v2/x/ocr/passport HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{",
        )
        socks = []
        for head in heads * 10:
            sock = socket.create_connection(("127.0.0.1", port), timeout=60)
            sock.sendall(head.encode())
            socks.append(sock)
        try:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
            for sock in socks:
                sock.close()


@pytest.mark.parametrize(("size", "inline"), [(1_000, True), (1_000_000, False)])
def test_large_bodies_are_parsed_in_another_thread(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch, size: int, inline: bool
) -> None:
    """Small bodies are not worth a thread."""
    threads: list[str] = []
    read = strict_json.read

    def noted(body: bytes, **options: int) -> object:
        threads.append(threading.current_thread().name)
        return read(body, **options)

    monkeypatch.setattr(strict_json, "read", noted)
    assert call(emu, body={"image": "A" * size}).code == "AIS.0102"
    assert (threads == ["ocr-emulator"]) is inline
    assert len(threads) == 1
