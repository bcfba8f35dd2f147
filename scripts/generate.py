"""Generate everything that derives from the contract: `python -m scripts.generate [--check]`."""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.codegen import catalog, facade, models, payloads, trees, view
from scripts.contract import bundle as bundler
from scripts.contract import ledger
from scripts.contract.document import dump_json, load_yaml, operations
from scripts.docs import build
from scripts.layout import REPOSITORY, Layout, ToolError

_TOOLS = ("datamodel-code-generator", "openapi-python-client", "ruff")


def generate(layout: Layout) -> None:
    """Write bundle, package and pages, and delete files of earlier runs.

    The package is built aside and put in its place whole, so that a run that fails
    leaves the last good one.

    Raises:
        ToolError: with the cause, when a step fails or drops an operation.
    """
    expect_pinned_tools(REPOSITORY / "constraints.txt")
    bundler.sync_paths(layout)
    document = bundler.bundle(layout)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / layout.package.name
        package.mkdir()
        models.generate(document, package)
        payloads.generate(document, package)
        catalog.generate(document, package)
        facade.generate(document, package)
        _tidy(package)
        notes = ledger.read(layout.contract)
        text = bundler.write_bundles(layout, document, view.published(document, notes))
        (package / "openapi.json").write_text(dump_json(document), encoding="utf-8")
        build.write_reference(document, package, notes)
        (package / "PROVENANCE").write_text(_provenance(text), encoding="utf-8")
        expect_complete(document, package)
        trees.replace(package, layout.package)
    build.write_table(document, layout.docs)


def expect_pinned_tools(constraints: Path) -> None:
    """Check that the installed generators have the pinned versions.

    Another version writes other files, and leans on other internals of theirs than the
    templates were made for.

    Raises:
        ToolError: one differs or is not pinned.
    """
    lines = constraints.read_text(encoding="utf-8").splitlines()
    pins = dict(line.strip().split("==") for line in lines if "==" in line and line[0] != "#")
    for name in _TOOLS:
        found = importlib.metadata.version(name)
        if pins.get(name) != found:
            raise ToolError(
                f"{name} {found} is installed and {constraints.name} pins {pins.get(name)}; "
                f"run: pip install --constraint {constraints.name} {name}"
            )


def _tidy(package: Path) -> None:
    """Drop unused imports and format, with ruff's defaults instead of local settings."""
    ruff = [sys.executable, "-m", "ruff"]
    rules = ["--select", "F401,I001,UP037", "--fix", "--quiet", "--config", "line-length=100"]
    for command in (
        [*ruff, "check", "--isolated", "--no-cache", *rules, str(package)],
        [*ruff, "format", "--isolated", "--no-cache", "--quiet", "--line-length=100", str(package)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ToolError(f"ruff refused the generated code: {done.stdout}{done.stderr}")


def _provenance(text: str) -> str:
    package = json.loads((REPOSITORY / "package.json").read_text(encoding="utf-8"))
    lines = ["Made by `make generate` from openapi/dist/openapi.yaml.\n"]
    lines += [f"bundle sha256 {hashlib.sha256(text.encode()).hexdigest()}\n"]
    lines += [f"@redocly/cli {package['devDependencies']['@redocly/cli']}\n"]
    lines += [f"{name} {importlib.metadata.version(name)}\n" for name in _TOOLS]
    return "".join(lines)


def expect_complete(document: dict[str, Any], package: Path) -> None:
    """Check that every generated part has exactly the operations of the contract.

    Raises:
        ToolError: a part has one more or one less.
    """
    everything = {place.name for place in operations(document)}
    page = (package / build.REFERENCE).read_text(encoding="utf-8")
    recognizers = {place.name for place in catalog.recognizers(document)}
    parts = {
        "api": (models.modules(package / "api"), everything),
        "reference page": ({n for n in everything if f'id="{n}"' in page}, everything),
        "catalog": (_keys(package / "catalog.py", "OPERATIONS"), recognizers),
        "facade (sync)": (_methods(package / "facade.py", "SyncOperations"), recognizers),
        "facade (async)": (_methods(package / "facade.py", "AsyncOperations"), recognizers),
    }
    for part, (found, expected) in parts.items():
        if found != expected:
            raise ToolError(f"{part} and contract differ by {sorted(found ^ expected)}.")


def _keys(module: Path, name: str) -> set[str]:
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
            and isinstance(node.value, ast.Dict)
        ):
            return {str(ast.literal_eval(key)) for key in node.value.keys if key}
    return set()


def _methods(module: Path, name: str) -> set[str]:
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            functions = (ast.FunctionDef, ast.AsyncFunctionDef)
            return {item.name for item in node.body if isinstance(item, functions)} - {"call"}
    return set()


def check(layout: Layout) -> list[str]:
    """Generate from a copy of the contract and return what differs from what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Layout.of_repository(Path(folder))
        shutil.copytree(layout.contract, fresh.contract, ignore=shutil.ignore_patterns("dist"))
        generate(fresh)
        found = trees.differences(layout.package, fresh.package)
        found += trees.differences(layout.bundle.parent, fresh.bundle.parent)
        found += build.differences(load_yaml(fresh.bundle), layout.docs)
        if layout.root_document.read_bytes() != fresh.root_document.read_bytes():
            found.append(f"{layout.root_document.name} does not name the operation files")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.generate", description=__doc__)
    here = Layout.of_repository()
    parser.add_argument("--contract", type=Path, default=here.contract, help="folder to read")
    parser.add_argument("--output", type=Path, default=here.output, help="folder to write")
    parser.add_argument("--docs", type=Path, help="folder to write pages to")
    parser.add_argument("--check", action="store_true", help="only report what is out of date")
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    docs_folder = options.docs or (here.docs if output == here.output else output / "docs")
    layout = Layout(options.contract.resolve(), output, docs_folder.resolve())
    try:
        if not options.check:
            generate(layout)
            return 0
        found = check(layout)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print("Generated files are out of date; run: make generate", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
