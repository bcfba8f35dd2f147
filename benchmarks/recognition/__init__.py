"""Cost of recognition: the emulator beside a bare loop of the engine, and its memory."""
