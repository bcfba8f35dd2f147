"""Ray Data: two actors, one killed in the middle, against an emulator with faults and a quota."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import ray
import ray.data

from ocr_emulator import Emulator
from ocr_wrapper import AkSk
from ocr_wrapper.batch import pending, read_results
from ocr_wrapper.batch.ray import recognize
from tests.cluster import service


@pytest.fixture(scope="module", autouse=True)
def _engine() -> Iterator[None]:
    """Run Ray on this machine alone; the target of the Makefile keeps it on loopback."""
    ray.init(
        address="local",
        num_cpus=4,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=100_000_000,
    )
    yield
    ray.shutdown()


def _results(emulator: Emulator, workers: Path, output: Path, **more: object) -> ray.data.Dataset:
    dataset = ray.data.from_arrow(service.pages()).repartition(6)
    return recognize(dataset, service.OPERATION, output, **service.job(emulator, workers, **more))


def test_each_id_is_in_the_output_once_although_an_actor_is_killed(
    emulator: Emulator, workers: Path, tmp_path: Path
) -> None:
    """Ray replaces the actor; what it had not written yet is billed again, one part at most."""
    service.disturb(emulator)
    output = tmp_path / "out"
    with service.killed_worker(emulator, workers) as killed:
        _results(emulator, workers, output).materialize()
    assert killed
    assert len(list(workers.iterdir())) > service.WORKERS, "the actor was not replaced"
    emulator.quotas.reset()
    # What a refusal left for another run.
    _results(emulator, workers, output).materialize()
    assert pending(service.pages(), output).num_rows == 0
    service.check_bill(emulator, read_results(output))


def test_dataset_that_is_consumed_again_calls_nothing_again(
    emulator: Emulator, workers: Path, tmp_path: Path
) -> None:
    """Datasets are lazy, so that a second use recognizes every row again, but for the parts."""
    dataset = _results(emulator, workers, tmp_path / "out")
    assert dataset.count() == service.ROWS
    rows = dataset.take_all()
    assert sorted(row["id"] for row in rows) == service.IDS
    assert emulator.journal.count(operation=service.OPERATION) == service.ROWS
    assert _results(emulator, workers, tmp_path / "out").count() == 0


def test_refused_key_ends_the_job(emulator: Emulator, workers: Path, tmp_path: Path) -> None:
    """The job fails with the reason after a few calls, and not row by row to its end."""
    wrong = AkSk(emulator.ak, "not-the-secret-key")
    with pytest.raises(ray.exceptions.RayError, match=r"Authentication(Paused)?Error") as caught:
        _results(emulator, workers, tmp_path / "out", credentials=wrong).materialize()
    assert "not-the-secret-key" not in str(caught.value)
    assert len(emulator.journal) <= 3 * service.WORKERS * 2
    assert read_results(tmp_path / "out").num_rows == 0
