"""Recognition by the emulator beside the engine alone."""
