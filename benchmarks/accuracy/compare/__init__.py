"""Readers that are measured beside the emulator, and what a run measures with."""
