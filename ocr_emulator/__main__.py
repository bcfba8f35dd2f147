"""Let `python -m ocr_emulator` serve in the foreground."""

from ocr_emulator.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
