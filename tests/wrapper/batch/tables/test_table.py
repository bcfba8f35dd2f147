"""Table function: one row out for each row in, whatever happens to it."""

from __future__ import annotations

import functools
import logging
import pickle
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest

import ocr_wrapper.batch
from ocr_emulator import Emulator
from ocr_wrapper import AkSk, InputError, OcrClient, PermissionDeniedError, Recognition
from ocr_wrapper.batch import recognize_batch
from ocr_wrapper.batch.table import SCHEMA, status_of
from ocr_wrapper.errors import (
    ConnectError,
    ImageRejectedError,
    InvalidImageError,
    RateLimitError,
    ResponseLostError,
    ServiceUnavailableError,
)
from tests.wrapper.batch.tables.conftest import OPERATION, REGION, Images, Settings


def test_each_row_becomes_one_row_in_the_same_order(
    emulator: Emulator, settings: Settings, images: Images
) -> None:
    """Twenty images at four at a time: twenty results that load as `Recognition`."""
    ids = [f"page-{number}" for number in range(20)]
    found = recognize_batch(images(*ids), OPERATION, client=settings, concurrency=4)
    assert found.schema == SCHEMA
    assert found["id"].to_pylist() == ids
    assert set(found["status"].to_pylist()) == {"ok"}
    assert found["attempts"].to_pylist() == [1] * 20
    loaded = [Recognition.from_json(text) for text in found["result"].to_pylist()]
    assert [one.request_id for one in loaded] == found["request_id"].to_pylist()
    assert len({*found["request_id"].to_pylist()}) == 20
    assert emulator.journal.count(operation=OPERATION, status=200) == 20


def test_empty_table_has_the_same_columns_and_needs_no_client(images: Images) -> None:
    """An engine calls the function with an empty table to learn its columns."""
    found = recognize_batch(images(), OPERATION, client={"region": "nowhere"})
    assert found.schema == SCHEMA
    assert found.num_rows == 0


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"image": [b"x"]}, "no column id"),
        ({"id": ["a"]}, "neither a column image nor a column url"),
        ({"id": [1.5], "image": [b"x"]}, "id is double"),
        ({"id": [None, "a"], "image": [b"x", b"x"]}, "has nulls"),
        ({"id": ["a", "a"], "image": [b"x", b"x"]}, "an id twice"),
        ({"id": ["a"], "image": ["text"]}, "image is string"),
        ({"id": ["a"], "url": [b"bytes"]}, "url is binary"),
    ],
)
def test_wrong_columns_are_refused_before_anything_is_sent(
    emulator: Emulator, settings: Settings, columns: dict[str, list[Any]], words: str
) -> None:
    """The error names the column and what it should be."""
    with pytest.raises(InputError, match=words):
        recognize_batch(pa.table(columns), OPERATION, client=settings)
    assert emulator.journal.number == 0


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        ("recognize_pasport", {}),
        (OPERATION, {"no_such_option": 1}),
        (OPERATION, {"detect_direction": "yes"}),
        (OPERATION, {"url": "https://example.com/a.png"}),
        (OPERATION, {"concurrency": 0}),
    ],
)
def test_wrong_operation_or_option_is_refused_before_anything_is_sent(
    emulator: Emulator, settings: Settings, images: Images, operation: str, options: dict[str, Any]
) -> None:
    """A mistake that every row would repeat is an error, not a table of errors."""
    with pytest.raises(InputError):
        recognize_batch(images("a"), operation, client=settings, **options)
    assert emulator.journal.number == 0


def test_row_with_both_or_neither_source_fails_alone(
    emulator: Emulator, settings: Settings, image: bytes
) -> None:
    """Nothing is sent for it, and the rows around it are recognized."""
    url = emulator.files.put("a.png", image)
    table = pa.table(
        {
            "id": ["image", "both", "neither", "url"],
            "image": [image, image, None, None],
            "url": [None, url, None, url],
        }
    )
    found = recognize_batch(table, OPERATION, client=settings)
    assert found["status"].to_pylist() == ["ok", "failed", "failed", "ok"]
    assert found["error_class"].to_pylist()[1:3] == ["ImageSourceError"] * 2
    assert found["attempts"].to_pylist() == [1, 0, 0, 1]
    assert emulator.journal.count(operation=OPERATION) == 2


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"id": [7, 8, 9], "image": [b"x"] * 3}).slice(1, 1),
        pa.table({"id": pa.array([8], pa.uint8()), "image": pa.array([b"x"], pa.large_binary())}),
        pa.table({"id": pa.array(["8"], pa.large_string()), "image": [b"x"], "page": [1]}),
    ],
)
def test_ids_of_other_types_become_text(settings: Settings, table: pa.Table) -> None:
    """The schema of the result does not follow the input, so that all parts are alike."""
    found = recognize_batch(table, OPERATION, client=settings)
    assert found.schema == SCHEMA
    assert found["id"].to_pylist() == ["8"]


