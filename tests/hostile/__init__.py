"""Attacks on the client and the emulator: hostile responses, cut connections, forged requests."""
