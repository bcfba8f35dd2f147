"""Benchmark of the health check under load: `python -m benchmarks.emulator.health`.

Every worker of an emulator reads images while `GET /_emulator/health` is asked again and again,
because a tool that waits for the emulator must not take a busy one for a dead one. Needs the extra
`[local]`.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import statistics
import sys
import threading
import time

from benchmarks import environments
from ocr_emulator import Emulator
from ocr_wrapper import AkSk, OcrClient
from ocr_wrapper.environment import Environment

IMAGE = environments.ROOT / "examples" / "images" / "receipt.png"
BOUND = 0.050
"""Seconds within which the health check is answered, whatever is being read."""

_PAUSE = 0.02
"""Seconds between two checks."""


class HealthCheck(threading.Thread):
    """Asks again and again until the block ends, and keeps how long each response took."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self._ended = threading.Event()
        self.seconds: list[float] = []

    def run(self) -> None:
        """Ask until the block ends."""
        near = http.client.HTTPConnection("127.0.0.1", self._port)
        while not self._ended.wait(_PAUSE):
            started = time.perf_counter()
            near.request("GET", "/_emulator/health")
            near.getresponse().read()
            self.seconds.append(time.perf_counter() - started)
        near.close()

    def __enter__(self) -> HealthCheck:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self.join()


def measure(workers: int, images: int) -> list[float]:
    """Return the seconds of each health check while every worker is busy."""
    image = IMAGE.read_bytes()
    with (
        Emulator(workers=workers) as emulator,
        OcrClient(
            region="ap-southeast-1",
            endpoint=emulator.url,
            credentials=AkSk(emulator.ak, emulator.sk),
            project_id=emulator.projects,
            environment=Environment(),
            deadline=600,
        ) as client,
        client.recognize_many(
            "recognize_general_text", itertools.repeat(image, images), jobs=2 * workers
        ) as items,
        HealthCheck(emulator.port) as checks,
    ):
        for item in items:
            if item.error is not None or item.result is None or item.result.is_example:
                raise SystemExit(f"The emulator did not read the image: {item.error}")
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return sorted(checks.seconds)


def main() -> int:
    """Measure and print; 1 when a check took longer than the bound."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.emulator.health", description=__doc__
    )
    parser.add_argument("--images", type=int, default=24, help="images to read (default: 24)")
    options = parser.parse_args()
    workers = os.cpu_count() or 1
    seconds = measure(workers, max(1, options.images))
    late = sum(one > BOUND for one in seconds)
    print(
        f"{len(seconds)} health checks while {workers} workers read {options.images} images: "
        f"median {statistics.median(seconds) * 1e3:.1f} ms, slowest {seconds[-1] * 1e3:.1f} ms, "
        f"{late} above the bound of {BOUND * 1e3:.0f} ms"
    )
    return int(late > 0)


if __name__ == "__main__":
    raise SystemExit(main())
