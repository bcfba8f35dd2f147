"""The service as the cluster tests use it: unique images, faults, a quota, and who was billed."""

from __future__ import annotations

import functools
import io
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from PIL import Image

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, Environment, Event

ROWS = 120
BATCH = 8
WORKERS = 2
CONCURRENCY = 4
OPERATION = "recognize_general_text"
REGION = "ap-southeast-1"
IDS = [f"page-{number:03}" for number in range(ROWS)]


def pages() -> pa.Table:
    """Return a table of images that all differ, so that the journal tells which was sent twice."""
    images = []
    for number in range(ROWS):
        file = io.BytesIO()
        Image.new("RGB", (32, 32), (number, 0, 0)).save(file, "PNG")
        images.append(file.getvalue())
    return pa.table({"id": IDS, "image": images})


def settings(emulator: Emulator, workers: Path) -> dict[str, Any]:
    """Return keywords of the clients; each process leaves a file in `workers`."""
    return {
        "region": REGION,
        "credentials": AkSk(emulator.ak, emulator.sk),
        "endpoint": emulator.url,
        "project_id": emulator.projects[REGION],
        "environment": Environment(),
        "trust_env": False,
        "hooks": functools.partial(_leave_trace, str(workers)),
    }


def job(emulator: Emulator, workers: Path, **more: object) -> dict[str, Any]:
    """Return keywords of `recognize`, the same for every engine; `more` are those of the client."""
    return {
        "workers": WORKERS,
        "concurrency": CONCURRENCY,
        "batch_size": BATCH,
        "client": {**settings(emulator, workers), **more},
    }


def _leave_trace(folder: str, event: Event) -> None:
    """Record the process id of a worker that sends a request."""
    if event.kind == "request":
        (Path(folder) / str(os.getpid())).touch()


def disturb(emulator: Emulator) -> None:
    """Set up a quota that eight calls at a time exceed, and refusals and losses among the rest."""
    emulator.quotas.concurrency(6)
    emulator.faults.error("APIG.0308", message="limit:60000,time:1 minute", times=3)
    emulator.faults.error("AIS.0105", times=4, probability=0.2, seed=1)
    emulator.faults.reset(times=3, probability=0.2, seed=2)


@contextmanager
def killed_worker(emulator: Emulator, workers: Path) -> Iterator[list[int]]:
    """Kill one worker with SIGKILL while the block runs, after a third of the calls."""
    killed: list[int] = []
    ended = threading.Event()

    def kill() -> None:
        while emulator.journal.count(operation=OPERATION) < ROWS // 3:
            if ended.wait(0.05):
                return
        victim = int(min(path.name for path in workers.iterdir()))
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        ended.set()
        killer.join()


def billed(emulator: Emulator) -> Counter[str]:
    """Return how often each image was billed: it got a result, or its response was lost."""
    entries = emulator.journal.entries(operation=OPERATION)
    return Counter(entry.body_sha256 for entry in entries if entry.status in (200, None))


def check_bill(emulator: Emulator, done: pa.Table) -> None:
    """Check that each id is there once, and that one worker's death cost one part at most."""
    assert sorted(done["id"].to_pylist()) == IDS
    assert set(done["status"].to_pylist()) <= {"ok", "failed", "lost"}
    bill = billed(emulator)
    paid = sum(status != "failed" for status in done["status"].to_pylist())
    assert paid <= len(bill) <= ROWS
    assert max(bill.values()) <= 2
    assert sum(count > 1 for count in bill.values()) <= BATCH
