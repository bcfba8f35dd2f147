"""Check the public types as users see them: pyright on user programs beside a built wheel.

The source tree shows types that a wheel may have lost: a missing `py.typed`, a stub that is not
packed, a name that only the tree exports. pyright also counts the public names without a type.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.contract import node
from scripts.layout import REPOSITORY, ToolError
from scripts.release.build import build, environment_with

PROGRAMS = REPOSITORY / "tests" / "typing"
PACKAGES = ("ocr_wrapper", "ocr_emulator")

_SETTINGS = {
    "typeCheckingMode": "strict",
    "reportUnnecessaryTypeIgnoreComment": "error",
    "reportPrivateUsage": "error",
    "pythonVersion": "3.11",
}


def diagnostics(python: Path, folder: Path) -> list[str]:
    """Return what pyright reports in the programs of a folder, a line each."""
    (folder / "pyrightconfig.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
    found = _pyright(folder, python, str(folder))
    if not found["summary"]["filesAnalyzed"]:
        raise ToolError("pyright checked no file: the programs of users are missing.")
    return [
        f"{Path(item['file']).name}:{item['range']['start']['line'] + 1}: {item['message']}"
        for item in found["generalDiagnostics"]
    ]


def untyped(python: Path, folder: Path, package: str) -> list[str]:
    """Return the public names of an installed package whose type is not declared.

    Public are the names of its stub, with their attributes and methods.
    """
    found = _pyright(folder, python, "--ignoreexternal", "--verifytypes", package)
    symbols = found["typeCompleteness"]["symbols"] if "typeCompleteness" in found else []
    public = _public_names(package)
    ours = [item for item in symbols if _is_part_of(item["name"], public)]
    if len(ours) < len(public):
        raise ToolError(f"pyright found no types in {package}: is py.typed in the wheel?")
    return [
        f"{item['name']}: {'; '.join(one['message'] for one in item['diagnostics'])}"
        for item in ours
        if not item["isTypeKnown"] or item["isTypeAmbiguous"]
    ]


def _public_names(package: str) -> set[str]:
    """Return the names of a stub, with the modules that define them."""
    stub = ast.parse((REPOSITORY / package / "__init__.pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom) and node.module]
    return {f"{package}.{node.module}.{alias.name}" for node in imports for alias in node.names}


def _is_part_of(name: str, public: set[str]) -> bool:
    parts = name.split(".")
    if any(part.startswith("_") and not part.startswith("__") for part in parts):
        return False
    return any(".".join(parts[:end]) in public for end in range(1, len(parts) + 1))


def _pyright(folder: Path, python: Path, *arguments: str) -> dict[str, Any]:
    """Run pyright for an environment; `--verifytypes` finds it as the first of the path alone."""
    done = node.run(
        node.PYRIGHT, "--pythonpath", str(python), "--outputjson", *arguments,
        cwd=folder, programs=python.parent,
    )  # fmt: skip
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise ToolError(f"pyright failed:\n{done.stdout}{done.stderr}".rstrip()) from None
    return found


def check() -> list[str]:
    """Build a wheel, install it, and return what is wrong with its types, a line each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = environment_with(build("wheel", folder / "dist"), folder / "environment")
        programs = folder / "programs"
        shutil.copytree(PROGRAMS, programs, ignore=shutil.ignore_patterns("__pycache__", "test_*"))
        wrong = diagnostics(python, programs)
        for package in PACKAGES:
            wrong += untyped(python, programs, package)
        return wrong


def main() -> int:
    """Print what is wrong; return the exit code."""
    try:
        wrong = check()
    except (ToolError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        print("The public types are complete, as pyright sees them beside the wheel.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
