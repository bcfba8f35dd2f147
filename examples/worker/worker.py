"""Worker that reads passports from a durable queue (SQLite) and pays for each image once.

A call costs money and cannot be undone. So a job is started again only where its error says that
nothing was billed; where that is unknown, a person decides. Any number of workers share a queue.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from ocr_wrapper import OcrClient, OcrError, errors

MAX_ATTEMPTS = 5
LEASE = 300.0
"""Seconds after which a running job counts as lost; far above the deadline of a call."""
SCHEMA = """CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY,     -- SHA-256 of the image: the same image is one job and one bill
    path TEXT NOT NULL,
    state TEXT NOT NULL,     -- waiting, running, done, failed, unclear
    due REAL NOT NULL,       -- waiting: not before; running: lost after
    attempts INTEGER NOT NULL DEFAULT 0,
    note TEXT,               -- why it failed, is unclear or waits again
    result TEXT
)"""


@dataclass(frozen=True, slots=True)
class Job:
    """One image to read."""

    id: str
    path: str
    attempts: int
    """How often it was started, this time included."""


class Queue:
    """Jobs in a SQLite file; every change is one transaction."""

    def __init__(self, file: Path, now: Callable[[], float] = time.time) -> None:
        file.touch(mode=0o600)  # it will hold what the passports say
        self._now = now
        self._database = sqlite3.connect(file, isolation_level=None, timeout=30)
        self._database.execute(SCHEMA)

    def __enter__(self) -> Queue:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, path: Path) -> bool:
        """Add an image; return False if it is in the queue already, in any state."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        statement = "INSERT OR IGNORE INTO job (id, path, state, due) VALUES (?, ?, 'waiting', 0)"
        return self._database.execute(statement, (digest, str(path.resolve()))).rowcount == 1

    def take(self) -> Job | None:
        """Return the next job that is due, for this worker alone; None if there is none."""
        self._database.execute(
            "UPDATE job SET state = 'unclear', note = 'the worker was lost during the call, which "
            "may be billed' WHERE state = 'running' AND due < ?",
            (self._now(),),
        )
        row = self._database.execute(
            "UPDATE job SET state = 'running', attempts = attempts + 1, due = ? WHERE id = ("
            "SELECT id FROM job WHERE state = 'waiting' AND due <= ? ORDER BY due LIMIT 1) "
            "RETURNING id, path, attempts",
            (self._now() + LEASE, self._now()),
        ).fetchone()
        return None if row is None else Job(*row)

    def put(
        self, job: Job, state: str, note: str = "", *, result: str = "", delay: float = 0
    ) -> None:
        """Store what became of a job."""
        self._database.execute(
            "UPDATE job SET state = ?, note = ?, result = ?, due = ? WHERE id = ?",
            (state, note, result, self._now() + delay, job.id),
        )

    def states(self) -> list[tuple[str, str, int, str]]:
        """Return state, path, attempts and note of every job."""
        return self._database.execute("SELECT state, path, attempts, note FROM job").fetchall()


def work(queue: Queue, client: OcrClient, stop: SimpleQueue[int], *, drain: bool = False) -> None:
    """Process jobs until something is put in `stop` or, with `drain`, until none is due.

    Raises:
        OcrError: No job can succeed now: a wrong key, a frozen account. The job waits again.
    """
    while stop.empty():
        job = queue.take()
        if job is not None:
            process(queue, client, job)
        elif drain:
            return
        else:
            with contextlib.suppress(Empty):
                stop.get(timeout=1.0)
                return


def process(queue: Queue, client: OcrClient, job: Job) -> None:
    """Read the image of one job and store the result, or the reason that there is none."""
    try:
        r = client.recognize_passport(load(job))
    except (
        errors.ConfigurationError,
        errors.AuthenticationError,
        errors.PermissionDeniedError,
    ) as error:
        queue.put(job, "waiting", str(error))
        raise
    except errors.InputError as error:  # this image will never be read
        queue.put(job, "failed", str(error))
    except OcrError as error:
        if error.retry_safe is None:
            queue.put(job, "unclear", str(error))
        elif error.retry_safe and job.attempts < MAX_ATTEMPTS:
            delay = max(error.retry_after or 0.0, 5.0 * 2**job.attempts)
            queue.put(job, "waiting", str(error), delay=delay)
        else:
            queue.put(job, "failed", str(error))
    else:
        queue.put(job, "done", result=r.to_json())


def load(job: Job) -> bytes:
    """Return the image that was added, or raise `InvalidImageError` if it is no longer there."""
    try:
        image = Path(job.path).read_bytes()
    except OSError as error:
        raise errors.InvalidImageError(f"{job.path} cannot be read: {error.strerror}") from None
    if hashlib.sha256(image).hexdigest() != job.id:
        raise errors.InvalidImageError(f"{job.path} was changed after it was added")
    return image


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queue", type=Path, help="file of the queue")
    parser.add_argument("images", type=Path, nargs="*", help="images to add before the work")
    parser.add_argument("--drain", action="store_true", help="end when no job is due")
    options = parser.parse_args(arguments)
    try:
        queue = Queue(options.queue)
    except (OSError, sqlite3.Error) as error:
        parser.error(str(error))
    with queue:
        try:
            for image in options.images:
                print("added" if queue.add(image) else "known", image)
        except (OSError, sqlite3.Error) as error:
            parser.error(str(error))
        return run(queue, drain=options.drain)


def run(queue: Queue, *, drain: bool) -> int:
    """Work until a signal ends the program, then list all jobs; return the exit code."""
    # A handler of signals may put into it at any moment; `threading.Event.set` could wait for a
    # lock that the interrupted program holds.
    stop: SimpleQueue[int] = SimpleQueue()

    def finish(number: int, _: object) -> None:
        print("stopping after the call under way, which is paid", file=sys.stderr, flush=True)
        stop.put(number)

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    try:
        with OcrClient() as client:
            work(queue, client, stop, drain=drain)
    except OcrError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        for state, path, attempts, note in queue.states():
            print(f"{state:8} {attempts} {path} {note}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
