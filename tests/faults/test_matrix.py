"""Every fault of the emulator × every operation × both clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from ocr_emulator.emulator import Emulator
from tests.contract.clients import MODES
from tests.faults.matrix import CASES, DEADLINE, IAM_CASES, OPERATIONS, Case
from tests.faults.perform import PROJECTS, TOKENS, Outcome, perform
from tests.faults.virtual import VirtualTime


@pytest.fixture(scope="module")
def brisk() -> Iterator[Emulator]:
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.fixture
def emu(case: Case, request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """Return a separate server for slow faults: it continues calls that were abandoned."""
    if not case.slow:
        yield request.getfixturevalue("brisk")
        return
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.fixture
def virtual(emu: Emulator, monkeypatch: pytest.MonkeyPatch) -> VirtualTime:
    return VirtualTime(emu.clock).install(monkeypatch)


def _check(case: Case, name: str, found: Outcome, emu: Emulator) -> None:
    assert found.attempts == found.client_attempts or case.slow
    assert case.allows(found.end, found.attempts), (found.end, found.attempts, str(found.error))
    if found.error is None:
        assert found.result == emu.contract.operations[name].examples["default"]
    else:
        assert found.error.operation == name
        assert found.error.region in emu.contract.operations[name].regions
        assert "\n" not in str(found.error)
        assert str(found.error)
    # 10 ms: a date has whole seconds, and a clock that is read twice is never the same.
    assert all(gap >= case.least_gap - 0.01 for gap in found.gaps)
    # A response that came after the deadline would have ended the call as `ok`, above.
    assert found.slept <= float(case.settings.get("deadline", DEADLINE))
    assert found.recovers


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fault_ends_with_the_documented_result(
    case: Case, mode: str, emu: Emulator, virtual: VirtualTime
) -> None:
    """The call ends with the documented error or result, after the allowed attempts, none early."""
    for name in OPERATIONS:
        _check(case, name, perform(case, name, mode, emu, virtual), emu)
    _all_closed(emu)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", [TOKENS, PROJECTS])
@pytest.mark.parametrize("case", IAM_CASES, ids=lambda case: case.id)
def test_identity_service_fault_ends_with_the_documented_error(
    case: Case, path: str, mode: str, emu: Emulator, virtual: VirtualTime
) -> None:
    """Without a token or project id no image is sent, and the error names the cause."""
    name = "recognize_passport"
    found = perform(case, name, mode, emu, virtual, iam=path)
    assert case.allows(found.end, found.attempts), (found.end, found.attempts, str(found.error))
    if found.error is not None:
        assert case.mixed or found.client_attempts == found.attempts
        assert emu.journal.count(operation=name) == 1  # the good call afterwards
    assert all(gap >= case.least_gap - 0.01 for gap in found.gaps)
    assert found.recovers
    _all_closed(emu)


def _all_closed(emu: Emulator) -> None:
    """Wait until the server has seen every connection end; it hears of it a moment later."""
    patience = time.monotonic() + 60.0
    while emu.connections and time.monotonic() < patience:
        threading.Event().wait(0.001)
    assert emu.connections == 0
