"""Parquet, Arrow and data frames have the same columns for every operation."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ocr_wrapper import exports
from ocr_wrapper.errors import ConfigurationError, InputError
from ocr_wrapper.exports import columnar
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.results.samples import PASSPORT, TABLE, block, recognition

PASSPORT_RESULT = recognition("recognize_passport", PASSPORT, request_id="0123")
TEXT = recognition("recognize_general_text", {"words_block_list": [block("007 b", 1, 2)]})
TABLES = recognition("recognize_general_table", TABLE)
ENTRIES = [
    Entry(PASSPORT_RESULT, "a.png"),
    Entry(TEXT, "b.tif", page=3),
    Entry(TABLES, "c.png"),
]


def test_parquet_row_can_be_loaded_as_a_result(tmp_path: Path) -> None:
    """Nothing is lost: the column `json` is the whole result."""
    frame = pandas.read_parquet(exports.save(ENTRIES, tmp_path / "a.parquet"))
    assert list(frame["source"]) == ["a.png", "b.tif", "c.png"]
    assert [Recognition.from_json(text) for text in frame["json"]] == [
        entry.recognition for entry in ENTRIES
    ]


def test_parquet_has_nested_fields_and_lines(tmp_path: Path) -> None:
    """Values, confidences and corners can be queried without parsing JSON."""
    rows = pq.read_table(exports.save(ENTRIES, tmp_path / "a.parquet")).to_pylist()
    surname = next(field for field in rows[0]["fields"] if field["name"] == "surname")
    assert (surname["value"], surname["confidence"]) == ("MUSTERFRAU", 0.97)
    (line,) = rows[1]["lines"]
    assert (line["text"], line["polygon"][0]) == ("007 b", [1, 2])
    assert rows[1]["page"] == 3


def test_parquet_is_written_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory holds one batch, whatever the number of results; none is lost at a border."""
    monkeypatch.setattr(columnar, "_BATCH_ROWS", 2)
    path = exports.save((TEXT for _ in range(5)), tmp_path / "a.parquet")
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)] == [2, 2, 1]


def test_large_results_make_small_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the text counts too, and not only the number of rows."""
    monkeypatch.setattr(columnar, "_BATCH_CHARACTERS", 100)
    path = exports.save([TEXT, TEXT], tmp_path / "a.parquet")
    assert pq.ParquetFile(path).num_row_groups == 2


def test_records_have_a_column_for_each_field() -> None:
    """Values are text and confidences are numbers, also where a field is missing."""
    table = exports.to_arrow([PASSPORT_RESULT, recognition("recognize_passport", {"number": 7})])
    assert table.schema.field("surname").type == pa.string()
    assert table.schema.field("surname.confidence").type == pa.float64()
    assert table.column("surname").to_pylist() == ["MUSTERFRAU", None]
    assert table.column("number").to_pylist() == [None, "7"]


def test_fields_with_the_names_of_columns_are_kept() -> None:
    """A response may call its fields as it likes."""
    hostile = recognition("x", {"source": "s", "page": "p", "a.confidence": "high", "a": "1"})
    row = exports.to_arrow(Entry(hostile, "in.png")).to_pylist()[0]
    assert (row["source"], row["source_"], row["page_"]) == ("in.png", "s", "p")
    assert (row["a.confidence_"], row["a"]) == ("high", "1")


@pytest.mark.parametrize(
    ("rows", "count"),
    [("records", 3), ("results", 3), ("fields", 5), ("lines", 7), ("words", 16), ("cells", 5)],
)
def test_rows_of_both_libraries(rows: str, count: int) -> None:
    """pandas and polars have the same rows and columns."""
    one, other = exports.to_pandas(ENTRIES, rows), exports.to_polars(ENTRIES, rows)
    assert list(one.columns) == other.columns
    assert len(one) == other.height
    assert isinstance(other, polars.DataFrame)
    assert len(one) == count


def test_one_result_is_enough() -> None:
    """A single result need not be put into a list."""
    assert list(exports.to_pandas(TEXT, "words")["text"]) == ["007", "b"]


@pytest.mark.parametrize("rows", ["records", "results", "fields", "lines", "words", "cells"])
def test_no_results_have_the_columns_too(rows: str) -> None:
    """An empty run gives an empty table, and not an error."""
    assert exports.to_arrow([], rows).num_rows == 0
    assert "source" in exports.to_pandas([], rows).columns


def test_unknown_rows_are_refused() -> None:
    """The error lists what there is."""
    with pytest.raises(InputError, match="cells"):
        exports.to_arrow(TEXT, "sheets")


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_missing_library_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each library has an extra of its own."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda wanted, *a: None if wanted == name else find(wanted, *a)
    )
    with pytest.raises(ConfigurationError, match=rf'"ocr-wrapper\[{name}\]"'):
        getattr(exports, f"to_{name}")(TEXT)


def test_images_are_not_in_any_table(tmp_path: Path) -> None:
    """A portrait is in the JSON of the result and in no other column."""
    portrait = "iVBORw0KGgo" * 300
    result = recognition("recognize_myanmar_id_card", {"portrait_image": portrait, "name": "A"})
    row = pq.read_table(exports.save(result, tmp_path / "a.parquet")).to_pylist()[0]
    assert portrait in json.loads(row.pop("json"))["result"]["portrait_image"]
    assert portrait not in str(row)
    assert portrait not in str(exports.to_arrow(result, "records").to_pylist())


def test_text_that_cannot_be_encoded_is_replaced(tmp_path: Path) -> None:
    """Half a surrogate pair in a response does not cost the file."""
    bad = recognition("recognize_passport", {"surname": "a\ud800", "\udc00": "b"})
    path = exports.save(Entry(bad, "\ud800.png"), tmp_path / "a.parquet")
    assert pq.read_table(path).num_rows == 1
    assert exports.to_arrow(Entry(bad, "\ud800.png")).num_rows == 1


def test_place_of_a_cell_that_no_column_holds_is_empty() -> None:
    """One such number of a response costs neither the cell nor the others."""
    cells = [{"words": "far", "rows": [10**30], "columns": [1 << 63]}]
    cells.append({"words": "near", "rows": [1], "columns": [2]})
    region = {"type": "table", "words_block_list": cells}
    result = recognition("recognize_general_table", {"words_region_list": [region]})
    rows = exports.to_arrow(result, "cells").to_pylist()
    assert [(row["text"], row["row"], row["column"]) for row in rows] == [
        ("far", None, None),
        ("near", 1, 2),
    ]
