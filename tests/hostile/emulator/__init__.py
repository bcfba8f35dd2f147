"""Attacks on the emulator."""
