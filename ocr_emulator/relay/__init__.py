"""Record and replay: the live service behind the emulator, or its recorded responses."""
