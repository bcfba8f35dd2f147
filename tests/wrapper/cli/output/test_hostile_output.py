"""Text from outside can neither control a terminal, nor run a formula, nor freeze the output."""

from __future__ import annotations

import csv
import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.cli.conftest import FakeCloud, Hwocr

EVIL = "A\x1b[31mB\x9b2JC\u202eD\u2066E\u2028F\x07G\ufeffH"
"""Escape sequences, bidi controls, a line separator, a bell and a byte order mark."""

CONTROLS = [c for c in EVIL if not c.isascii() or not c.isprintable()]
FORMATS = ["table", "json", "text", "markdown", "csv"]


def controls_in(text: str) -> list[str]:
    return [character for character in CONTROLS if character in text]


@pytest.fixture
def terminal(hwocr: Hwocr, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both streams count as a terminal."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def evil_scan(tmp_path: Path) -> Path:
    """An image whose name contains control characters."""
    path = tmp_path / f"{EVIL}.png"
    Image.new("L", (40, 30)).save(path, "PNG")
    return path


@pytest.fixture
def evil_cloud(cloud: FakeCloud) -> FakeCloud:
    """A service that returns control characters wherever it can."""
    words = [{"words": EVIL, "location": [[1, 1], [9, 1], [9, 9], [1, 9]]}]
    cells = [{"words": EVIL, "rows": [0], "columns": [0]}]
    cloud.responses["recognize_passport"] = {"result": {EVIL: EVIL, "surname": EVIL}}
    cloud.responses["recognize_general_text"] = {"result": {"words_block_list": words}}
    cloud.responses["recognize_general_table"] = {
        "result": {"words_region_list": [{"type": "table", "words_block_list": cells}]}
    }
    return cloud


@pytest.mark.usefixtures("evil_cloud")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("operation", ["passport", "general-text", "general-table"])
def test_pipes_get_no_controls(
    hwocr: Hwocr, evil_scan: Path, tmp_path: Path, operation: str, form: str
) -> None:
    """Neither values, nor names of fields, nor file names contain controls, printed or saved."""
    printed = hwocr(operation, evil_scan, evil_scan, "--format", form)
    saved = hwocr(operation, evil_scan, "--format", form, "--output", tmp_path / "results")
    (path,) = (p for p in (tmp_path / "results").iterdir() if not p.name.startswith("."))
    for text in (printed.out, printed.err, saved.out, saved.err, path.read_text("utf-8")):
        assert controls_in(text) == []


@pytest.mark.usefixtures("evil_cloud", "terminal")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("operation", ["passport", "general-text", "general-table"])
def test_terminals_get_no_controls(
    hwocr: Hwocr, evil_scan: Path, operation: str, form: str
) -> None:
    """On a terminal only the progress display uses escape sequences."""
    out = hwocr(operation, evil_scan, "--format", form).out
    assert not {"\x9b", "\u202e", "\u2066", "\u2028", "\x07", "\ufeff"} & set(out)
    assert "\x1b[31m" not in out
    if form == "json":
        values = json.dumps(json.loads(out[out.index("{") : out.rindex("}") + 1]))
        assert json.dumps(EVIL) in values


@pytest.mark.parametrize("form", FORMATS)
def test_request_ids_and_regions(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """A request id or region with controls is shown without them."""
    result: Recognition[Any] = Recognition(
        "recognize_passport", {"result": {}}, request_id=EVIL * 99, region=EVIL
    )
    monkeypatch.setattr(cloud, "call", lambda *_, **__: result)
    outcome = hwocr("passport", scan, "--format", form)
    assert outcome.code == 0
    assert controls_in(outcome.out + outcome.err) == []


def test_errors_and_tracebacks(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """An error message is one line without controls, and so is an unexpected one."""
    for error in (errors.ServerError(f"{EVIL}\nX", request_id=EVIL), RuntimeError(f"{EVIL}\nX")):
        cloud.responses["recognize_passport"] = error
        assert hwocr("passport", scan).err.count("\n") == 1
        assert controls_in(hwocr("passport", scan, "-v").err) == []


def test_usage_errors(hwocr: Hwocr) -> None:
    """An argument in an error message has no controls."""
    for arguments in ([EVIL], ["passport", "x", f"--{EVIL}"], ["errors", EVIL], ["show", EVIL]):
        outcome = hwocr(*arguments)
        assert outcome.code == 2
        assert controls_in(outcome.err) == []


def test_log_lines(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A log record of the library has no controls."""

    def respond(_: int) -> dict[str, Any]:
        logging.getLogger("ocr_wrapper").warning("response %s", EVIL)
        return {"result": {}}

    cloud.responses["recognize_passport"] = respond
    err = hwocr("passport", scan, "-v").err
    assert "response" in err
    assert controls_in(err) == []


def test_saved_results_with_controls(hwocr: Hwocr, tmp_path: Path) -> None:
    """A saved result from another program is shown without controls."""
    saved = {"operation": EVIL, "file": EVIL, "request_id": EVIL, "region": EVIL, "result": {}}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(saved), "utf-8")
    for form in FORMATS:
        outcome = hwocr("show", path, "--format", form)
        assert outcome.code == 0
        assert controls_in(outcome.out + outcome.err) == []


def test_keys_in_urls_are_not_shown(hwocr: Hwocr, cloud: FakeCloud) -> None:
    """The query and user of a URL appear neither in an error nor in a heading."""
    url = "https://user:pw@host/a.png?Signature=secret"
    for form in ("table", "text", "markdown"):
        outcome = hwocr("passport", url, url, "--format", form)
        assert "https://host/a.png?…" in outcome.out
        assert "secret" not in outcome.out
        assert "pw@" not in outcome.out
    cloud.responses["recognize_passport"] = errors.ImageDownloadError("AIS.0014: no access")
    err = hwocr("passport", url).err
    assert "secret" not in err
    assert "https://host/a.png?…" in err


def test_base64_as_an_argument_is_not_quoted(hwocr: Hwocr, cloud: FakeCloud) -> None:
    """Image data that is given as a file name does not appear in the error."""
    data = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQ" * 30
    outcome = hwocr("passport", data)
    assert (outcome.code, cloud.calls) == (2, [])
    assert data[20:40] not in outcome.err


@pytest.mark.parametrize("form", ["json", "csv"])
def test_formulas_in_csv(hwocr: Hwocr, cloud: FakeCloud, tmp_path: Path, form: str) -> None:
    """Values, names of fields and file names that look like a formula are quoted in CSV only."""
    path = tmp_path / "=scan.png"
    Image.new("L", (40, 30)).save(path)
    cloud.responses["recognize_passport"] = {"result": {"=name": "=1+1", "height": "-3.5"}}
    out = hwocr("passport", "=scan.png", "--format", form).out
    if form == "json":
        assert json.loads(out)["result"] == {"=name": "=1+1", "height": "-3.5"}
        return
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[1:] == [["'=scan.png", "'=name", "'=1+1", ""], ["'=scan.png", "height", "-3.5", ""]]


def test_markdown_headings_are_escaped(hwocr: Hwocr, tmp_path: Path) -> None:
    """A file name cannot become markup."""
    path = tmp_path / "a*b*[c](d).png"
    Image.new("L", (40, 30)).save(path)
    out = hwocr("passport", path, path, "--format", "markdown").out
    assert "a\\*b\\*\\[c\\](d).png" in out.splitlines()[0]


def test_distant_words_in_a_table(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A word at x = 1e10 does not fill the line with spaces."""
    blocks = [
        {"words": "near by", "location": [[0, 0], [70, 0], [70, 9], [0, 9]]},
        {"words": "far away", "location": [[1e10, 0], [1e10 + 80, 0], [1e10 + 80, 9], [1e10, 9]]},
        {"words": "beyond", "location": [[1e300, 50], [1e308, 50], [1e308, 59], [1e300, 59]]},
    ]
    cloud.responses["recognize_general_text"] = {"result": {"words_block_list": blocks}}
    outcome = hwocr("general-text", scan)
    assert outcome.code == 0
    assert len(outcome.out) < 5000
    assert "far away" in outcome.out


def test_many_rows_are_summarized(hwocr: Hwocr, cloud: FakeCloud, scan: Path) -> None:
    """A table on the terminal shows the first rows and how many there are."""
    values = {f"field_{number}": "x" for number in range(3000)}
    cloud.responses["recognize_passport"] = {"result": values}
    out = hwocr("passport", scan).out
    assert "and 2,000 more rows" in out
    assert len(out.splitlines()) < 1100
    blocks = [{"words": f"line {number}"} for number in range(3000)]
    cloud.responses["recognize_general_text"] = {"result": {"words_block_list": blocks}}
    assert "and 2,000 more rows" in hwocr("general-text", scan).out


@pytest.mark.parametrize("side", [range(9000), range(71)])
def test_huge_tables_are_summarized(
    hwocr: Hwocr, cloud: FakeCloud, scan: Path, side: range
) -> None:
    """A table that no terminal can show is not drawn."""
    cells = [{"words": "x", "rows": [n], "columns": [n % 100]} for n in side]
    cells.append({"words": "huge", "rows": list(side), "columns": list(side)})
    region = {"type": "table", "words_block_list": cells}
    cloud.responses["recognize_general_table"] = {"result": {"words_region_list": [region]}}
    out = hwocr("general-table", scan).out
    assert "see --format csv" in out
    assert len(out) < 2000
