"""The worker pays for each image once, and never loses or repeats a job."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from examples.worker import worker
from ocr_emulator import Emulator
from ocr_emulator.connection import environment
from ocr_wrapper import AuthenticationError, OcrClient, PermissionDeniedError
from tests.examples.conftest import REGION
from tests.paths import IMAGES, ROOT

DATABASE = Path("jobs.db")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    """The clock of the queue."""
    return Clock()


@pytest.fixture
def queue(clock: Clock, passport: bytes) -> Iterator[worker.Queue]:
    """A queue with one passport."""
    Path("scan.png").write_bytes(passport)
    with worker.Queue(DATABASE, clock) as queue:
        assert queue.add(Path("scan.png"))
        yield queue


@pytest.fixture
def client(emulated: Emulator) -> Iterator[OcrClient]:
    """A client without retries of its own, so that each attempt of a job is one request."""
    with OcrClient(max_attempts=1) as client:
        yield client


def drain(queue: worker.Queue, client: OcrClient) -> list[tuple[str, int]]:
    """Work until no job is due, and return state and attempts of every job."""
    worker.work(queue, client, SimpleQueue(), drain=True)
    return [(state, attempts) for state, _, attempts, _ in queue.states()]


def test_result_is_stored(queue: worker.Queue, client: OcrClient, emulated: Emulator) -> None:
    """A finished job holds the whole response."""
    assert drain(queue, client) == [("done", 1)]
    with closing(sqlite3.connect(DATABASE)) as database:
        (stored,) = database.execute("SELECT result FROM job").fetchone()
    assert json.loads(stored)["request_id"] == emulated.journal.last.request_id


def test_same_image_is_one_job(
    queue: worker.Queue, client: OcrClient, emulated: Emulator, passport: bytes
) -> None:
    """A second file with the same content is known, also when the first one is done."""
    drain(queue, client)
    Path("again.png").write_bytes(passport)
    assert not queue.add(Path("again.png"))
    drain(queue, client)
    assert emulated.journal.count(operation="recognize_passport") == 1


def test_refusal_that_was_not_billed_is_tried_again_later(
    queue: worker.Queue, client: OcrClient, emulated: Emulator, clock: Clock
) -> None:
    """The job waits as long as the service asked."""
    emulated.faults.throttle(120, operation="recognize_passport", times=1)
    assert drain(queue, client) == [("waiting", 1)]
    clock.time += 119
    assert drain(queue, client) == [("waiting", 1)]
    clock.time += 2
    emulated.clock.advance(121)
    with OcrClient() as fresh:  # the first one waits for the real time to pass
        assert drain(queue, fresh) == [("done", 2)]


def test_job_fails_after_five_attempts(
    queue: worker.Queue, client: OcrClient, emulated: Emulator, clock: Clock
) -> None:
    """A refusal that stays does not keep the job for ever."""
    emulated.faults.error("ModelArts.4301")
    for _ in range(worker.MAX_ATTEMPTS + 2):
        states = drain(queue, client)
        clock.time += 3600
    assert states == [("failed", worker.MAX_ATTEMPTS)]


def test_lost_response_is_left_to_a_person(
    queue: worker.Queue, client: OcrClient, emulated: Emulator, clock: Clock
) -> None:
    """A call that may have been billed is never made again by itself."""
    emulated.faults.reset(times=1)
    assert drain(queue, client) == [("unclear", 1)]
    clock.time += 24 * 3600
    assert drain(queue, client) == [("unclear", 1)]
    assert emulated.journal.count(operation="recognize_passport") == 1


def test_poison_message_does_not_stop_the_others(
    queue: worker.Queue, client: OcrClient, emulated: Emulator
) -> None:
    """No image, a file that is gone and a changed file fail at once, without a request."""
    for name in ("text.png", "gone.png", "changed.png"):
        Path(name).write_text(name, encoding="utf-8")
        queue.add(Path(name))
    Path("gone.png").unlink()
    Path("changed.png").write_text("other", encoding="utf-8")
    assert sorted(drain(queue, client)) == [("done", 1), *[("failed", 1)] * 3]
    assert emulated.journal.count(operation="recognize_passport") == 1


@pytest.mark.parametrize("problem", [AuthenticationError, PermissionDeniedError])
def test_problem_of_the_account_ends_the_worker_and_keeps_the_job(
    problem: type[Exception], queue: worker.Queue, emulated: Emulator
) -> None:
    """A wrong key or a frozen account does not turn every job into a failed one."""
    emulated.account.frozen = problem is PermissionDeniedError
    if problem is AuthenticationError:
        emulated.faults.error("APIG.0301")
    with OcrClient(max_attempts=1) as client, pytest.raises(problem):
        drain(queue, client)
    emulated.account.frozen = False
    emulated.faults.clear()
    with OcrClient() as client:
        assert drain(queue, client) == [("done", 2)]


def test_job_of_a_killed_worker_is_unclear(
    queue: worker.Queue, client: OcrClient, emulated: Emulator, clock: Clock
) -> None:
    """A job that was taken and never put back may have been billed."""
    assert queue.take() is not None
    assert drain(queue, client) == [("running", 1)]
    clock.time += worker.LEASE + 1
    assert drain(queue, client) == [("unclear", 1)]
    assert len(emulated.journal) == 0


def test_two_workers_never_take_the_same_job(queue: worker.Queue, clock: Clock) -> None:
    """Each job is given to one worker."""
    with worker.Queue(DATABASE, clock) as other:
        assert queue.take() is not None
        assert other.take() is None


def test_missing_image_is_refused(emulated: Emulator, capsys: pytest.CaptureFixture[str]) -> None:
    """The command names the file and processes nothing."""
    with pytest.raises(SystemExit):
        worker.main([str(DATABASE), "nowhere.png", "--drain"])
    assert "nowhere.png" in capsys.readouterr().err
    assert len(emulated.journal) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot end a program with SIGTERM")
def test_graceful_stop_stores_the_result_of_the_call_under_way(passport: bytes) -> None:
    """SIGTERM during a call: its result is stored, and the next job is not begun."""
    entered, leave = threading.Event(), threading.Event()

    def held(_body: Mapping[str, Any]) -> bool:
        entered.set()
        return leave.wait(60)

    for name in ("first.png", "second.png"):
        Path(name).write_bytes(passport + name.encode())
    command = [sys.executable, str(ROOT / "examples" / "worker" / "worker.py"), str(DATABASE)]
    with Emulator(engine=None) as emulator:
        emulator.answers.set("recognize_passport", "default", when=held)
        variables = environment(emulator.connection_info(), REGION)
        with subprocess.Popen(
            [*command, "first.png", "second.png"],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert entered.wait(60)
                process.send_signal(signal.SIGTERM)
                assert process.stderr is not None
                assert "stopping" in process.stderr.readline()
                leave.set()
                printed, _ = process.communicate(timeout=60)
            finally:
                leave.set()
                process.kill()
    states = [line.split()[0] for line in printed.splitlines() if "added" not in line]
    assert (process.returncode, sorted(states)) == (0, ["done", "waiting"])


@pytest.mark.engine
def test_readme_command_reads_a_real_passport() -> None:
    """The command of the README drains a queue with the OCR engine."""
    readme = (ROOT / "examples" / "worker" / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("python "))
    words = [sys.executable if word == "python" else word for word in line.split()]
    words[words.index("/tmp/jobs.db")] = str(DATABASE.resolve())
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert f"done     1 {IMAGES / 'passport.png'}" in done.stdout
