"""Fixtures of the script tests: copies of the contract and the tools they need."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scripts.contract import bundle as bundler_of_paths
from scripts.contract import node
from scripts.contract.document import load_yaml
from scripts.contract.rules import Contract
from scripts.layout import Layout, ToolError

HERE = Layout.of_repository()


@cache
def committed_bundle() -> dict[str, Any]:
    """Read the committed bundle once; callers copy it before they change it."""
    bundle: dict[str, Any] = load_yaml(HERE.bundle)
    return bundle


@pytest.fixture
def bundle() -> dict[str, Any]:
    """Return a copy of the committed bundle to change."""
    return copy.deepcopy(committed_bundle())


@pytest.fixture(scope="session")
def bundler() -> None:
    """Skip, saying why, where the bundler is not installed; fail where it has to be.

    A machine that only runs the tests needs no Node. The build server sets
    REQUIRE_TOOLS, and there a missing tool must not look like a passed test.
    """
    try:
        node.find_node()
        missing = (
            ""
            if node.REDOCLY.is_file() and node.TYPESCRIPT.is_file()
            else "run: python -m scripts.contract.node"
        )
    except ToolError as error:
        missing = str(error)
    if missing and os.environ.get("REQUIRE_TOOLS"):  # noqa: TID251  the tests' own switch
        pytest.fail(f"The contract bundler must be here: {missing}")
    if missing:
        pytest.skip(f"NOT TESTED, the contract bundler is not installed: {missing}")


@pytest.fixture
def layout(tmp_path: Path, bundler: None) -> Layout:
    """Return a copy of the contract with folders of its own to write into."""
    del bundler
    ignored = shutil.ignore_patterns("dist")
    shutil.copytree(HERE.contract, tmp_path / "openapi", ignore=ignored)
    return Layout.of_repository(tmp_path)


@pytest.fixture
def small(layout: Layout) -> Layout:
    """Return a copy of the contract with three operations, which is quick to generate from."""
    keep = {"recognize_passport", "recognize_general_text", "recognize_smart_document"}
    for file in (layout.contract / "operations").glob("*.yaml"):
        if file.stem not in keep:
            file.unlink()
            shutil.rmtree(layout.contract / "examples" / file.stem)
    bundler_of_paths.sync_paths(layout)
    return layout


@pytest.fixture
def contract(bundle: dict[str, Any], tmp_path: Path) -> Callable[[], Contract]:
    """Return a function that makes a contract of the (changed) bundle and copied files."""
    folder = tmp_path / "contract"

    def make() -> Contract:
        return Contract(bundle, folder)

    ignored = shutil.ignore_patterns("dist", "examples")
    shutil.copytree(HERE.contract, folder, ignore=ignored)
    return make
