"""Let an emulator give answers of the test's own, over HTTP as any other."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_emulator.answers import Answers


class Canned:
    """Hold the answer that every good call gets from now on."""

    def __init__(self) -> None:
        self.value: Any = None

    def install(self, monkeypatch: pytest.MonkeyPatch) -> Canned:
        """Put it in the place of the emulator's examples."""

        async def answer(*_: object) -> tuple[Any, str]:
            return self.value, "canned"

        monkeypatch.setattr(Answers, "answer", answer)
        return self
