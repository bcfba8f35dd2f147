"""One driver for the sync and the async client, so that a test is written once for both."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ocr_emulator.emulator import Emulator
from ocr_wrapper import AkSk, AsyncOcrClient, OcrClient, Recognition

MODES = ("sync", "async")
# Made once: reading the authorities of a machine costs more than all of a call.
_CONTEXT = ssl.create_default_context()


class Driver:
    """Call operations by their typed method or by name, with either client."""

    def __init__(self, mode: str, **settings: Any) -> None:
        settings.setdefault("verify", _CONTEXT)
        self._runner = asyncio.Runner() if mode == "async" else None
        self.client: Any = AsyncOcrClient(**settings) if self._runner else OcrClient(**settings)

    def _done(self, value: Any) -> Recognition[Any]:
        found: Recognition[Any] = self._runner.run(value) if self._runner else value
        return found

    def method(self, name: str, *args: Any, **options: Any) -> Recognition[Any]:
        """Call the operation's own method."""
        return self._done(getattr(self.client, name)(*args, **options))

    def call(self, name: str, *args: Any, **options: Any) -> Recognition[Any]:
        """Call the operation by its name."""
        return self._done(self.client.call(name, *args, **options))

    def close(self) -> None:
        """Close the client and, for tasks, the loop."""
        if self._runner:
            self._runner.run(self.client.aclose())
            self._runner.close()
        else:
            self.client.close()


@contextmanager
def driver(mode: str, emu: Emulator, **settings: Any) -> Iterator[Driver]:
    """Open a client of the emulator's default account, allowed to use every region."""
    regions = list(emu.projects)
    made = Driver(
        mode,
        **{
            "regions": regions,
            "credentials": AkSk(emu.ak, emu.sk),
            "project_id": emu.projects,
            "endpoint": emu.url,
            "trust_env": False,
            **settings,
        },
    )
    try:
        yield made
    finally:
        made.close()
