"""Spark: two tasks, one Python worker killed, against an emulator with faults and a quota."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyspark.errors import PythonException
from pyspark.sql import DataFrame, SparkSession

from ocr_emulator import Emulator
from ocr_wrapper import AkSk, ConfigurationError
from ocr_wrapper.batch import pending, read_results
from ocr_wrapper.batch.spark import recognize
from tests.cluster import service


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    """Run Spark in this machine's Java, with two tasks at a time that may fail and start again."""
    if shutil.which("java") is None:
        if os.environ.get("REQUIRE_TOOLS"):  # noqa: TID251  the tests' own switch
            pytest.fail("Spark needs Java, which is not installed: apt-get install default-jre")
        pytest.skip("Spark needs Java, which is not installed")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        built = (
            SparkSession.builder.master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "OFF")
            .getOrCreate()
        )
        yield built
        built.stop()


def _results(
    session: SparkSession, emulator: Emulator, workers: Path, output: Path, **more: object
) -> DataFrame:
    frame = session.createDataFrame(service.pages()).repartition(4)
    return recognize(frame, service.OPERATION, output, **service.job(emulator, workers, **more))


def test_each_id_is_in_the_output_once_although_a_worker_is_killed(
    session: SparkSession, emulator: Emulator, workers: Path, tmp_path: Path
) -> None:
    """Spark starts the task again; what it had not written is billed again, one part at most."""
    service.disturb(emulator)
    output = tmp_path / "out"
    with service.killed_worker(emulator, workers) as killed:
        _results(session, emulator, workers, output).count()
    assert killed
    assert len(list(workers.iterdir())) > service.WORKERS, "the task was not started again"
    emulator.quotas.reset()
    # What a refusal left for another run.
    _results(session, emulator, workers, output).count()
    assert pending(service.pages(), output).num_rows == 0
    service.check_bill(emulator, read_results(output))


def test_frame_that_is_used_again_calls_nothing_again(
    session: SparkSession, emulator: Emulator, workers: Path, tmp_path: Path
) -> None:
    """Frames are lazy, so that a second action recognizes every row again, but for the parts."""
    frame = _results(session, emulator, workers, tmp_path / "out")
    assert frame.count() == service.ROWS
    assert sorted(row.id for row in frame.select("id").collect()) == service.IDS
    assert emulator.journal.count(operation=service.OPERATION) == service.ROWS
    assert _results(session, emulator, workers, tmp_path / "out").count() == 0


def test_refused_key_ends_the_job(
    session: SparkSession, emulator: Emulator, workers: Path, tmp_path: Path
) -> None:
    """The job fails with the reason after a few calls, and not row by row to its end."""
    wrong = AkSk(emulator.ak, "not-the-secret-key")
    with pytest.raises(PythonException, match=r"Authentication(Paused)?Error") as caught:
        _results(session, emulator, workers, tmp_path / "out", credentials=wrong).count()
    assert "not-the-secret-key" not in str(caught.value)
    assert read_results(tmp_path / "out").num_rows == 0


def test_speculative_execution_is_refused(tmp_path: Path) -> None:
    """Two copies of a slow task would run at the same time, and both would be billed."""
    settings = {"spark.speculation": "true"}
    frame = SimpleNamespace(sparkSession=SimpleNamespace(conf=settings))
    with pytest.raises(ConfigurationError, match="speculation"):
        recognize(frame, service.OPERATION, tmp_path / "out", workers=2)
    assert not (tmp_path / "out").exists()
