"""Benchmark of recognition served by the emulator: `python -m benchmarks.recognition`.

Both sides read the same image with as many processes as there are cores, in turns. Meanwhile
`GET /_emulator/health` is asked again and again. Prints a table; needs the extra `[local]`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import os
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from benchmarks import environments
from benchmarks.recognition import raw
from ocr_emulator import Emulator
from ocr_wrapper.auth.signer import format_date, sign

IMAGE = environments.ROOT / "examples" / "images" / "receipt.png"
HEALTH_BOUND = 0.050
"""Seconds within which the health check is answered, whatever is being read."""

_REGION = "ap-southeast-1"
_PAUSE = 0.02
"""Seconds between two health checks."""


@dataclass(frozen=True)
class Turn:
    """Figures of one turn: images a second, and the slowest health checks in seconds."""

    raw: float
    raw_one_thread: float
    served: float
    health: tuple[float, ...]


class Caller:
    """Sends one signed request again and again, from many threads."""

    def __init__(self, emulator: Emulator, image: bytes) -> None:
        self._port = emulator.port
        self._body = json.dumps({"image": base64.b64encode(image).decode()}).encode()
        self._path = f"/v2/{emulator.projects[_REGION]}/ocr/general-text"
        headers = {"content-type": "application/json", "host": f"127.0.0.1:{emulator.port}"}
        digest, date = hashlib.sha256(self._body).hexdigest(), format_date(time.time())
        keys = {"ak": emulator.ak, "sk": emulator.sk}
        self._headers = sign("POST", self._path, (), headers, digest, date=date, **keys)
        self._local = threading.local()

    def call(self, _number: int) -> None:
        """Have the image read."""
        near = getattr(self._local, "near", None)
        if near is None:
            near = self._local.near = http.client.HTTPConnection("127.0.0.1", self._port)
        near.request("POST", self._path, self._body, self._headers)
        response = near.getresponse()
        content = response.read()
        source = response.headers["x-emulator-answer"] or ""
        if response.status != 200 or not source.startswith("engine"):
            raise SystemExit(f"The emulator did not read the image: {content[:200]!r}")


class HealthCheck:
    """Measures how long the health check takes, in a thread, until the block ends."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.seconds: list[float] = []

    def _ask(self) -> None:
        near = http.client.HTTPConnection("127.0.0.1", self._port)
        while not self._ended.wait(_PAUSE):
            started = time.perf_counter()
            near.request("GET", "/_emulator/health")
            near.getresponse().read()
            self.seconds.append(time.perf_counter() - started)
        near.close()

    def __enter__(self) -> HealthCheck:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()


def served(image: bytes, count: int, workers: int) -> tuple[float, list[float]]:
    """Return images a second, and the seconds of each health check meanwhile."""
    with Emulator(workers=workers) as emulator, ThreadPoolExecutor(2 * workers) as threads:
        caller = Caller(emulator, image)
        # Every worker loads its engine first.
        list(threads.map(caller.call, range(4 * workers)))
        with HealthCheck(emulator.port) as health:
            started = time.perf_counter()
            list(threads.map(caller.call, range(count)))
            elapsed = time.perf_counter() - started
    return count / elapsed, health.seconds


def turn(image: bytes, count: int, cores: int) -> Turn:
    """Measure each side once."""
    alone, _ = raw.images_a_second(image, count, cores, None)
    single, _ = raw.images_a_second(image, count, cores, 1)
    rate, health = served(image, count, cores)
    return Turn(alone, single, rate, tuple(health))


def report(turns: list[Turn], cores: int) -> str:
    """Return the figures as text."""

    def ratio(numbers: list[float]) -> str:
        return f"{statistics.median(numbers):.2f} ({min(numbers):.2f}–{max(numbers):.2f})"

    checks = sorted(seconds for one in turns for seconds in one.health)
    late = sum(seconds > HEALTH_BOUND for seconds in checks)
    return "\n".join(
        (
            f"{IMAGE.name}, {cores} processes, {len(turns)} turns; images a second:",
            f"  raw loop                  {statistics.median(one.raw for one in turns):6.2f}",
            "  raw loop, one thread each "
            f"{statistics.median(one.raw_one_thread for one in turns):6.2f}",
            f"  served                    {statistics.median(one.served for one in turns):6.2f}",
            f"served / raw loop: {ratio([one.served / one.raw for one in turns])}, target >= 0.95",
            "served / raw loop with one thread each: "
            f"{ratio([one.served / one.raw_one_thread for one in turns])}",
            f"health check: median {checks[len(checks) // 2] * 1e3:.1f} ms, "
            f"slowest {checks[-1] * 1e3:.1f} ms, {late} of {len(checks)} over "
            f"{HEALTH_BOUND * 1e3:.0f} ms",
        )
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="turns of each side (default: 3)")
    parser.add_argument("--images", type=int, default=24, help="images of each side (default: 24)")
    options = parser.parse_args()
    cores, turns = os.cpu_count() or 1, []
    for number in range(max(1, options.turns)):
        print(f"==> turn {number + 1} of {options.turns}", file=sys.stderr, flush=True)
        turns.append(turn(IMAGE.read_bytes(), max(1, options.images), cores))
    print(report(turns, cores))


if __name__ == "__main__":
    main()
