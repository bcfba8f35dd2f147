"""The emulator's own reading of the contract: bundle, validation, errors."""
