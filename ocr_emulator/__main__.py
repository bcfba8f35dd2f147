"""Entry point of `python -m ocr_emulator`."""

from ocr_emulator.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
