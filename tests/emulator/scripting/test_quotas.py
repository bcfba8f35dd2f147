"""Quotas: calls a minute, by the clock that the test moves."""

from __future__ import annotations

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call

TEXT = "recognize_general_text"


def test_requests_per_minute_are_limited(emu: Emulator) -> None:
    """The third call of a minute is APIG.0308 with the limit in its message."""
    emu.clock.freeze()
    emu.quotas.per_minute(2)
    assert [call(emu).status for _ in range(3)] == [200, 200, 429]
    answer = call(emu)
    assert answer.code == "APIG.0308"
    assert answer.json["error_msg"].endswith("limit:2,time:1 minute.")
    assert call(emu, TEXT).status == 200
    emu.clock.advance(60)
    assert call(emu).status == 200


def test_quota_is_not_used_up_by_calls_of_the_future(emu: Emulator) -> None:
    """A clock that is put back leaves no calls behind that count for hours."""
    emu.quotas.per_minute(1)
    emu.clock.freeze()
    emu.clock.advance(7200)
    assert [call(emu).status for _ in range(2)] == [200, 429]
    emu.clock.advance(-7200)
    assert [call(emu).status for _ in range(2)] == [200, 429]
    emu.clock.advance(-30)
    assert call(emu).status == 429
