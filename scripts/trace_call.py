"""Trace one warm call: the modules it passes and how often it changes module.

A call that stays in few modules is one that a reader can follow. `python -m scripts.trace_call`
prints both figures for the client and for the emulator; `--path` prints the way itself.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any
from unittest.mock import patch

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, OcrClient
from ocr_wrapper.telemetry import opentelemetry
from scripts.layout import REPOSITORY

IMAGE = REPOSITORY / "examples" / "images" / "passport.png"
WARM_UP = 3
ROUNDS = 5
"""Calls that are traced; the shortest trace counts, as a body may arrive in several parts."""


class Tracer:
    """Record the module of every function of one package that is entered or resumed."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.modules: list[str] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        """Note a module when execution enters it from another one; a profile function."""
        module = str(frame.f_globals.get("__name__", ""))
        if event != "call" or module.partition(".")[0] != self.package:
            return
        if not self.modules or self.modules[-1] != module:
            self.modules.append(module)

    @property
    def switches(self) -> int:
        """How often execution entered a module from another one."""
        return max(0, len(self.modules) - 1)


@contextmanager
def _profiled_here(tracer: Tracer) -> Iterator[None]:
    sys.setprofile(tracer)
    try:
        yield
    finally:
        sys.setprofile(None)


@contextmanager
def _profiled_in_emulator(tracer: Tracer) -> Iterator[None]:
    """Profile the thread of the emulator's event loop, from its next accepted request on."""
    # A new thread takes over the function that is set when it starts.
    threading.setprofile(tracer)
    try:
        yield
    finally:
        threading.setprofile(None)


@contextmanager
def _without_spans() -> Iterator[None]:
    """Hide OpenTelemetry, which is not of a base install: it adds a module to each call."""
    opentelemetry.cache_clear()
    try:
        with patch.dict(sys.modules, {"opentelemetry.trace": None}):
            opentelemetry()
            yield
    finally:
        opentelemetry.cache_clear()


def trace_client() -> Tracer:
    """Return the trace of one warm, blocking `recognize_passport(path)`."""
    traces = []
    with _without_spans(), Emulator(engine=None) as emulator, _client(emulator) as client:
        _warm_up(client)
        for _ in range(ROUNDS):
            tracer = Tracer("ocr_wrapper")
            with _profiled_here(tracer):
                client.recognize_passport(IMAGE)
            traces.append(tracer)
    return min(traces, key=lambda trace: trace.switches)


def trace_emulator() -> Tracer:
    """Return the trace of the same request in the emulator, answered with an example."""
    tracer = Tracer("ocr_emulator")
    with _profiled_in_emulator(tracer):
        emulator = Emulator(engine=None).start()
    try:
        with _client(emulator) as client:
            _warm_up(client)
            traces = []
            for _ in range(ROUNDS):
                tracer.modules.clear()
                client.recognize_passport(IMAGE)
                # The journal is written before the response leaves, so the trace is whole here.
                traces.append(list(tracer.modules))
    finally:
        emulator.stop()
    tracer.modules = min(traces, key=len)
    return tracer


def _client(emulator: Emulator) -> OcrClient:
    return OcrClient(
        region="ap-southeast-1",
        endpoint=emulator.url,
        credentials=AkSk(emulator.ak, emulator.sk),
    )


def _warm_up(client: OcrClient) -> None:
    for _ in range(WARM_UP):
        client.recognize_passport(IMAGE)


TRACES: dict[str, Callable[[], Tracer]] = {"client": trace_client, "emulator": trace_emulator}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of both sides."""
    parser = argparse.ArgumentParser(prog="python -m scripts.trace_call", description=__doc__)
    parser.add_argument("side", nargs="*", choices=[*TRACES, []], help="client, emulator; both")
    parser.add_argument("--path", action="store_true", help="print each module as it is entered")
    options = parser.parse_args(arguments)
    for side in options.side or TRACES:
        tracer = TRACES[side]()
        passed = sorted(set(tracer.modules))
        print(f"{side}: {len(passed)} modules, {tracer.switches} switches")
        print("\n".join(f"  {name}" for name in (tracer.modules if options.path else passed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
