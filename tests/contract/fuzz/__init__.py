"""Runs of schemathesis against the emulator, and the hooks that they load."""
