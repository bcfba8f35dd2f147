"""The comparison measures the same work on both sides and counts what it says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from huawei_ocr_api.catalog import OPERATIONS
from PIL import Image

from benchmarks import pictures, report
from ocr_wrapper.images import load


@pytest.mark.parametrize(
    ("write", "size"),
    [(pictures.write_large, 7 * 1024 * 1024), (pictures.write_small, 1000)],
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


def _turn(value: float) -> dict[str, float]:
    return dict.fromkeys(("cpu", "wall", "first", "growth", "peak"), value)


def test_row_is_the_ratio_of_two_medians() -> None:
    """One slow turn changes neither median; the spread shows it."""
    pairs = [(_turn(a), _turn(b)) for a, b in ((0.1, 0.4), (0.9, 0.3), (0.2, 0.5))]
    row = report.rows({name: pairs for _, name, *_ in report.PLAN})[0]
    assert (row.ours, row.vendor, row.ratio) == (200.0, 400.0, 0.5)
    assert (pytest.approx(row.lowest), pytest.approx(row.highest)) == (0.25, 3.0)
    assert row.missed
    assert row.verdict == "≤ 0.45 missed"


def test_benchmark_page_states_numbers_and_method() -> None:
    """The page contains table, versions and the number of turns."""
    pairs = [(_turn(1.0), _turn(4.0))]
    rows = report.rows({name: pairs for _, name, *_ in report.PLAN})
    page = report.document(rows, 7, {"httpx": "9.9"})
    assert report.table(rows) in page
    assert "httpx 9.9" in page
    assert "7 turns" in page
    assert "missed" not in report.table(rows)
