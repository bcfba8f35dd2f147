"""Build wheel and sdist without network, and install a wheel beside its dependencies.

The build backend of the environment is used, so that a check needs no download; the time
stamps inside come from the last commit, so that two builds of one state are equal.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Literal

from scripts.layout import REPOSITORY, ToolError

Kind = Literal["wheel", "sdist"]


def epoch(root: Path = REPOSITORY) -> str:
    """Return the time of the last commit in seconds; without git, that of 2020-02-02."""
    command = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else "1580601600"


def build(kind: Kind, folder: Path, root: Path = REPOSITORY, stamp: str | None = None) -> Path:
    """Build one distribution of a source tree into a folder, and return its file.

    `stamp` is the time inside, in seconds; None is that of the last commit.

    Raises:
        ToolError: The build fails.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    done = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": stamp or epoch(root)},  # noqa: TID251  all but one are ours
        capture_output=True,
        text=True,
        check=False,
    )
    found = sorted(folder.glob("*.whl" if kind == "wheel" else "*.tar.gz"))
    if done.returncode or len(found) != 1:
        raise ToolError(f"The {kind} could not be built:\n{done.stdout}{done.stderr}".rstrip())
    return found[0]


def environment_with(wheel: Path, folder: Path) -> Path:
    """Make an environment with only this wheel and, behind it, the packages of this environment.

    The editable installation of this environment is not seen: it is a path file, and path files
    count in the site-packages of an environment alone. Returns the interpreter.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    windows = sys.platform == "win32"
    python = folder / ("Scripts/python.exe" if windows else "bin/python")
    own, site = (_site_packages(interpreter) for interpreter in (Path(sys.executable), python))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "dependencies.pth").write_text(f"{own}\n", encoding="utf-8")
    return python


def _site_packages(python: Path) -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())
