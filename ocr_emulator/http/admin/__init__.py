"""Admin API under `/_emulator/`: everything that Python can script, over HTTP."""
