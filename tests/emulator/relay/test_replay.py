"""Place in a recording: each namespace has its own, and a reset goes back to the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call
from tests.emulator.http.test_admin import admin
from tests.emulator.relay.test_record_replay import PASSPORT, recorder


@pytest.fixture
def replayer(tmp_path: Path) -> Iterator[Emulator]:
    """Replay a recording of two responses to the same request: 429, then 200."""
    file = str(tmp_path / "recording.jsonl")
    with Emulator(engine=None) as live:
        projects = live.projects
        live.sequence("APIG.0308", "ok", operation=PASSPORT)
        with recorder(live, record_to=file) as emu:
            assert [call(emu).status, call(emu).status] == [429, 200]
    with Emulator(engine=None, projects=projects, replay=file) as emulator:
        yield emulator


@pytest.mark.parametrize("path", ["reset", "reset?keep=journal", ""])
def test_reset_goes_back_to_the_first_response(replayer: Emulator, path: str) -> None:
    """Every test of a session gets the recording from its beginning."""
    assert [call(replayer).status for _ in range(3)] == [429, 200, 200]
    if path:
        admin(replayer, "POST", path)
    else:
        replayer.reset()
    assert [call(replayer).status for _ in range(2)] == [429, 200]


def test_restart_goes_back_to_the_first_response(replayer: Emulator) -> None:
    """An emulator that is started again replays the recording again."""
    assert [call(replayer).status for _ in range(2)] == [429, 200]
    replayer.stop()
    replayer.start()
    assert [call(replayer).status for _ in range(2)] == [429, 200]


def test_namespaces_replay_on_their_own(replayer: Emulator) -> None:
    """Tests that run in parallel do not take responses from each other."""
    space = replayer.namespace("other")
    assert call(replayer).status == 429
    assert [call(space, server=replayer).status for _ in range(2)] == [429, 200]
    assert call(replayer).status == 200
    space.reset()
    assert call(replayer).status == 200
    assert call(space, server=replayer).status == 429
