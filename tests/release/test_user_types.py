"""The programs of users that type checkers read name every operation."""

from __future__ import annotations

import ast

import pytest
from huawei_ocr_api.catalog import OPERATIONS

from tests.paths import ROOT

PROGRAM = ROOT / "tests" / "typing" / "operations.py"


@pytest.mark.parametrize("client", ["blocking", "awaited"])
def test_result_type_of_every_operation_is_asserted(client: str) -> None:
    """A new operation is added to both functions."""
    program = ast.parse(PROGRAM.read_text(encoding="utf-8"))
    (body,) = (
        node
        for node in program.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == client
    )
    called = [
        node.func.attr
        for node in ast.walk(body)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    asserted = [
        node
        for node in ast.walk(body)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "assert_type"
    ]
    assert set(called) == set(OPERATIONS)
    assert len(asserted) == len(OPERATIONS)
