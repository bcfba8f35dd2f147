"""Generate the types of raw JSON: one TypedDict per schema."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.codegen import view
from scripts.contract.document import dump_json
from scripts.layout import ToolError

_HEADER = '''"""TypedDicts of the JSON on the wire, for type checkers only."""
'''


def generate(bundle: dict[str, Any], package: Path) -> None:
    """Write `payloads.py`.

    Raises:
        ToolError: datamodel-code-generator fails, or leaves a schema out.
    """
    reduced = view.for_payloads(bundle)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(dump_json(reduced), encoding="utf-8")
        made = Path(folder) / "payloads.py"
        command = [sys.executable, "-m", "datamodel_code_generator"]
        command += ["--input", str(source), "--input-file-type", "openapi", "--output", str(made)]
        command += ["--output-model-type", "typing.TypedDict", "--target-python-version", "3.11"]
        command += ["--enum-field-as-literal", "all", "--use-schema-description"]
        command += ["--use-field-description", "--use-standard-collections", "--use-union-operator"]
        command += ["--no-use-closed-typed-dict", "--openapi-scopes", "schemas"]
        command += ["--disable-timestamp", "--disable-future-imports", "--formatters", "builtin"]
        command += ["--encoding", "utf-8", "--disable-warnings"]
        # The folder keeps a pyproject.toml of the caller's from steering the generator.
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode or not made.is_file():
            raise ToolError(f"datamodel-code-generator failed: {' '.join(done.stderr.split())}")
        text = made.read_text(encoding="utf-8")
    package.joinpath("payloads.py").write_text(_HEADER + _without_comments(text), encoding="utf-8")
    _expect_everything(bundle, text)


def _without_comments(text: str) -> str:
    lines = text.splitlines(keepends=True)
    while lines and (lines[0].startswith("#") or not lines[0].strip()):
        lines.pop(0)
    return "".join(lines)


def _expect_everything(bundle: dict[str, Any], text: str) -> None:
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    lost = sorted(set(bundle["components"]["schemas"]) - found)
    if lost:
        raise ToolError(f"datamodel-code-generator made no type of the schema {lost[0]}.")
