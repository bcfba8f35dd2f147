"""Replace the responses of an emulator by those of a test."""

from __future__ import annotations

from typing import Any

import pytest

from ocr_emulator.answers import Answer, Answers


class Canned:
    """The response that every valid request gets."""

    def __init__(self) -> None:
        self.value: Any = None

    def install(self, monkeypatch: pytest.MonkeyPatch) -> Canned:
        """Put it in the place of the emulator's examples."""

        async def answer(*_: object) -> Answer:
            return Answer(self.value, "canned")

        monkeypatch.setattr(Answers, "answer", answer)
        return self
