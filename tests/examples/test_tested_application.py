"""The suite of the tested application passes, and notices mistakes in the application."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import IMAGES, ROOT

SUITE = ROOT / "examples" / "tested_application"
# Plugins of this project's own tests, which a user of the example does not have.
WITHOUT = ["-p", "no:schemathesis", "-p", "no:asyncio", "-p", "no:cacheprovider"]


def run(folder: Path) -> tuple[int, str]:
    """Run the suite in a folder as the README says; return its exit code and output."""
    command = [sys.executable, "-m", "pytest", "-q", *WITHOUT, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return done.returncode, done.stdout


def test_suite_passes() -> None:
    """Every test of the example passes, and none is skipped."""
    code, output = run(SUITE)
    assert code == 0, output
    assert re.search(r"^\d\d passed in", output, re.MULTILINE), output


@pytest.mark.parametrize(
    ("right", "wrong", "test"),
    [
        ("MIN_CONFIDENCE = 0.9", "MIN_CONFIDENCE = 0.1", "test_uncertain_number_is_reviewed"),
        ("if digest not in self._known", "if True", "test_same_photo_is_paid_once"),
        ("not field.text", "False", "test_missing_name_needs_a_new_photo"),
        ("ImageRejectedError, ", "", "test_fault_leads_to_a_decision"),
    ],
)
def test_suite_notices_a_mistake(right: str, wrong: str, test: str, tmp_path: Path) -> None:
    """A change of the application fails the test that is named for it."""
    folder = tmp_path / "examples" / SUITE.name
    shutil.copytree(SUITE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(IMAGES, folder.parent / "images")
    module = folder / "onboarding.py"
    text = module.read_text(encoding="utf-8")
    assert right in text
    module.write_text(text.replace(right, wrong), encoding="utf-8")
    code, output = run(folder)
    assert (code, test in output) == (1, True), output
