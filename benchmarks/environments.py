"""Virtual environments, one for each library, so that they share no packages.

Ours gets its base install and nothing of the extras, what `pip install ocr-wrapper` gives, and
others with the extra `[fast]` or `[cli]`. All are made once, and again when a pinned version or our
own dependencies change.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache"
VENDOR = "huaweicloudsdkocr"


def ours(extra: str = "") -> Path:
    """Return the interpreter of an environment with our base install, from this checkout.

    `extra` is one of our extras in brackets, to be installed beside it.
    """
    name = "ours" + extra.strip("[]")
    wanted = ["--editable", f"{ROOT}{extra}"]
    return _environment(name, ROOT / "constraints.txt", [ROOT / "pyproject.toml"], wanted)


def vendor() -> Path:
    """Return the interpreter of an environment with the vendor's SDK."""
    return _environment("vendor", ROOT / "benchmarks/vendor-constraints.txt", [], [VENDOR])


def moto(version: str) -> Path:
    """Return the interpreter of an environment with moto's server."""
    return _environment(
        "moto", ROOT / "benchmarks/moto-constraints.txt", [], [f"moto[server]=={version}"]
    )


def version(python: Path, distribution: str) -> str:
    """Return the version of a distribution that is installed there."""
    code = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
    done = subprocess.run(
        [python, "-c", code, distribution], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def _environment(name: str, pins: Path, inputs: list[Path], wanted: list[str]) -> Path:
    folder = CACHE / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    mark = folder / "made-from"
    state = hashlib.sha256(sys.version.encode())
    for path in (pins, *inputs):
        state.update(path.read_bytes())
    if mark.exists() and mark.read_text() == state.hexdigest():
        return python
    print(f"==> making an environment in {folder.relative_to(ROOT)}", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    quiet = ["--disable-pip-version-check", "--quiet", "--constraint", str(pins)]
    subprocess.run([python, "-m", "pip", "install", *quiet, *wanted], check=True)
    # Bytecode is written now: no measured process has to compile for the others.
    subprocess.run([python, "-m", "compileall", "-q", str(folder)], check=False)
    mark.write_text(state.hexdigest())
    return python
