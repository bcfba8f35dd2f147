"""The table of planted defects is true: each place exists, and each test that is named."""

from __future__ import annotations

import ast

import pytest

from .defects import DEFECTS, Defect
from .planting import ROOT, table


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.id)
def test_a_defect_can_be_planted_and_its_test_exists(defect: Defect) -> None:
    """The text to change stands in the file once, and the named test is defined."""
    text = (ROOT / defect.file).read_text(encoding="utf-8")
    assert text.count(defect.old) == 1
    assert defect.new not in ("", defect.old) or defect.old.endswith("\n")
    file, _, name = defect.test.partition("::")
    functions = {
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name == "" or name.partition("[")[0] in functions


def test_the_table_in_the_documentation_is_this_one() -> None:
    """docs/testing.md lists every planted defect, and no other."""
    assert table() in (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def test_there_are_at_least_twenty_of_them() -> None:
    """Twenty defects on both sides of the wire, each under a name of its own."""
    assert len({defect.id for defect in DEFECTS}) == len(DEFECTS) >= 20
    assert {defect.file.partition("/")[0] for defect in DEFECTS} >= {"ocr_wrapper", "ocr_emulator"}
