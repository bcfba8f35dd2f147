"""Measurements of the emulator under load."""
