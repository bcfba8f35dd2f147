"""Run a command against the emulator: `python examples/with_emulator.py COMMAND [ARGUMENT …]`.

The command finds the emulator through variables of the environment, as it finds the cloud without
them. So a program needs no setting for tests, and may be written in any language.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from ocr_emulator import Emulator


def variables(emulator: Emulator) -> dict[str, str]:
    """Return what a client reads; the project ids are looked up at the emulator."""
    return {
        "HWOCR_ENDPOINT": emulator.url,
        "HWOCR_REGION": ",".join(emulator.projects),
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": emulator.url,
        "HUAWEICLOUD_SDK_AK": emulator.ak,
        "HUAWEICLOUD_SDK_SK": emulator.sk,
    }


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    with Emulator() as emulator:
        # This loads the models of the engine, for which the first call would wait otherwise.
        if emulator.source == "examples":
            print("No engine is installed: responses are examples.", file=sys.stderr)
        environment = {**os.environ, **variables(emulator)}  # noqa: TID251 - the child's, extended
        try:
            process = subprocess.Popen(command, env=environment)  # noqa: S603 - the user's command
        except FileNotFoundError:
            print(f"There is no command {command[0]!r}.", file=sys.stderr)
            return 127
        # Ctrl-C reaches the command by itself, and the emulator serves it until it has ended.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        code = process.wait()
    return code if code >= 0 else 128 - code  # ended by a signal: as a shell says it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
