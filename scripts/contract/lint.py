"""Lint the contract: OpenAPI 3.1, Redocly and the project's own rules."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts.contract import bundle as bundler
from scripts.contract import node
from scripts.contract.document import dump_json
from scripts.contract.rules import RULES, Contract, Problem
from scripts.layout import REPOSITORY, Layout, ToolError


def lint(layout: Layout) -> list[Problem]:
    """Return all problems of the contract.

    Raises:
        ToolError: it cannot even be bundled.
    """
    document = bundler.bundle(layout)
    problems = [*_standard(document), *_redocly(document)]
    contract = Contract(document, layout.contract)
    for rule in RULES:
        problems.extend(rule(contract))
    return problems


def _standard(document: dict[str, Any]) -> Iterator[Problem]:
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        where = "/".join(map(str, error.absolute_path)) or "the document"
        yield Problem(where, f"OpenAPI 3.1 does not allow this: {error.message[:200]}")


def _redocly(document: dict[str, Any]) -> Iterator[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "openapi.json").write_text(dump_json(document), encoding="utf-8")
        settings = str(REPOSITORY / "redocly.yaml")
        done = node.redocly(
            "lint", "openapi.json", "--config", settings, "--format", "json", cwd=Path(folder)
        )
    try:
        report = json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError as error:
        raise ToolError(f"Redocly gave no report: {done.stderr.strip()}") from error
    for problem in report["problems"]:
        places = problem["location"] or [{}]
        yield Problem(
            str(places[0].get("pointer", "the document")),
            f"{' '.join(problem['message'].split())} ({problem['ruleId']})",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.contract.lint", description=__doc__)
    here = Layout.of_repository()
    parser.add_argument("--contract", type=Path, default=here.contract, help="folder to read")
    options = parser.parse_args(arguments)
    try:
        problems = lint(Layout(options.contract.resolve(), here.output, here.docs))
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"The contract has {len(problems)} problems.", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
