"""Start one pass of schemathesis against an emulator and read its report."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from os import environ  # noqa: TID251  (depth and reports of a run, no setting of the library)
from pathlib import Path
from typing import Any

from ocr_emulator.contract.bundle import load
from ocr_emulator.emulator import Emulator
from tests.contract import images
from tests.paths import ROOT

BUNDLE = ROOT / "generated" / "huawei_ocr_api" / "openapi.json"
OPERATIONS = {*load().operations, "create_token", "list_projects"}
_LABELS = {
    f"{method.upper()} {path}": operation["operationId"]
    for path, item in load().document["paths"].items()
    for method, operation in item.items()
    if isinstance(operation, dict) and "operationId" in operation
}


@dataclass(frozen=True)
class Report:
    """Result of one pass."""

    code: int
    operations: int
    cases: int
    phases: Mapping[str, str]
    links: tuple[int, int]
    """How many of the contract's links were followed to a response, and how many there are."""
    failures: Mapping[str, set[str]]
    """Kinds of failed checks by operation; `-` for errors and warnings of the run itself."""


def furnish(emu: Emulator) -> list[str]:
    """Put images under addresses of their own and under those of the contract's examples."""
    for number, path in enumerate(sorted(ROOT.glob("openapi/examples/*/request*.json"))):
        url = json.loads(path.read_text()).get("url")
        if url is not None:
            emu.files.put(f"example-{number}", images.FILES["PNG"], url=url)
    # IAM lists projects in this order; the first one serves what its response links to.
    account = emu.account
    account.projects = dict(sorted(account.projects.items(), key=lambda p: p[0] != FIRST))
    return [emu.files.put(f"p.{n.lower()}", data) for n, data in images.FILES.items()]


EXAMPLES = 8
"""As `max-examples` in schemathesis.toml; CONTRACT_DEPTH multiplies it."""
FIRST = "ap-southeast-1"


def run(
    emu: Emulator, folder: Path, *options: str, auth: str = "aksk", valid: bool = True
) -> Report:
    """Run schemathesis with its configuration file and these options besides."""
    known = {**emu.connection_info(), "files": furnish(emu), "auth": auth, "valid": valid}
    output = folder / "report.json"
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(BUNDLE), f"--url={emu.url}"]
    command += [f"--report-json-path={output}", *options, *_depth()]
    command += _reports(f"{auth}-valid" if valid else f"{auth}-ugly")
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={
            **{k: v for k, v in environ.items() if not k.lower().endswith("_proxy")},
            "CONTRACT_RUN": json.dumps(known),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=7200,
        check=False,
    )
    if not output.exists():
        raise AssertionError(done.stdout[-4000:] + done.stderr[-4000:])
    found = json.loads(output.read_text())
    failures = _failures(found)
    if done.returncode and not failures:
        failures["-"] = {done.stdout[-4000:] + done.stderr[-2000:]}
    return Report(
        done.returncode,
        found["operations"]["tested"],
        found["test_cases"]["generated"],
        {name: phase["status"] for name, phase in found["phases"].items()},
        _links(done.stdout),
        failures,
    )


def _depth() -> list[str]:
    depth = float(environ.get("CONTRACT_DEPTH", "1"))
    return [] if depth == 1 else [f"--max-examples={max(1, round(EXAMPLES * depth))}"]


def _reports(name: str) -> list[str]:
    folder = environ.get("CONTRACT_REPORTS")
    if not folder:
        return ["--report=json"]
    return ["--report=json,junit,html", f"--report-dir={Path(folder) / name}"]


def _failures(report: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the kinds of failed checks by operation, errors of the run under `-`."""
    failures: dict[str, set[str]] = {}
    for failure in report["failures"]:
        for operation in failure["operations"]:
            label = operation if isinstance(operation, str) else operation["label"]
            failures.setdefault(_LABELS.get(label, label), set()).add(failure["type"])
    for error in report["errors"]:
        failures.setdefault("-", set()).add(json.dumps(error)[:500])
    return failures


def _links(output: str) -> tuple[int, int]:
    found = re.search(r"API Links:\s+(\d+) covered / (\d+) selected", output)
    return (int(found[1]), int(found[2])) if found else (0, 0)
