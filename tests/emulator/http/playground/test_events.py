"""The live journal: server-sent events of entries, also after a lost connection."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import NoReturn

import pytest
from aiohttp import web

from ocr_emulator.emulator import Emulator
from ocr_emulator.http.admin import events as live
from ocr_emulator.http.admin.events import MAX_STREAMS
from ocr_emulator.scripting.journal import Journal, Position
from tests.emulator.conftest import call
from tests.emulator.http.playground.calls import events
from tests.emulator.http.test_admin import admin
from tests.emulator.signer import send


def test_entries_come_as_they_are_recorded(emu: Emulator) -> None:
    """Those from before the connection first, then each new one."""
    call(emu)
    with events(emu) as reader:
        assert reader.next()[2]["status"] == 200
        call(emu, body={"image": 5})
        _, name, entry = reader.next()
    assert (name, entry["number"], entry["code"]) == ("entry", 2, "AIS.0101")
    assert entry["violation"]["pointer"] == "/image"
    assert entry["seconds"] > 0


def test_events_contain_no_body_and_no_secret() -> None:
    """Also where the journal keeps bodies, they are only announced."""
    with Emulator(engine=None, keep_bodies=True) as emu:
        call(emu)
        with events(emu) as reader:
            entry = reader.next()[2]
    assert entry["body_kept"] is True
    assert "body" not in entry
    assert emu.sk not in str(entry)
    assert "authorization" not in entry["headers"]


def test_stream_goes_on_after_the_last_event_seen(emu: Emulator) -> None:
    """A browser that reconnects gets each entry once."""
    call(emu)
    call(emu)
    with events(emu) as reader:
        first = reader.next()[0]
    with events(emu, first) as reader:
        assert reader.next()[2]["number"] == 2


def test_reader_hears_that_the_journal_was_cleared(emu: Emulator) -> None:
    """What it shows is no longer in the journal."""
    call(emu)
    with events(emu) as reader:
        reader.next()
        admin(emu, "DELETE", "journal")
        assert reader.next()[1] == "cleared"
        call(emu)
        assert reader.next()[2]["number"] == 1


def test_reader_of_an_earlier_start_begins_anew(emu: Emulator) -> None:
    """An id of another journal does not hide entries of this one."""
    call(emu)
    with events(emu, "0123abcd-99") as reader:
        assert reader.next()[1] == "cleared"
        assert reader.next()[2]["number"] == 1


def test_slow_reader_hears_what_it_missed() -> None:
    """The ring is the only buffer; nothing is kept for a reader."""
    with Emulator(engine=None, journal_size=3) as emu:
        call(emu)
        with events(emu) as reader:
            first = reader.next()[0]
        for _ in range(5):
            call(emu)
        with events(emu, first) as reader:
            assert reader.next()[1:] == ("missed", {"count": 2})
            assert reader.next()[2]["number"] == 4


def test_malformed_id_is_as_none(emu: Emulator) -> None:
    """The header comes from outside."""
    call(emu)
    with events(emu, "x" * 5000) as reader:
        assert reader.next()[2]["number"] == 1


def test_number_of_readers_is_limited(emu: Emulator) -> None:
    """One more than the limit is refused, and a place is free again when one leaves."""
    call(emu)
    readers = [events(emu) for _ in range(MAX_STREAMS)]
    for reader in readers:
        reader.__enter__().next()
    refused = send("GET", f"{emu.url}/_emulator/journal/events")
    for reader in readers:
        reader.__exit__(None, None, None)
    assert refused.status == 503


def test_reader_that_left_before_the_first_byte_is_no_failure(
    emu: Emulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that is closed while it loads is not reported as an error of the emulator."""

    class Left(web.StreamResponse):
        async def prepare(self, request: web.BaseRequest) -> NoReturn:
            raise ConnectionResetError

    monkeypatch.setattr(live, "web", SimpleNamespace(StreamResponse=Left))
    with events(emu) as reader:
        assert reader.ended
    assert "failed" not in caplog.text


def test_namespaces_have_streams_of_their_own(emu: Emulator) -> None:
    """A test that runs in parallel sees its own calls."""
    other = emu.namespace("other")
    call(emu)
    call(other, server=emu)
    with events(emu, query="?namespace=other") as reader:
        assert reader.next()[2]["account"] == "other"


def test_stop_does_not_wait_for_readers() -> None:
    """The stream ends with the server."""
    emu = Emulator(engine=None).start()
    call(emu)
    with events(emu) as reader:
        reader.next()
        stopper = threading.Thread(target=emu.stop)
        stopper.start()
        assert reader.ended
        stopper.join()


def test_page_of_another_origin_gets_no_events(emu: Emulator) -> None:
    """The stream is guarded like the rest of the admin API."""
    headers = {"Origin": "http://attacker.example"}
    assert send("GET", f"{emu.url}/_emulator/journal/events", headers).status == 403


def test_batch_is_limited() -> None:
    """A reader that comes late is sent the entries in parts."""
    journal = Journal(())
    with Emulator(engine=None) as emu:
        call(emu)
        entry = emu.journal.last
    for _ in range(7):
        journal.append(replace(entry))
    first = journal.after(Position(), limit=5)
    rest = journal.after(first.position, limit=5)
    assert [len(first.entries), len(rest.entries)] == [5, 2]
    assert journal.after(rest.position).entries == ()
