"""Replace the responses of an emulator by those of a test."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_emulator.answers import Answers


class Canned:
    """The response that every valid request gets."""

    def __init__(self) -> None:
        self.value: Any = None

    def install(self, monkeypatch: pytest.MonkeyPatch) -> Canned:
        """Put it in the place of the emulator's examples."""

        async def answer(*_: object) -> tuple[Any, str]:
            return self.value, "canned"

        monkeypatch.setattr(Answers, "answer", answer)
        return self
