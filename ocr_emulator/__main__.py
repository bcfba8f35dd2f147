"""Entry point of `python -m ocr_emulator`."""

import sys

from ocr_emulator.extras import MissingExtraError


def run() -> int:
    """Serve, or print what has to be installed first."""
    try:
        from ocr_emulator.cli import main
    except MissingExtraError as error:
        print(error, file=sys.stderr)
        return 3
    return main()


if __name__ == "__main__":
    raise SystemExit(run())
