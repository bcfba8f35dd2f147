"""Hostile values in a paid result: every view and every written file, in bounded size."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ocr_wrapper import Recognition
from ocr_wrapper.cli.app import run

FORMATS = ("table", "json", "text", "markdown", "csv")
MAX_GROWTH = 1_000_000
"""Characters that a view may be longer than a few times the response it comes from."""


def line(words: Any, location: Any = None, **more: Any) -> dict[str, Any]:
    """Return a block of text as the service sends it."""
    where = [[0, 0], [10, 0], [10, 10], [0, 10]] if location is None else location
    return {"words": words, "location": where, **more}


def text(*blocks: Any) -> tuple[str, dict[str, Any]]:
    """Return a response of general text."""
    result = {"words_block_count": len(blocks), "words_block_list": list(blocks)}
    return "recognize_general_text", {"result": result}


def fields(**values: Any) -> tuple[str, dict[str, Any]]:
    """Return a response of the passport operation."""
    return "recognize_passport", {"result": values}


def table(*cells: Any) -> tuple[str, dict[str, Any]]:
    """Return a response with one table."""
    region = {"type": "table", "words_block_count": len(cells), "words_block_list": list(cells)}
    return "recognize_general_table", {"result": {"words_region_list": [region]}}


def cell(words: Any, rows: Any, columns: Any) -> dict[str, Any]:
    """Return a cell of a table."""
    return {**line(words), "rows": rows, "columns": columns}


FAR = [[1e10, 0], [1e10 + 5, 0], [1e10 + 5, 5], [1e10, 5]]
VALUES: dict[str, tuple[str, dict[str, Any]]] = {
    "lone surrogate in a field": fields(surname="\ud800", confidence={"surname": 0.9}),
    "lone surrogate in a name": fields(**{"\udfff": "x"}),
    "lone surrogate in a line": text(line("a\udc00b")),
    "escapes": fields(surname="\x1b[2J\x1b]0;title\x07"),
    "bidi controls": text(line("\u202eevil\u2066")),
    "null bytes": text(line("a\0b")),
    "line separators": text(line("a\u2028b\u2029c\x85d\x0be")),
    "formulas": fields(surname="=HYPERLINK(1)", given_name="+1", sex="-1", nationality="@x"),
    "formula after a tab": table(cell("\t=1+1", [0], [0])),
    "markup": fields(surname="<script>alert(1)</script>"),
    "Markdown": text(line("# not a heading | [x](javascript:1) `code`")),
    "Markdown in a cell": table(cell("a|b\n| c", [0], [0])),
    "result is a list": ("recognize_passport", {"result": [1, "x", None]}),
    "result is empty": ("recognize_general_text", {"result": {}}),
    "blocks are no list": ("recognize_general_text", {"result": {"words_block_list": 7}}),
    "blocks are no objects": text(1, None, "x", [], {}),
    "words are no text": text(line(None), line(7), line(["a"]), line({"b": 1})),
    "place of words": text(line("x", "left"), line("y", [[1]]), line("z", [["a", "b"]] * 4)),
    "place far away": text(line("near"), line("far", FAR)),
    "place not finite": text(line("x", [[float("1e308") * 10, 0]] * 4)),
    "place negative": text(line("x", [[-(2**63), -(2**63)]] * 4)),
    "20,000 equal places": text(*[line("x")] * 20_000),
    "one line of 5 MB": text(line("x" * 5_000_000)),
    "confidence no number": text(line("x", confidence="high"), line("y", confidence=[])),
    "confidence out of range": fields(surname="A", confidence={"surname": 1e308}),
    "confidence a list": fields(surname="A", confidence=[0.9]),
    "cell far away": table(cell("x", [10**9], [10**9])),
    "cell over 9,000 x 9,000": table(cell("x", list(range(9000)), list(range(9000)))),
    "cell negative": table(cell("x", [-1], [-1])),
    "cell in words": table(cell("x", ["a"], [None])),
    "cells on top of each other": table(*[cell(str(n), [0], [0]) for n in range(1000)]),
    "20,000 equal names": fields(**{f"name_{n}": "same" for n in range(20_000)}),
    "nested 400 deep": fields(surname=json.loads("[" * 400 + "]" * 400)),
    "numbers of 4,000 digits": fields(number=int("9" * 4000)),
    "names like Python's": fields(**{"__class__": "x", "self": "y", "result": "z"}),
    "name with line breaks": fields(**{"a\nb": "x\ny", "": "empty"}),
    "image that is none": fields(portrait_image="not base64", confidence={}),
}
VIEWS: dict[str, Callable[[Recognition[Any]], object]] = {
    "repr": repr,
    "result": lambda r: repr(r.result),
    "fields": lambda r: [(f.name, f.text, f.confidence) for f in r.fields.values()],
    "lines": lambda r: [(item.text, item.confidence, item.polygon) for item in r.lines],
    "text": lambda r: r.text,
    "tables": lambda r: [(t.to_csv(), t.to_markdown()) for t in r.tables],
    "Markdown": lambda r: r.to_markdown(),
    "JSON": lambda r: Recognition.from_json(r.to_json()),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", VALUES)
def test_view_of_a_hostile_result_is_bounded(name: str, view: str) -> None:
    """No value makes a view fail, or grow far beyond the response that was paid for."""
    operation, raw = VALUES[name]
    shown = VIEWS[view](Recognition(operation, raw))
    assert len(repr(shown)) < 20 * len(json.dumps(raw)) + MAX_GROWTH


@pytest.mark.parametrize("name", VALUES)
def test_image_with_a_hostile_result_can_be_drawn(name: str) -> None:
    """Places outside the image and texts of any length leave the image as large as it was."""
    operation, raw = VALUES[name]
    image = Image.new("RGB", (60, 40), "white")
    assert Recognition(operation, raw).annotate(image).size == image.size


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", VALUES)
def test_hostile_result_can_be_shown_and_saved(
    name: str, form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each format is written whole, in UTF-8, and without a control that a terminal obeys."""
    operation, raw = VALUES[name]
    saved = tmp_path / "saved.json"
    saved.write_text(
        json.dumps({"operation": operation, "result": raw["result"]}), encoding="utf-8"
    )
    assert run(["show", str(saved), "--format", form]) == 0
    out = capfd.readouterr().out
    out.encode()
    controls = {c for c in out if unicodedata.category(c) in ("Cc", "Cf", "Cs")} - {"\n", "\t"}
    # Invisible joiners belong to some scripts; what moves text or the cursor does not.
    assert not controls & set("\x1b\x07\x00\r\x0b\x0c\x85\u2028\u2029\u202e\u2066\ufeff"), controls
