"""Benchmarks measure the same work on both sides and compute the figures correctly."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from benchmarks import images, report
from benchmarks.plan import MEASUREMENTS, PARTS, ROWS, Row, Target
from ocr_wrapper.images import load


@pytest.mark.parametrize(
    ("write", "size"),
    [(images.write_large, 7 * 1024 * 1024), (images.write_small, 1000)],
)
def test_benchmark_image_has_its_size_and_passes_every_check(
    write: object, size: int, tmp_path: Path
) -> None:
    """The JPEG has exactly the wanted size, opens completely and is sent unchanged."""
    path = tmp_path / "image.jpg"
    assert callable(write)
    write(path)
    data = path.read_bytes()
    assert len(data) == size
    with Image.open(io.BytesIO(data)) as image:
        image.load()
    loaded = load.load_image(data, operation=OPERATIONS["recognize_passport"])
    assert (loaded.format, loaded.data) == ("JPEG", data)


def _turns(*values: tuple[float, float]) -> list[report.Turn]:
    """Return turns in which ours and the vendor's took so much of everything."""
    figures = ("cpu", "wall", "rate", "first", "growth", "peak")
    sides = ("vendor", "fast", "floor", "import httpx")
    return [
        {"ours": dict.fromkeys(figures, ours)}
        | {side: dict.fromkeys(figures, vendor) for side in sides}
        for ours, vendor in values
    ]


ROW = Row("7 MiB", "large", target=Target("vendor", 0.45))


def test_row_is_the_median_of_the_ratios_of_its_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn in which the machine was slow for both sides counts as any other."""
    monkeypatch.setattr(report, "ROWS", [ROW])
    (line,) = report.lines({"large": _turns((0.1, 0.4), (2.0, 4.0), (0.6, 0.2))})
    assert (line.medians["ours"], line.medians["vendor"], line.ratio) == (600.0, 400.0, 0.5)
    assert line.spread is not None
    assert pytest.approx(line.spread) == (0.25, 3.0)
    assert line.missed
    assert line.verdict == "≤ 0.45 × vendor missed"


def test_rate_is_compared_with_what_the_delay_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 calls in flight at 200 ms are 320 a second at best."""
    target = Target("ideal", 0.93, most=False)
    row = Row("64", "64 tasks late", "rate", ("/s", 1.0), target, ideal=320.0)
    monkeypatch.setattr(report, "ROWS", [row])
    (line,) = report.lines({"64 tasks late": _turns((304.0, 40.0))})
    assert (line.ratio, line.verdict) == (0.95, "≥ 0.93 × ideal met")


def test_benchmark_page_states_numbers_and_method() -> None:
    """The page contains table, versions and the number of turns."""
    found = {one.name: _turns((1.0, 10.0)) for one in MEASUREMENTS}
    found["help"] = _turns((1.0, 10.0))
    lines = report.lines(found)
    page = report.document(lines, {"httpcore": "9.9"}, "7")
    assert report.table(lines) in page
    assert "httpcore 9.9" in page
    assert "7 turns" in page


def test_every_row_is_measured_and_every_part_has_a_name() -> None:
    """A row without a measurement would be left out of the page without a word."""
    names = {one.name for one in MEASUREMENTS} | {"help"}
    assert {row.measurement for row in ROWS} <= names
    assert {one.part for one in MEASUREMENTS} | {"growth"} == set(PARTS)
