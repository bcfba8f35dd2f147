"""The test suite of the unpacked sdist against an installed wheel.

It shows that the sdist is complete, and that the tests pass with what users get and not only
with the source tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from scripts.layout import ToolError

_SIDE_BY_SIDE = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")
"""As `make test` does."""

_GUARD = """
import sys
import ocr_emulator, ocr_wrapper, huawei_ocr_api
for module in (ocr_emulator, ocr_wrapper, huawei_ocr_api):
    assert "site-packages" in module.__file__, module.__file__
"""


def unpack(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist and return its only folder."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (found,) = folder.iterdir()
    return found


def run(python: Path, tree: Path, selection: Sequence[str]) -> str:
    """Run tests of an unpacked tree with an environment, and return the last line of pytest.

    The packages of the tree stay in place, for tests that read source files, and are not
    importable: only `tests`, `scripts`, `benchmarks` and `examples` are on the path.

    Raises:
        ToolError: A test fails, or the packages of the tree would be tested.
    """
    shadow = tree.parent / "importable"
    shadow.mkdir()
    for name in ("tests", "scripts", "benchmarks", "examples"):
        (shadow / name).symlink_to(tree / name, target_is_directory=True)
    environment = {
        **os.environ,  # noqa: TID251  another program gets what we got
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": str(shadow),
    }
    guard = [str(python), "-c", _GUARD]
    if subprocess.run(guard, cwd=tree, env=environment, check=False).returncode:
        raise ToolError("The packages of the source tree would be tested, not those of the wheel.")
    command = [str(python), "-m", "pytest", "-o", "pythonpath=", *_SIDE_BY_SIDE, *selection]
    done = subprocess.run(
        command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout[-20_000:], file=sys.stderr)
        raise ToolError("Tests of the unpacked sdist fail; their report is above.")
    return done.stdout.rstrip().rpartition("\n")[2].strip()