@pytest.mark.parametrize(
    ("fault", "status", "error_class", "code"),
    [
        ("AIS.0105", "failed", "RecognitionFailedError", "AIS.0105"),
        ("reset-after", "lost", "ResponseLostError", None),
        ("bad-json", "lost", "InvalidResponseError", None),
        ("APIG.0308", "retry", "RateLimitError", "APIG.0308"),
        ("AIS.0118", "retry", "ServiceUnavailableError", "AIS.0118"),
    ],
)
def test_status_tells_what_a_failure_costs(
    emulator: Emulator,
    settings: Settings,
    images: Images,
    fault: str,
    status: str,
    error_class: str,
    code: str,
) -> None:
    """A failure of one row stops no other, and says whether another run should call again."""
    emulator.faults.add(fault, times=1)
    found = recognize_batch(images("a", "b"), OPERATION, client=settings, concurrency=1)
    row, other = found.to_pylist()
    assert (row["status"], row["error_class"], row["code"]) == (status, error_class, code)
    assert row["result"] is None
    assert row["attempts"] == 1
    assert other["status"] == "ok"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidImageError(), "failed"),
        (ImageRejectedError(retry_safe=False), "failed"),
        (ConnectError(retry_safe=True), "retry"),
        (ConnectError(retry_safe=False), "retry"),
        (RateLimitError(retry_safe=True), "retry"),
        (ServiceUnavailableError(retry_safe=False), "retry"),
        (PermissionDeniedError(retry_safe=False), "retry"),
        (ResponseLostError(), "lost"),
    ],
)
def test_status_of_an_error(error: Exception, status: str) -> None:
    """A response that may have been billed is never called again by itself."""
    assert status_of(error) == status  # type: ignore[arg-type]


def test_key_that_is_refused_is_raised(
    emulator: Emulator, settings: Settings, images: Images, caplog: pytest.LogCaptureFixture
) -> None:
    """It would be refused for every row, and too many refusals lock it; no secret is shown."""
    caplog.set_level(logging.DEBUG)
    wrong = {**settings, "credentials": AkSk(emulator.ak, "not-the-secret-key")}
    with pytest.raises(ocr_wrapper.AuthenticationError) as caught:
        recognize_batch(images(*"abcdefghij"), OPERATION, client=wrong)
    assert emulator.journal.count(operation=OPERATION) <= 3
    assert "not-the-secret-key" not in caplog.text + repr(caught.value)


def test_rows_that_were_billed_survive_an_error_that_concerns_all(
    emulator: Emulator, settings: Settings, images: Images
) -> None:
    """The first row is returned, the others are marked for another run."""
    emulator.sequence("default", "ModelArts.4204", operation=OPERATION)
    found = recognize_batch(images("a", "b", "c"), OPERATION, client=settings, concurrency=1)
    assert found["status"].to_pylist() == ["ok", "retry", "retry"]


def test_unforeseen_error_of_one_row_loses_no_other(
    settings: Settings, images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is unknown how far that call came, so it counts as one that may have been billed."""
    real = OcrClient.call
    calls = iter([True, False])

    def call(self: OcrClient, *args: Any, **options: Any) -> Recognition[Any]:
        if next(calls):
            raise RuntimeError("no such thing was foreseen")
        return real(self, *args, **options)

    monkeypatch.setattr(OcrClient, "call", call)
    found = recognize_batch(images("a", "b"), OPERATION, client=settings, concurrency=1)
    assert found["status"].to_pylist() == ["lost", "ok"]
    assert found["error_class"].to_pylist() == ["RuntimeError", None]


def test_function_and_client_can_be_pickled(settings: Settings, images: Images) -> None:
    """An engine sends the function to its workers."""
    with OcrClient(**settings) as client:
        made = functools.partial(recognize_batch, operation=OPERATION, client=client)
        sent = pickle.loads(pickle.dumps(made))
    with sent.keywords["client"]:
        assert sent(images("a"))["status"].to_pylist() == ["ok"]


def test_given_client_stays_open_and_an_own_one_is_closed(
    emulator: Emulator, settings: Settings, images: Images
) -> None:
    """A worker that keeps its client reuses its connections from table to table."""
    with OcrClient(**settings) as client:
        recognize_batch(images("a"), OPERATION, client=client)
        recognize_batch(images("b"), OPERATION, client=client)
        assert emulator.connections == 1
    # An own client that stayed open would warn, and a warning is an error here.
    recognize_batch(images("c"), OPERATION, client=settings)


def test_client_comes_from_the_environment(
    emulator: Emulator, images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a client nothing secret is sent to a worker: it finds what it needs there."""
    for name, value in {
        "HUAWEICLOUD_SDK_AK": emulator.ak,
        "HUAWEICLOUD_SDK_SK": emulator.sk,
        "HUAWEICLOUD_SDK_PROJECT_ID": emulator.projects[REGION],
        "HWOCR_REGION": REGION,
        "HWOCR_ENDPOINT": emulator.url,
    }.items():
        monkeypatch.setenv(name, value)
    assert recognize_batch(images("a"), OPERATION)["status"].to_pylist() == ["ok"]


def test_options_reach_the_service(emulator: Emulator, settings: Settings, images: Images) -> None:
    """Options of the operation and of the call are those of `client.call`."""
    recognize_batch(
        images("a"),
        OPERATION,
        client=settings,
        enterprise_project_id="money-1",
        detect_direction=False,
    )
    assert emulator.journal.last.headers["enterprise-project-id"] == "money-1"


def test_import_loads_neither_arrow_nor_an_engine() -> None:
    """A program that imports the package pays only for what it uses."""
    code = (
        "import sys, ocr_wrapper.batch\n"
        "print({'pyarrow', 'ray', 'pyspark', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("missing", "use", "extra"),
    [
        ("pyarrow", "from ocr_wrapper.batch import recognize_batch", "[parquet]"),
        ("ray", "import ocr_wrapper.batch.ray", "[ray]"),
        ("pyspark", "import ocr_wrapper.batch.spark", "[spark]"),
    ],
)
def test_missing_library_is_named_with_its_extra(missing: str, use: str, extra: str) -> None:
    """The message is the command that installs what is missing."""
    code = f"import sys\nsys.modules[{missing!r}] = None\n{use}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    said = done.stderr.splitlines()[-1]
    assert f'{missing}, which is not installed: run pip install "ocr-wrapper{extra}"' in said
