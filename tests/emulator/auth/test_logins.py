"""Logins: which namespace and account they belong to, and what is scripted for them there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.scripting.faults import IAM, Fault
from tests.emulator.auth.test_identity_service import login, post, request
from tests.emulator.signer import Response, send, signed, stamp

WEEK = 7 * 24 * 3600


def login_as(emu: Emulator, user: dict[str, str], **changes: str) -> Response:
    return login(emu, **{**user, **changes})


def test_login_gets_the_sequence_of_its_own_namespace(emu: Emulator) -> None:
    """The user that logs in decides, not the namespace that exists without him."""
    space = emu.namespace("other")
    theirs = space.sequence(503, operation=IAM)
    mine = emu.sequence(500, operation=IAM)
    assert login_as(emu, space.user).status == 503
    assert (theirs.report().remaining, mine.report().remaining) == (0, 1)
    assert login(emu).status == 500


def test_sequence_for_an_account_reaches_its_login(emu: Emulator) -> None:
    """The account of a login is known before anything scripted is looked up."""
    other = emu.add_account("other")
    emu.sequence(503, operation=IAM, account="other")
    assert login(emu).status == 201
    assert login_as(emu, other.user).status == 503


def test_early_faults_of_a_login_are_those_of_its_namespace(emu: Emulator) -> None:
    """A reset in one namespace leaves the logins of the others alone."""
    space = emu.namespace("other")
    space.faults.reset(before=True, operation=IAM)
    assert login(emu).status == 201
    with pytest.raises(ConnectionResetError):
        login_as(emu, space.user)
    assert [entry.status for entry in space.journal] == [None]
    assert space.journal.last.credential == ""


def test_early_login_is_reported(emu: Emulator) -> None:
    """Journal and report contain the seconds, as they do for other requests."""
    emu.clock.freeze()
    sequence = emu.sequence(Fault("error", status=429, retry_after=5), "ok", operation=IAM)
    assert [login(emu).status, login(emu).status] == [429, 201]
    assert [entry.early_by for entry in emu.journal] == [None, 5]
    assert sequence.report().verdict == "early"


def test_login_is_recorded_at_the_time_of_its_namespace(emu: Emulator) -> None:
    """Another namespace may have another time."""
    space = emu.namespace("other")
    space.clock.freeze()
    space.clock.advance(WEEK)
    assert login_as(emu, space.user).status == 201
    assert space.journal.last.at == space.clock.now()


@pytest.mark.parametrize("field", ["name", "password"])
def test_failed_login_is_recorded_in_the_namespace_it_names(emu: Emulator, field: str) -> None:
    """A test finds the failure of its own user, and no step is used up by it."""
    space = emu.namespace("other")
    sequence = space.sequence(503, operation=IAM)
    assert login_as(emu, space.user, **{field: "made-up"}).status == 401
    assert (len(space.journal), len(emu.journal)) == (1, 0)
    assert sequence.report().attempts == ()


def test_login_without_a_known_account_is_recorded_in_the_default_namespace(
    emu: Emulator,
) -> None:
    """What does not name an account belongs to nobody else, whatever its form."""
    assert login(emu, domain="nobody").status == 401
    bodies: list[Any] = [
        7, [], {"auth": 7}, {"auth": {"identity": {"password": {"user": []}}}},
        {"auth": {"identity": {"password": {"user": {"domain": {"name": []}}}}}},
    ]  # fmt: skip
    for body in bodies:
        assert post(emu, body).status == 400
    assert send("POST", f"{emu.url}/v3/auth/tokens", {}, b"{").status == 400
    assert emu.journal.count(account=None) == len(emu.journal) == 7


def test_key_in_a_header_does_not_say_who_logs_in(emu: Emulator) -> None:
    """A login needs the name of its account, whatever else is sent with it."""
    address = f"{emu.url}/v3/auth/tokens"
    body = json.dumps(request(emu, domain="nobody")).encode()
    headers = signed("POST", address, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    assert send("POST", address, headers, body).status == 401


def test_accounts_of_the_same_name_log_in_with_their_own_password(emu: Emulator) -> None:
    """Namespaces share no names: each may have an account that another one has too."""
    first = emu.namespace("first").add_account("shared")
    second = emu.namespace("second").add_account("shared")
    third = emu.add_account("third")
    for user, name in ((first.user, "first"), (second.user, "second")):
        assert login_as(emu, user).status == 201
        assert len(emu.namespace(name).journal) == 1
    assert login_as(emu, emu.namespace("third").user).status == 201
    assert login_as(emu, third.user).status == 201
    assert login_as(emu, first.user, password=third.password).status == 401
