"""A handful of faults over one operation: the thorough tests of a mutant of the client."""

from __future__ import annotations

import pytest

from ocr_emulator.emulator import Emulator
from tests.contract.clients import MODES
from tests.faults.matrix import CASES
from tests.faults.perform import perform
from tests.faults.virtual import VirtualTime


@pytest.mark.parametrize("mode", MODES)
def test_every_quick_fault_ends_as_it_should(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole matrix, for one operation: class of error, attempts, and no early retry."""
    with Emulator(engine=None) as emu:
        virtual = VirtualTime(emu).install(monkeypatch)
        for case in CASES:
            if case.slow:
                continue
            found = perform(case, "recognize_passport", mode, emu, virtual)
            assert case.allows(found.end, found.attempts), case.id
            assert all(gap >= case.least_gap - 0.01 for gap in found.gaps), case.id
            assert found.recovers, case.id
