"""Seconds from the first request of a fresh emulator to its response.

    python -m benchmarks.recognition.first [--turns 5]

The engine is loaded by the first image, so the first response is the slowest one. Measured by
turns: a program that starts an `Emulator` and sends a request at once; the command
`hwocr emulator`, which loads the engine while it waits for requests; and an engine that is loaded
and reads the same image without a server. Processes are fresh in each turn; their files are in the
cache of the system.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

from PIL import Image

from benchmarks import environments
from ocr_wrapper import AkSk, OcrClient
from ocr_wrapper.environment import Environment

IMAGE = environments.ROOT / "examples" / "images" / "receipt.png"
BOUND = 2.0
"""Seconds within which the first response has to come."""
_SERVER = """
import json, sys
from ocr_emulator import Emulator
with Emulator() as emulator:
    print(json.dumps(emulator.connection_info()), flush=True)
    sys.stdin.read()
"""
_COMMAND = "from ocr_wrapper.cli import main; main(['emulator', '--port', '0'])"


@contextmanager
def _running(program: str) -> Iterator[Mapping[str, Any]]:
    """Run a program that serves; gives what its first line says."""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("the emulator has no pipes")
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def _first_response(program: str, data: bytes) -> float:
    """Return the seconds of the first call to a fresh emulator."""
    with (
        _running(program) as info,
        OcrClient(
            region="ap-southeast-1",
            endpoint=info["url"],
            credentials=AkSk(info["ak"], info["sk"]),
            project_id=info["projects"],
            environment=Environment(),
            max_attempts=1,
            deadline=600,
        ) as client,
    ):
        start = time.monotonic()
        response = client.recognize_general_text(data)
        seconds = time.monotonic() - start
        if response.is_example:
            raise SystemExit("The emulator did not read the image: the extra [local] is missing.")
        return seconds


def _engine_alone(data: bytes) -> float:
    """Return the seconds of a fresh process from importing the engine to the text of an image."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.recognition.first", "--engine"],
        input=data, capture_output=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def _load_and_read() -> None:
    """Print the seconds of loading the engine and reading the image of standard input."""
    data = sys.stdin.buffer.read()
    start = time.monotonic()
    from ocr_emulator.engine.rapid import RapidEngine

    engine = RapidEngine()
    engine.read(Image.open(io.BytesIO(data)).convert("RGB"), orient=False)
    print(time.monotonic() - start)


def measure(turns: int) -> bool:
    """Print the seconds of each way; returns whether all first responses were in time."""
    data = IMAGE.read_bytes()
    ways: Mapping[str, Callable[[], float]] = {
        "engine alone: load it and read an image": lambda: _engine_alone(data),
        "`Emulator()`, first response": lambda: _first_response(_SERVER, data),
        "`hwocr emulator`, first response": lambda: _first_response(_COMMAND, data),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(turns):
        for name, way in ways.items():
            seconds[name].append(way())
        print(f"turn {turn + 1} of {turns} done", file=sys.stderr, flush=True)
    print(f"{turns} turns; seconds.\n\n| | median | slowest |\n|---|---|---|")
    for name, found in seconds.items():
        print(f"| {name} | {median(found):.2f} | {max(found):.2f} |")
    _, *served = seconds.values()
    return max(map(max, served)) <= BOUND


def main() -> int:
    """Run the benchmark; 1 when a first response took longer than the bound."""
    parser = argparse.ArgumentParser(description="Measure the first response of a fresh emulator.")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--engine", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.engine:
        _load_and_read()
        return 0
    return int(not measure(max(1, chosen.turns)))


if __name__ == "__main__":
    raise SystemExit(main())
