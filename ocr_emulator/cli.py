"""Command line of the emulator: `hwocr emulator`, `python -m ocr_emulator`.

A server in the foreground is what other processes and other languages test against.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from ocr_emulator.emulator import Emulator
from ocr_emulator.http.tls import TlsUnavailableError


def _note(emulator: Emulator) -> str:
    try:
        source = emulator.source
    except RuntimeError as error:
        return f"no engine: {error}"
    if source == "examples":
        return (
            "no OCR engine is in use: every response is an example of the contract "
            "(see the header X-Emulator-Answer); to read images, pip install 'ocr-wrapper[local]'"
        )
    return f"images are read by {source}"


def run(
    host: str = "127.0.0.1",
    port: int = 8787,
    engine: str | None = "auto",
    *,
    tls: bool = False,
    fetch: bool = False,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    stop: threading.Event | None = None,
    **options: Any,
) -> int:
    """Serve until interrupted or until `stop` is set; returns the exit code.

    The first line of standard output is JSON: `url`, `ak`, `sk`, `projects` by region,
    `user`, and `ca_file` with TLS. Messages for people go to standard error.
    Exit code 0 after an interrupt, 1 when the address or the engine is not available.
    """
    out, err = stdout or sys.stdout, stderr or sys.stderr
    stopped = stop or threading.Event()
    if engine in ("none", ""):
        engine = None
    emulator = Emulator(engine, port, host, tls=tls, fetch=fetch, **options)
    # Before the first line is printed: its reader may interrupt at once.
    with _interruptible(stopped):
        return _serve(emulator, host, stopped, out, err)


@contextmanager
def _interruptible(stopped: threading.Event) -> Iterator[None]:
    """Make SIGINT and SIGTERM stop the server; applies to the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stopped.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _serve(
    emulator: Emulator, host: str, stopped: threading.Event, out: TextIO, err: TextIO
) -> int:
    try:
        emulator.start()
    except OSError as error:
        print(
            f"cannot listen on {host} port {emulator.port}: {error.strerror or error}; "
            "choose another with --port, or --port 0 for a free one",
            file=err,
        )
        return 1
    except TlsUnavailableError as error:
        print(error, file=err)
        return 1
    try:
        print(json.dumps(emulator.connection_info()), file=out, flush=True)
        if host not in ("127.0.0.1", "localhost", "::1"):
            print(
                f"listening on {host}: everyone who can reach this port can script the emulator "
                "and read its keys; use 127.0.0.1 unless you want that",
                file=err,
            )
        note = _note(emulator)
        print(note, file=err, flush=True)
        if note.startswith("no engine:"):
            return 1
        stopped.wait()
    finally:
        emulator.stop()
    return 0


def serve(**options: Any) -> int:
    """Serve in the foreground; the options are those of `run`."""
    return run(**options)


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line of `python -m ocr_emulator` and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m ocr_emulator",
        description="Emulate Huawei Cloud OCR on this machine. The first line of output is "
        "JSON with the address and the keys.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8787, help="port; 0 chooses a free one")
    parser.add_argument("--engine", default="auto", help="auto, none or an engine's name")
    parser.add_argument("--tls", action="store_true", help="serve HTTPS with a temporary CA")
    parser.add_argument(
        "--fetch", action="store_true", help="fetch the url of a request from outside"
    )
    chosen = parser.parse_args(arguments)
    return run(chosen.host, chosen.port, chosen.engine, tls=chosen.tls, fetch=chosen.fetch)
