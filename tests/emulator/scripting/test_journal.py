"""Journal, expectations, namespaces and reset."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.state.clock import Clock
from tests.emulator.auth.test_identity_service import login
from tests.emulator.conftest import call, encoded
from tests.emulator.signer import send

PASSPORT = "recognize_passport"
TEXT = "recognize_general_text"


def test_journal_records_request_and_response(emu: Emulator) -> None:
    """Operation, account, credential, region, sizes and digest; no body and no secret."""
    call(emu, extra={"traceparent": "00-abc-def-01"})
    entry = emu.journal.last
    assert (entry.operation, entry.status, entry.credential) == (PASSPORT, 200, "aksk")
    assert (entry.account, entry.region) == ("default", "ap-southeast-1")
    assert entry.body_size > 0
    assert len(entry.body_sha256) == 64
    assert entry.headers["traceparent"] == "00-abc-def-01"
    assert "authorization" not in entry.headers
    assert entry.body is None
    assert emu.sk not in repr(emu.journal.entries()) + repr(emu) + repr(emu.account)


def test_keep_bodies_records_bodies() -> None:
    """keep_bodies=True is for tests that look at them."""
    with Emulator(engine=None, keep_bodies=True) as emu:
        call(emu)
        assert emu.journal.last.body is not None
        assert len(emu.journal.last.body) == emu.journal.last.body_size


def test_body_of_a_login_is_never_kept() -> None:
    """It has a password, and a journal has no credentials."""
    with Emulator(engine=None, keep_bodies=True) as emu:
        assert login(emu).status == 201
        assert (emu.journal.last.body, emu.journal.last.body_size > 0) == (None, True)


def test_journal_drops_oldest_entries() -> None:
    """Old entries fall out; the number of calls goes on."""
    with Emulator(engine=None, journal_size=3) as emu:
        for _ in range(5):
            call(emu)
        assert [entry.number for entry in emu.journal] == [3, 4, 5]
        assert emu.journal.number == 5


def test_journal_entries_are_filtered_and_counted(emu: Emulator) -> None:
    """Every field can be a filter; an unknown field is an error."""
    call(emu, PASSPORT)
    call(emu, TEXT)
    call(emu, TEXT, sk="wrong")
    assert emu.journal.count(operation=TEXT) == 2
    assert emu.journal.count(operation=TEXT, status=200) == 1
    assert emu.journal.entries(code="APIG.0301")[0].operation == TEXT
    with pytest.raises(TypeError, match="no field 'colour'"):
        emu.journal.count(colour="red")


def test_journal_wait_for_returns_or_times_out(emu: Emulator) -> None:
    """wait_for returns when there are enough entries and raises TimeoutError otherwise."""
    thread = threading.Thread(target=call, args=(emu,))
    thread.start()
    assert emu.journal.wait_for(1, operation=PASSPORT)[0].status == 200
    thread.join()
    with pytest.raises(TimeoutError, match="1 of 2 requests"):
        emu.journal.wait_for(2, timeout=0.01, operation=PASSPORT)


def test_unserved_path_names_the_nearest_path(emu: Emulator) -> None:
    """A typing error in a path is explained by the most similar path."""
    project = emu.projects["ap-southeast-1"]
    send("POST", f"{emu.url}/v2/{project}/ocr/generaltext")
    send("POST", f"{emu.url}/v3/auth/token")
    assert [entry.nearest for entry in emu.journal.unmatched()] == [
        f"/v2/{project}/ocr/general-text",
        "/v3/auth/tokens",
    ]


def test_met_expectation_returns_its_requests(emu: Emulator) -> None:
    """As a context manager it counts what came inside the block."""
    call(emu)
    with emu.expect(PASSPORT, times=1, status=200) as expected:
        call(emu)
    assert [entry.number for entry in expected.calls] == [2]


def test_unmet_expectation_names_the_nearest_request(emu: Emulator) -> None:
    """Too few and too many requests fail, with the differences."""
    with (
        pytest.raises(AssertionError, match=r"status=401 instead of 200"),
        emu.expect(PASSPORT, status=200),
    ):
        call(emu, sk="wrong")
    with (
        pytest.raises(AssertionError, match=r"expected 1 requests .* got 2"),
        emu.expect(PASSPORT, times=1),
    ):
        _ = [call(emu) for _ in range(2)]
    with pytest.raises(AssertionError, match="no other request came"):
        emu.expect(TEXT).verify()


def test_expectation_does_not_hide_an_exception(emu: Emulator) -> None:
    """An exception in the block goes through."""
    with pytest.raises(ZeroDivisionError), emu.expect(PASSPORT):
        _ = 1 / 0


def test_namespaces_are_isolated(emu: Emulator) -> None:
    """Each namespace has its own keys, faults, clock, journal, quotas and files."""
    one, two = emu.namespace("one"), emu.namespace("two")
    one.faults.error("AIS.0105")
    one.clock.advance(3600)
    url = one.files.put("a.png", b"x")
    assert call(one, server=emu).code == "AIS.0105"
    assert call(two, server=emu).status == 200
    assert call(two, body={"url": url}, server=emu).code == "ModelArts.4603"
    assert (len(one.journal), len(two.journal), len(emu.journal)) == (1, 2, 0)
    stolen = call(two, project=one.projects["ap-southeast-1"], server=emu)
    assert stolen.code == "ModelArts.4203"
    assert emu.namespace("one") is one


def test_namespace_names_are_restricted(emu: Emulator) -> None:
    """Names become part of file addresses."""
    with pytest.raises(ValueError, match="letters, digits"):
        emu.namespace("../x")


def test_reset_clears_scripts_and_keeps_keys(emu: Emulator) -> None:
    """After a reset the keys are valid and faults, quotas, files and locks are gone."""
    ak, sk = emu.ak, emu.sk
    emu.faults.status(503)
    emu.quotas.per_minute(0)
    emu.clock.advance(9999)
    emu.account.frozen = True
    emu.account.unsubscribe(PASSPORT)
    emu.files.put("a", b"x")
    for _ in range(6):
        call(emu, sk="wrong")
    emu.reset()
    assert call(emu, ak=ak, sk=sk).status == 200
    assert (len(emu.faults), len(emu.files), len(emu.journal)) == (0, 0, 1)


def test_reset_restores_the_first_key(emu: Emulator) -> None:
    """A test finds the key that it began with, disabled, removed or replaced as it was."""
    first, account = (emu.ak, emu.sk), emu.account
    account.keys[emu.ak].active = False
    emu.reset()
    assert call(emu).status == 200
    account.remove_key(emu.ak)
    emu.reset()
    assert (emu.ak, emu.sk) == first
    assert call(emu).status == 200
    second = account.rotate()
    third = account.rotate()
    emu.reset()
    assert list(account.keys) == [first[0], third.ak]
    statuses = [call(emu, ak=ak, sk=sk).status for ak, sk in (first, (third.ak, third.sk))]
    assert statuses == [200, 200]
    assert call(emu, ak=second.ak, sk=second.sk).status == 401


def test_reset_leaves_a_key_to_its_new_owner() -> None:
    """An access key that was removed is free for another account."""
    with Emulator(engine=None, ak="AKFIRST", sk="sk-first") as emu:
        emu.account.remove_key("AKFIRST")
        other = emu.add_account("other", ak="AKFIRST", sk="sk-other")
        emu.reset()
        assert (list(emu.account.keys), list(other.keys)) == ([], ["AKFIRST"])
        project = other.projects["ap-southeast-1"]
        assert call(emu, ak="AKFIRST", sk="sk-other", project=project).status == 200


def server_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "ocr-emulator"]


def test_reset_does_not_restart_the_server(emu: Emulator) -> None:
    """A reset between two tests costs little: address, threads and connections stay."""
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
        call(emu, body={"image": encoded()})  # served after the connection was accepted
        before = (emu.url, server_threads())
        for _ in range(20):
            emu.reset()
        assert (emu.url, server_threads()) == before
        sock.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 200 ")


def test_clock_freezes_moves_and_resets() -> None:
    """A frozen clock does not move, a set one continues from its new time."""
    real = [1000.0]
    clock = Clock(lambda: real[0])
    assert clock.freeze() == 1000
    real[0] = 1010
    assert (clock.now(), clock.shift) == (1000, -10)
    assert clock.advance(60) == 1060
    clock.resume()
    real[0] = 1011
    assert (clock.now(), clock.shift) == (1061, 50)
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    real[0] = 1012
    assert clock.now() == datetime(2030, 1, 1, tzinfo=UTC).timestamp() + 1
    clock.reset()
    assert clock.now() == 1012
    with pytest.raises(ValueError, match="no time zone"):
        clock.set(datetime(2030, 1, 1))  # noqa: DTZ001
