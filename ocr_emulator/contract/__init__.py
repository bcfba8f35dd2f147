"""The emulator's own reading of the contract: bundle, validation, errors."""

from ocr_emulator.extras import require

require("emulator")
