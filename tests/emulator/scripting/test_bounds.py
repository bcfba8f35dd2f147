"""Bounds on memory: journal, violations, notes, files, namespaces, scripts."""

from __future__ import annotations

import json
import sys

import pytest

from ocr_emulator.contract.errors import Violation
from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call
from tests.emulator.http.test_admin import admin
from tests.emulator.signer import send


def test_journal_entry_does_not_keep_large_keys(emu: Emulator) -> None:
    """A refused body with an 11 MB key leaves an entry of a few kilobytes."""
    call(emu, body={"k" * 11_000_000: 1})
    entry = emu.journal.last
    assert entry.code == "AIS.0101"
    assert len(json.dumps(entry.to_dict())) < 5_000


def test_violation_texts_are_bounded() -> None:
    """Pointer, expected and got are cut where the violation is created."""
    violation = Violation("/" + "p" * 10_000, "e" * 10_000, "g" * 10_000)
    assert sum(map(len, violation.to_dict().values())) < 2_000
    assert violation.pointer.endswith("…")


def test_journal_text_fields_are_bounded(emu: Emulator) -> None:
    """Path, project and headers of an entry are cut."""
    send("POST", f"{emu.url}/v2/{'p' * 5000}/ocr/passport", {"user-agent": "u" * 5000})
    entry = emu.journal.last
    assert max(len(entry.path), len(entry.project_id), len(entry.headers["user-agent"])) <= 301


def test_kept_bodies_are_bounded_in_bytes() -> None:
    """The oldest entries fall out when the bodies exceed the limit."""
    with Emulator(engine=None, keep_bodies=True, journal_bytes=100_000) as emu:
        for _ in range(5):
            call(emu, body={"image": "A" * 40_000})
        kept = [entry.number for entry in emu.journal]
        assert kept == [4, 5]
        assert emu.journal.number == 5


def test_body_larger_than_the_journal_is_not_kept() -> None:
    """The entry stays without its body."""
    with Emulator(engine=None, keep_bodies=True, journal_bytes=10_000) as emu:
        call(emu, body={"image": "A" * 40_000})
        assert (len(emu.journal), emu.journal.last.body) == (1, None)
        assert emu.journal.last.body_size > 40_000


def test_number_of_namespaces_is_bounded(emu: Emulator) -> None:
    """The error names the remedy; removing one makes room."""
    for index in range(999):
        emu.namespace(f"n{index}")
    with pytest.raises(ValueError, match="remove one"):
        emu.namespace("one-more")
    assert admin(emu, "POST", "namespaces", {"name": "one-more"}).status == 400
    admin(emu, "DELETE", "namespaces/n5")
    assert emu.namespace("one-more").ak


def test_files_of_all_namespaces_are_bounded_together(emu: Emulator) -> None:
    """Namespaces share one limit on the bytes of files."""
    data = bytes(16 * 1024 * 1024)
    for index in range(16):
        emu.namespace(f"n{index % 3}").files.put(f"{index}.png", data)
    with pytest.raises(ValueError, match="full"):
        emu.namespace("n0").files.put("more.png", data)
    emu.namespace("n1").files.clear()
    emu.namespace("n0").files.put("more.png", data)


def test_number_and_names_of_files_are_bounded(emu: Emulator) -> None:
    """Empty files cannot fill the memory either, nor can names and addresses."""
    with pytest.raises(ValueError, match="name"):
        emu.files.put("n" * 300, b"")
    with pytest.raises(ValueError, match="url"):
        emu.files.put("a.png", b"", url="http://x.example/" + "p" * 5000)
    for index in range(10_000):
        emu.files.put(str(index), b"")
    with pytest.raises(ValueError, match="full"):
        emu.files.put("more", b"")


def test_number_of_scripts_is_bounded(emu: Emulator) -> None:
    """Rules, steps, accounts and temporary keys have a limit each."""
    with pytest.raises(ValueError, match="at most"):
        emu.sequence(*([503] * 10_001))
    for _ in range(1_000):
        emu.faults.add(503)
    with pytest.raises(ValueError, match="at most"):
        emu.faults.add(503)
    for _ in range(1_000):
        emu.sequence(503)
        emu.answers.set("recognize_passport", {})
    with pytest.raises(ValueError, match="at most"):
        emu.sequence(503)
    with pytest.raises(ValueError, match="at most"):
        emu.answers.set("recognize_passport", {})
    for _ in range(1_100):
        emu.temporary_key()
    assert len(emu.account.temporary) <= 1_000
    for index in range(999):
        emu.add_account(f"a{index}", projects={"ap-southeast-1": f"p{index}"})
    with pytest.raises(ValueError, match="at most"):
        emu.add_account("one-more")


def test_expired_temporary_keys_are_forgotten_an_hour_later(emu: Emulator) -> None:
    """Until then a request is told that its key has expired, and not that there is none."""
    old = emu.temporary_key(seconds=60)
    emu.clock.advance(3600)
    emu.temporary_key()
    assert old.ak in emu.account.temporary
    emu.clock.advance(61)
    emu.temporary_key()
    assert old.ak not in emu.account.temporary


def test_notes_are_bounded(emu: Emulator) -> None:
    """A note quotes at most a few hundred characters."""
    call(emu, extra={"enterprise-project-id": "e" * 5000})
    assert sum(map(len, emu.journal.last.notes)) < 1_000
    assert sys.getsizeof(emu.journal.last.to_dict()) < 10_000
