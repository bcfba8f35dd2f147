"""The emulator in a process of its own, and what that process and its workers use.

Run as a command it is that process: its limit of time is longer, because a measurement may share
the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ocr_emulator import Emulator
from ocr_emulator.workers.limits import Limits
from ocr_wrapper import AkSk, OcrClient

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
REGION = "ap-southeast-1"


class Server:
    """A running emulator."""

    def __init__(self, process: subprocess.Popen[str], info: dict[str, Any]) -> None:
        self._process = process
        self._info = info

    def client(self) -> OcrClient:
        """Return a client that makes each call once."""
        info = self._info
        return OcrClient(
            region=REGION,
            endpoint=info["url"],
            credentials=AkSk(info["ak"], info["sk"]),
            project_id=info["projects"],
            max_attempts=1,
            deadline=1200,
        )

    def pids(self) -> list[int]:
        """Return the process ids of the emulator and of its workers."""
        found = [self._process.pid]
        for pid in found:
            for task in (PROC / str(pid) / "task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def memory(self) -> int:
        """Return the bytes of all its processes; shared pages count in part for each."""
        return sum(_proportional(pid) for pid in self.pids())

    def cpu(self) -> float:
        """Return the CPU seconds of all its processes so far."""
        return sum(_cpu(pid) for pid in self.pids())


def _proportional(pid: int) -> int:
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0  # it ended meanwhile
    return sum(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("Pss:"))


def _cpu(pid: int) -> float:
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def running() -> Iterator[Server]:
    """Run an emulator with its engine loaded."""
    command = [sys.executable, "-m", "benchmarks.recognition.server"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("the emulator has no pipes")
        try:
            yield Server(process, json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()


def main() -> None:
    """Serve until standard input ends."""
    limits = Limits(recognize_seconds=600.0, load_seconds=600.0, start_seconds=600.0)
    with Emulator("rapidocr", workers=os.cpu_count() or 1, worker_limits=limits) as emulator:
        _ = emulator.source
        print(json.dumps(emulator.connection_info()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
