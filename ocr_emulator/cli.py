"""Run the emulator in the foreground: `hwocr emulator`, `python -m ocr_emulator`."""

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
from ocr_emulator.http.tls import TlsUnavailable

__all__ = ["main", "run", "serve"]


def _note(emulator: Emulator) -> str:
    try:
        source = emulator.source
    except RuntimeError as exc:
        return f"no engine: {exc}"
    if source == "examples":
        return (
            "no OCR engine is in use: every picture gets the contract's example as its answer "
            "(header X-Emulator-Answer says so); pip install 'ocr-wrapper[local]' reads pictures"
        )
    return f"pictures are read by {source}"


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
    `user`, and `ca_file` with TLS. Everything meant for people goes to standard error.
    Exit code 0 after an interrupt, 1 when the address or the engine cannot be had.
    """
    out, err = stdout or sys.stdout, stderr or sys.stderr
    stopped = stop or threading.Event()
    if engine in ("none", ""):
        engine = None
    emulator = Emulator(engine, port, host, tls=tls, fetch=fetch, **options)
    # Before the first line is out: who reads it may interrupt right away.
    with _interruptible(stopped):
        return _serve(emulator, host, stopped, out, err)


@contextmanager
def _interruptible(stopped: threading.Event) -> Iterator[None]:
    """Let an interrupt end the serving instead of the process, for the main thread."""
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
    except OSError as exc:
        print(
            f"cannot listen on {host} port {emulator.port}: {exc.strerror or exc}; "
            "choose another with --port, or --port 0 for a free one",
            file=err,
        )
        return 1
    except TlsUnavailable as exc:
        print(exc, file=err)
        return 1
    try:
        print(json.dumps(emulator.connection_info()), file=out, flush=True)
        if host not in ("127.0.0.1", "localhost", "::1"):
            print(
                f"listening on {host}: whoever reaches this port can script the emulator "
                "and see its keys; use 127.0.0.1 unless that is meant",
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
    """Read the command line of `python -m ocr_emulator` and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m ocr_emulator",
        description="Emulate Huawei Cloud OCR on this machine. The first line of output is "
        "JSON with the address and the keys.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8787, help="port; 0 takes a free one")
    parser.add_argument("--engine", default="auto", help="auto, none or an engine's name")
    parser.add_argument("--tls", action="store_true", help="HTTPS with a throw-away CA")
    parser.add_argument("--fetch", action="store_true", help="fetch a url from outside")
    chosen = parser.parse_args(arguments)
    return run(chosen.host, chosen.port, chosen.engine, tls=chosen.tls, fetch=chosen.fetch)
