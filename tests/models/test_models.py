"""The distribution of model files: what is committed is what its list says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.skipif(
    not (ROOT / "models").is_dir(), reason="the source distribution has no model files"
)


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "models" / "make.py"), *options]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_files_are_as_listed() -> None:
    """Each model file has the digest of SHA256SUMS, and none is missing or unlisted."""
    done = run("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_notice_names_each_file() -> None:
    """A file of other authors is attributed."""
    notice = (ROOT / "models" / "NOTICE").read_text(encoding="utf-8")
    folder = ROOT / "models" / "ocr_wrapper_models"
    models = [*folder.glob("*.onnx"), *folder.glob("*.traineddata")]
    assert len(models) == 5
    assert [path.name for path in models if path.name not in notice] == []
