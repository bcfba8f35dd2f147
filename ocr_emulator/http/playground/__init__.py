"""Playground: the web page of the emulator, its files and the calls behind it."""
