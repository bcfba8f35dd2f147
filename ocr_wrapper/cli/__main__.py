"""Entry point of `python -m ocr_wrapper.cli`."""

import sys

from ocr_wrapper.cli import main

sys.exit(main())
