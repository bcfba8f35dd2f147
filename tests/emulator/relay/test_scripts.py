"""Faults, sequences and scripted answers while recording and replaying."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call
from tests.emulator.relay.test_record_replay import recorder

PASSPORT = "recognize_passport"


@pytest.fixture
def live() -> Iterator[Emulator]:
    """Return the emulator in the role of the live service."""
    with Emulator(engine=None) as emulator:
        yield emulator


@pytest.fixture(params=["record", "replay"])
def relaying(request: pytest.FixtureRequest, live: Emulator, tmp_path: Path) -> Iterator[Emulator]:
    """Return an emulator that passes requests on, and one that has a recording of them."""
    file = tmp_path / "recording.jsonl"
    with recorder(live, record_to=str(file)) as emu:
        if request.param == "record":
            yield emu
            return
        call(emu)
    live.journal.clear()
    with Emulator(engine=None, projects=live.projects, replay=str(file)) as emu:
        yield emu


def test_scripted_failure_is_sent_and_not_passed_on(live: Emulator, relaying: Emulator) -> None:
    """The client gets what the report says, and nobody is billed for it."""
    rule = relaying.faults.error("AIS.0105", times=1)
    assert (call(relaying).code, rule.hits) == ("AIS.0105", 1)
    sequence = relaying.sequence(503, "reset-after", {"answer": "nulls"}, operation=PASSPORT)
    assert call(relaying).status == 503
    with pytest.raises(ConnectionResetError):
        call(relaying)
    assert call(relaying).headers["x-emulator-answer"] == "example nulls"
    assert sequence.report().verdict == "ok"
    assert len(live.journal) == 0
    assert call(relaying).headers["x-emulator-answer"] in ("recorded", "replayed")


def test_scripted_answer_is_sent_and_not_passed_on(live: Emulator, relaying: Emulator) -> None:
    """An answer for some requests leaves the others to the service."""
    relaying.answers.set(PASSPORT, {"surname": "SMITH"}, when={"country_code": "CHN"})
    relaying.answers.set(PASSPORT, {"surname": "JONES"}, times=1)
    assert call(relaying).json == {"result": {"surname": "JONES"}}
    assert len(live.journal) == 0
    assert call(relaying).json["result"]["surname"] == "LINDQVIST"


def test_fault_breaks_the_response_of_the_service(relaying: Emulator) -> None:
    """The response is the service's, and it arrives broken."""
    relaying.faults.truncate(times=1)
    with pytest.raises(http.client.IncompleteRead):
        call(relaying)
    assert relaying.journal.last.answer == "fault truncate"
    assert call(relaying).status == 200


def test_invalid_request_is_passed_on_whatever_is_scripted(live: Emulator) -> None:
    """An answer is for valid requests; another one shows what the service says of it."""
    with recorder(live) as emu:
        emu.answers.set(PASSPORT, {"surname": "SMITH"})
        assert call(emu, body={"image": 1}).code == "AIS.0101"
    assert len(live.journal) == 1


def test_preferred_response_is_sent_and_not_passed_on(live: Emulator, relaying: Emulator) -> None:
    """A client that asks for a failure is not billed for a success."""
    found = call(relaying, extra={"prefer": "code=AIS.0105"})
    assert (found.code, relaying.journal.last.answer) == ("AIS.0105", "preferred AIS.0105")
    example = call(relaying, extra={"prefer": "example=nulls"})
    assert example.headers["x-emulator-answer"] == "example nulls"
    assert call(relaying, extra={"prefer": "example=nul"}).code == "AIS.0101"
    assert len(live.journal) == 0
    assert call(relaying, extra={"prefer": "respond-async"}).status == 200


def test_journal_has_the_code_of_a_recorded_error(live: Emulator, tmp_path: Path) -> None:
    """Errors of the service are found by their codes, while recording and while replaying."""
    file = tmp_path / "recording.jsonl"
    live.sequence("AIS.0105", "html", "ok", operation=PASSPORT)
    with recorder(live, record_to=str(file)) as emu:
        codes = [(call(emu).status, emu.journal.last.code) for _ in range(3)]
    with Emulator(engine=None, projects=live.projects, replay=str(file)) as emu:
        assert codes == [(call(emu).status, emu.journal.last.code) for _ in range(3)]
    assert codes == [(400, "AIS.0105"), (502, None), (200, None)]
