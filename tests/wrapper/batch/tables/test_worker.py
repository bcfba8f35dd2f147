"""Worker and plain loop: parts are written as soon as possible, and nothing is called twice."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, ConfigurationError, OptionError, PermissionDeniedError
from ocr_wrapper.batch import pending, read_results, recognize_parts
from ocr_wrapper.batch.cluster.worker import Job, prepare
from tests.wrapper.batch.tables.conftest import OPERATION, Images, Settings

IDS = [f"page-{number:02}" for number in range(20)]


def run(table: pa.Table, output: Path, settings: dict[str, Any], **more: Any) -> list[str]:
    """Recognize a table in parts of four rows and return the status of each row."""
    found = list(recognize_parts([table], OPERATION, output, client=settings, batch_size=4, **more))
    return pa.concat_tables(found)["status"].to_pylist()  # type: ignore[no-any-return]


def test_second_run_sends_nothing(
    emulator: Emulator, settings: Settings, images: Images, tmp_path: Path
) -> None:
    """The output holds everything, in parts of `batch_size` rows."""
    assert run(images(*IDS), tmp_path / "out", settings) == ["ok"] * 20
    assert run(images(*IDS), tmp_path / "out", settings) == []
    assert emulator.journal.count(operation=OPERATION) == 20
    assert len(list((tmp_path / "out").glob("part-*.parquet"))) == 5
    assert sorted(read_results(tmp_path / "out")["id"].to_pylist()) == IDS


def test_task_that_is_started_again_takes_the_parts_of_the_first(
    emulator: Emulator, settings: Settings, images: Images, tmp_path: Path
) -> None:
    """It gets all rows again, returns all of them, and calls only those without a part."""
    job = prepare(OPERATION, tmp_path / "out", {"client": settings, "batch_size": 4})
    with job.open() as first:
        first.process(images(*IDS[:8]))
    with job.open() as second:
        assert second.process(images(*IDS))["id"].to_pylist() == IDS
    assert emulator.journal.count(operation=OPERATION) == 20


def test_row_to_try_again_is_not_written_and_is_called_by_the_next_run(
    emulator: Emulator, settings: Settings, images: Images, tmp_path: Path
) -> None:
    """A part holds only rows that are settled, so the output has each id once."""
    emulator.faults.throttle(times=1)
    output = tmp_path / "out"
    assert run(images(*IDS[:4]), output, settings, concurrency=1) == ["retry", *["ok"] * 3]
    assert pending(images(*IDS[:4]), output)["id"].to_pylist() == IDS[:1]
    assert run(images(*IDS[:4]), output, settings) == ["ok"]
    assert sorted(read_results(output)["id"].to_pylist()) == IDS[:4]


def test_row_to_try_again_is_called_by_a_task_that_is_started_again(
    emulator: Emulator, settings: Settings, images: Images, tmp_path: Path
) -> None:
    """The part of the same rows lacks it; what is found there is not called again."""
    emulator.faults.throttle(times=1)
    job = prepare(OPERATION, tmp_path / "out", {"client": settings, "batch_size": 4})
    with job.open() as worker:
        for _ in range(3):
            found = worker.process(images(*IDS[:4]))
    assert sorted(found["id"].to_pylist()) == IDS[:4]
    assert emulator.journal.count(operation=OPERATION) == 5


def test_error_that_concerns_all_is_raised_after_the_part_is_written(
    emulator: Emulator, settings: Settings, images: Images, tmp_path: Path
) -> None:
    """The job stops with its reason, and the row that was billed is in the output."""
    emulator.sequence("default", "ModelArts.4204", operation=OPERATION)
    with pytest.raises(PermissionDeniedError):
        run(images(*IDS), tmp_path / "out", settings, concurrency=1)
    assert read_results(tmp_path / "out")["id"].to_pylist() == IDS[:1]
    assert emulator.journal.count(operation=OPERATION) == 2


def test_process_that_is_killed_is_billed_again_for_one_part_at_most(
    emulator: Emulator, settings: Settings, images: Images, image: bytes, tmp_path: Path
) -> None:
    """Killed in the middle: the second run calls what has no part, and each id is there once."""
    output = tmp_path / "out"
    emulator.faults.latency(0.05)
    work = pickle.dumps((images(*IDS), output, settings))
    code = (
        "import pickle, sys\n"
        "from tests.wrapper.batch.tables.test_worker import run\n"
        "run(*pickle.load(sys.stdin.buffer), concurrency=2)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(work)
        process.stdin.close()
        emulator.journal.wait_for(10, timeout=60, operation=OPERATION)
        process.kill()
    run(images(*IDS), output, settings)
    assert sorted(read_results(output)["id"].to_pylist()) == IDS
    assert 20 <= emulator.journal.count(operation=OPERATION) <= 20 + 4


def test_account_that_refuses_slows_the_worker_down(
    emulator: Emulator, settings: Settings, images: Images, tmp_path: Path
) -> None:
    """The share is learned from the refusal; every row is settled in the end."""
    emulator.faults.error("APIG.0308", message="limit:1200,time:1 minute", times=2)
    more = {**settings, "max_attempts": 3}
    assert run(images(*IDS), tmp_path / "out", more, workers=2) == ["ok"] * 20


def test_job_shows_no_secret_and_can_be_pickled(settings: Settings, tmp_path: Path) -> None:
    """An engine prints what it runs."""
    with_keys = {
        **settings,
        "credentials": AkSk("visible-ak", "visible-sk"),
        "proxy": "http://u:pw@h",
    }
    job = Job(OPERATION, str(tmp_path), client=with_keys)
    assert pickle.loads(pickle.dumps(job)) == job
    assert not {"visible", "pw@"} & {word for word in ("visible", "pw@") if word in repr(job)}


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"batch_size": 0}, ConfigurationError),
        ({"workers": 0}, ConfigurationError),
        ({"calls_per_minute": 0}, ConfigurationError),
        ({"concurrency": 0}, OptionError),
        ({"client": {"rate_limiter": None}}, ConfigurationError),
        ({"client": object()}, ConfigurationError),
        ({"operation": "no_such"}, OptionError),
        ({"options": {"no_such": 1}}, OptionError),
    ],
)
def test_wrong_settings_are_refused_before_a_worker_starts(
    wrong: dict[str, Any], kind: type[Exception], tmp_path: Path
) -> None:
    """The mistake is reported where the job is set up, not by a machine of the cluster."""
    given = {"operation": OPERATION, "output": str(tmp_path), **wrong}
    with pytest.raises(kind):
        Job(**given)
