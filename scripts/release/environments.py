"""Clean environments with the wheel and one extra each, and a first use of what the extra is for.

The environment of development has every package, so that a forgotten dependency is not noticed
there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.layout import REPOSITORY, ToolError

FIRST_USE: Mapping[str, str] = {
    "": (
        "import ocr_wrapper, pybase64\n"
        "for name in ocr_wrapper.__all__: getattr(ocr_wrapper, name)\n"
        "with ocr_wrapper.OcrClient('ap-southeast-1', ocr_wrapper.AkSk('a', 's')) as client:\n"
        "    try: client.recognize_passport(b'text')\n"
        "    except ocr_wrapper.InvalidImageError: pass\n"
    ),
    "cli": (
        "from ocr_wrapper.cli import main\n"
        "assert main(['operations']) == 0\n"
        "assert main(['passport', 'no-such-file.png', '--region', 'ap-southeast-1']) == 2\n"
    ),
    "emulator": (
        "from ocr_emulator import Emulator\n"
        "from ocr_wrapper import AkSk, OcrClient\n"
        "with Emulator(engine=None) as emu, OcrClient(\n"
        "    'ap-southeast-1', AkSk(emu.ak, emu.sk), endpoint=emu.url) as client:\n"
        "    found = client.recognize_general_text('{image}')\n"
        "    assert found.is_example and found.request_id\n"
    ),
    "tls": "import trustme; trustme.CA()\n",
    "local": (
        "from ocr_emulator import Emulator\n"
        "from ocr_wrapper import AkSk, OcrClient\n"
        "with Emulator() as emu, OcrClient(\n"
        "    'ap-southeast-1', AkSk(emu.ak, emu.sk), endpoint=emu.url, deadline=None) as client:\n"
        "    found = client.recognize_passport('{image}')\n"
        "    assert found.result.surname and not found.is_example\n"
    ),
    "fast": (
        "from ocr_wrapper import AkSk, AsyncOcrClient\n"
        "AsyncOcrClient('ap-southeast-1', AkSk('a', 's'), transport='aiohttp')\n"
    ),
}
"""By extra ("" is none): a program that uses what the extra installs."""


def create(folder: Path) -> Path:
    """Make an environment with the pinned pip alone, and return its interpreter."""
    _run([sys.executable, "-m", "venv", str(folder)])
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install(python, "--upgrade", "pip")
    return python


def install(python: Path, *requirements: str) -> None:
    """Install requirements into an environment, with the pinned versions of this project.

    Raises:
        ToolError: They do not resolve, or the result is inconsistent.
    """
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "install", "--constraint", str(REPOSITORY / "constraints.txt"), *requirements])
    _run([*pip, "check"])


def resolve(python: Path, requirement: str, found_in: Path) -> int:
    """Return how many packages a requirement would install on its own, without pinned versions.

    `found_in` is a folder with wheels that are not published yet.

    Raises:
        ToolError: It does not resolve.
    """
    done = _run([
        str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
        "--dry-run", "--ignore-installed", "--find-links", str(found_in), "--report", "-",
        requirement,
    ])  # fmt: skip
    return len(json.loads(done)["install"])


def try_out(python: Path, extra: str, folder: Path) -> None:
    """Use what an extra is for, in a folder without any source.

    Raises:
        ToolError: The program fails.
    """
    image = REPOSITORY / "examples" / "images" / "passport.png"
    program = FIRST_USE[extra].replace("{image}", image.as_posix())
    _run([str(python), "-P", "-W", "error", "-c", program], cwd=folder)


def _run(command: Sequence[str], cwd: Path | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": ""},  # noqa: TID251  another program gets what we got
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        shown = " ".join(command[:6])
        raise ToolError(f"failed: {shown} …\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout
