"""Limits of size that keep the source readable: modules in a package, lines in each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

SOURCES = ("ocr_wrapper", "ocr_emulator", "scripts", "benchmarks")
MAX_MODULES = 10
"""Modules in a package; `__init__`, `__main__` and `conftest` do not count."""
MAX_LINES_OF_MODULE = 400
MAX_LINES_OF_FUNCTION = 50


def _modules(root: str) -> list[Path]:
    return sorted((ROOT / root).rglob("*.py"))


def _functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("root", [*SOURCES, "tests"])
def test_package_has_at_most_ten_modules(root: str) -> None:
    """A reader can take in a folder at a glance."""
    packages = [path for path in (ROOT / root).rglob("*") if path.is_dir()]
    sizes = {
        folder.relative_to(ROOT).as_posix(): sum(
            not path.stem.startswith("__") and path.stem != "conftest"
            for path in folder.glob("*.py")
        )
        for folder in [ROOT / root, *packages]
    }
    assert {name: size for name, size in sizes.items() if size > MAX_MODULES} == {}


@pytest.mark.parametrize("root", [*SOURCES, "tests"])
def test_module_has_at_most_400_lines(root: str) -> None:
    """A module holds one concept."""
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in _modules(root)
    }
    assert {name: size for name, size in sizes.items() if size > MAX_LINES_OF_MODULE} == {}


@pytest.mark.parametrize("root", [*SOURCES, "tests"])
def test_function_has_at_most_50_lines(root: str) -> None:
    """A function fits on a screen, its docstring included."""
    sizes = {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in _modules(root)
        for node in _functions(path)
    }
    assert {name: size for name, size in sizes.items() if size > MAX_LINES_OF_FUNCTION} == {}


@pytest.mark.parametrize("root", SOURCES)
def test_package_says_in_one_line_what_it_does(root: str) -> None:
    """The tree, read with its first lines, is the map of the project."""
    for path in _modules(root):
        if path.name == "__init__.py":
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
            assert text, f"{path} has no docstring"
            assert text.splitlines()[0].endswith((".", ":")), path
