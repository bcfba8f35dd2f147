"""Faults by their names alone: each has an effect, or it is an error when it is scripted."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.scripting.faults import PAUSE_SECONDS
from tests.emulator.conftest import call


@pytest.mark.parametrize("fault", ["latency", "clock", {"kind": "latency"}, {"kind": "clock"}])
def test_fault_that_needs_a_delay_is_refused_without_it(emu: Emulator, fault: Any) -> None:
    """It would do nothing, and a test would pass for the wrong reason."""
    with pytest.raises(ValueError, match="needs a delay"):
        emu.faults.add(fault)
    with pytest.raises(ValueError, match="needs a delay"):
        emu.sequence("ok", fault)
    emu.faults.add({"kind": "latency", "jitter": 0.001})
    emu.faults.add({"kind": "latency", "delay": 0})


@pytest.mark.parametrize("fault", ["dribble", {"kind": "dribble", "size": 100}])
def test_dribble_pauses_unless_it_is_told_otherwise(emu: Emulator, fault: Any) -> None:
    """Pieces without a pause arrive as one."""
    assert emu.faults.add(fault).to_dict()["fault"]["delay"] == PAUSE_SECONDS
    (step,) = emu.sequence(fault).steps
    assert getattr(step, "delay", None) == PAUSE_SECONDS


@pytest.mark.parametrize("size", [0, 1, 10_000_000])
def test_truncated_response_is_never_complete(emu: Emulator, size: int) -> None:
    """At least the last byte is missing, however short the response is."""
    emu.faults.truncate(size)
    with pytest.raises(http.client.IncompleteRead):
        call(emu)
