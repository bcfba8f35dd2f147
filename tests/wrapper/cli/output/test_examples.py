"""Examples of an emulator are refused, or marked in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wrapper.cli.conftest import FakeCloud, Hwocr
from tests.wrapper.cli.folder import visible

OPERATIONS_WITH_FORMATS = [
    (operation, form)
    for operation in ("passport", "general-text", "general-table")
    for form in ("table", "json", "text", "markdown", "csv")
]


@pytest.mark.parametrize(("operation", "form"), OPERATIONS_WITH_FORMATS)
@pytest.mark.parametrize("service", [["--local"], ["--endpoint", "http://127.0.0.1:9"]])
def test_examples_are_refused(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scan: Path,
    tmp_path: Path,
    operation: str,
    form: str,
    service: list[str],
) -> None:
    """An example of an emulator has an exit code of its own and is neither printed nor saved."""
    cloud.examples.add(f"recognize_{operation.replace('-', '_')}")
    outcome = hwocr(operation, scan, "--format", form, "--output", "results", *service)
    assert (outcome.code, outcome.out) == (7, "")
    assert "NOT the content of the image" in outcome.err
    assert "--allow-examples" in outcome.err
    assert visible(tmp_path / "results") == []


@pytest.mark.parametrize(("operation", "form"), OPERATIONS_WITH_FORMATS)
def test_allowed_examples_are_marked(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, tmp_path: Path, operation: str, form: str
) -> None:
    """With --allow-examples every format marks an example, printed, saved and shown again."""
    cloud.examples.add(f"recognize_{operation.replace('-', '_')}")
    options = ["--local", "--no-annotate", "--allow-examples", "--format", form]
    printed = hwocr(operation, scan, *options)
    assert printed.code == 0
    hwocr(operation, scan, *options, "--output", "results")
    (path,) = (tmp_path / "results").glob("scan*")
    hwocr(operation, scan, *options[:-1], "json", "--output", "json")
    shown = hwocr("show", "json/scan.json", "--format", form).out
    assert "NOT the content of the image" in printed.err
    for text in (printed.out, path.read_text("utf-8"), shown):
        if text.startswith("{"):
            assert json.loads(text)["example"] is True
        else:
            assert "EXAMPLE, not the content of the image" in text


def test_examples_do_not_count_as_results(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An example is not taken for the result of an input when a run is continued."""
    cloud.examples.add("recognize_passport")
    options = ["--output", "results", "--format", "json", "--endpoint", "http://127.0.0.1:9"]
    hwocr("passport", scan, *options, "--allow-examples")
    cloud.examples.clear()
    hwocr("passport", scan, *options, "--skip-existing")
    assert len(cloud.calls) == 2


@pytest.mark.parametrize(
    ("operation", "needles"),
    [
        ("passport", ["no OCR engine is installed", "ocr-wrapper[local]"]),
        ("thailand-id-card", ["recognizes only", "general-text", "passport"]),
    ],
)
def test_reason_of_an_example(
    hwocr: Hwocr,
    cloud: FakeCloud,
    scan: Path,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    needles: list[str],
) -> None:
    """The advice to install the engine is given only if that would help."""
    known = dict.fromkeys(["recognize_general_text", "recognize_passport"])
    monkeypatch.setattr("ocr_emulator.recognizers.RECOGNIZERS", known)
    cloud.examples.add(f"recognize_{operation.replace('-', '_')}")
    err = hwocr(operation, scan, "--local").err
    assert all(needle in err for needle in needles)
    assert ("pip install" in err) == (operation == "passport")
    assert "pip install" not in hwocr(operation, scan, "--endpoint", "http://127.0.0.1:9").err
