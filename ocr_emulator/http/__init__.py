"""HTTP server of the emulator: request pipeline, admin API, broken responses."""

from ocr_emulator.extras import require

require("emulator")
