"""Identity providers: project ids, tokens, temporary keys, and their renewal."""

from __future__ import annotations

import json

import pytest

from ocr_wrapper import (
    AuthenticationError,
    AuthenticationPausedError,
    EcsAgency,
    InvalidResponseError,
    PasswordToken,
)
from ocr_wrapper.attempts.messages import Failure, Response
from ocr_wrapper.attempts.retry import RetryPolicy
from ocr_wrapper.errors import CredentialsError
from tests.wrapper.hand import REGION, Hand, Reply, projects, refusal, response, token

LOST = Failure("lost", "ReadError")


def test_project_id_is_looked_up_once() -> None:
    """The list may hold projects of other names."""
    replies: list[Reply] = [projects(("other", "p0"), (REGION, "p1")), response(), response()]
    hand = Hand(replies, projects={})
    hand.call()
    hand.call()
    assert [r.url for r in hand.sent] == [
        f"https://iam.example.com/v3/projects?name={REGION}",
        "https://ocr.example.com/v2/p1/ocr/passport",
        "https://ocr.example.com/v2/p1/ocr/passport",
    ]
    assert "authorization" in hand.sent[0].headers


def test_account_without_the_project_is_an_error() -> None:
    """The vendor creates a region's project when the region is first opened."""
    with pytest.raises(CredentialsError, match="no project in ap-southeast-1"):
        Hand([projects(("other", "p0"))], projects={}).call()


@pytest.mark.parametrize(
    "reply",
    [
        response(200, b"<html>"),
        response(200, {}),
        projects((REGION, "../x")),
        response(200, {"projects": 1}),
    ],
)
def test_malformed_list_of_projects_is_an_error(reply: Response) -> None:
    """No part of it is put into a path."""
    policy = RetryPolicy(max_attempts=1)
    with pytest.raises(InvalidResponseError):
        Hand([reply], projects={}, policy=policy).call()


def test_token_is_fetched_with_the_password_and_kept_until_shortly_before_it_expires() -> None:
    """Its project id is used with it; a day later both are new."""
    hand = Hand(
        [token(), response(), response(), token("tok-2", "p8"), response()],
        credentials=PasswordToken("user", "password", "account"),
        projects={},
    )
    hand.call()
    hand.now += 22 * 3600
    hand.call()
    hand.now += 3600
    hand.call()
    body = json.loads(b"".join(hand.sent[0].body.parts))
    user = body["auth"]["identity"]["password"]["user"]
    assert user == {"name": "user", "password": "password", "domain": {"name": "account"}}
    assert body["auth"]["scope"] == {"project": {"name": REGION}}
    sent = [(r.url.rsplit("com", 1)[1], r.headers.get("x-auth-token")) for r in hand.sent]
    assert sent == [
        ("/v3/auth/tokens", None),
        ("/v2/p7/ocr/passport", "tok-1"),
        ("/v2/p7/ocr/passport", "tok-1"),
        ("/v3/auth/tokens", None),
        ("/v2/p8/ocr/passport", "tok-2"),
    ]


def test_failed_early_refresh_keeps_the_old_token() -> None:
    """It is valid for another hour; the next refresh is tried after a minute."""
    hand = Hand(
        [token(), response(), response(503), response(), response()],
        credentials=PasswordToken("user", "password", "account"),
        projects={},
        policy=RetryPolicy(max_attempts=1),
    )
    hand.call()
    hand.now += 23 * 3600
    assert hand.call().attempts == 1
    assert hand.call().attempts == 1
    assert [r.headers.get("x-auth-token") for r in hand.sent] == [None, "tok-1", None] + [
        "tok-1"
    ] * 2


def test_refused_token_is_renewed() -> None:
    """The call goes on with the new one, and so does the next call."""
    hand = Hand(
        [
            token(),
            refusal("APIG.0301", 401, "token expires"),
            token("tok-2"),
            response(),
            response(),
        ],
        credentials=PasswordToken("user", "password", "account"),
        projects={},
    )
    assert hand.call().attempts == 2
    assert hand.call().attempts == 1
    assert [r.headers.get("x-auth-token") for r in hand.sent] == [
        None,
        "tok-1",
        None,
        "tok-2",
        "tok-2",
    ]


def test_refused_keys_of_an_agency_are_renewed() -> None:
    """They are renewed once in the same call, like a token."""
    keys = {"credential": {"access": "K", "secret": "S", "securitytoken": "T"}}
    session = response(200, b"meta-session")
    replies: list[Reply] = [session, response(200, keys), refusal("APIG.0301", 401)]
    keys_2 = {"credential": {**keys["credential"], "securitytoken": "T2"}}
    hand = Hand([*replies, session, response(200, keys_2), response()], credentials=EcsAgency())
    assert hand.call().attempts == 2
    assert hand.sent[-1].headers["x-security-token"] == "T2"


def test_keys_that_are_refused_for_the_project_lookup_are_renewed_for_the_next_call() -> None:
    """The failed lookup was signed with the old keys."""
    keys = {"credential": {"access": "K", "secret": "S", "securitytoken": "T"}}
    first: list[Reply] = [response(404), response(200, keys)]
    replies = [*first, refusal("APIG.0301", 401), *first, projects((REGION, "p1")), response()]
    hand = Hand(replies, credentials=EcsAgency(), projects={})
    with pytest.raises(AuthenticationError):
        hand.call()
    assert hand.call().attempts == 1


@pytest.mark.parametrize("lost", [LOST, response(502, b"<html>"), response(504, b"")])
def test_lost_response_of_the_identity_service_is_retried(lost: Reply) -> None:
    """A retry cannot be billed."""
    hand = Hand([lost, projects((REGION, "p1")), response()], projects={})
    assert hand.call().attempts == 1
    assert len(hand.sent) == 3


def test_agency_of_a_cloud_server_gives_temporary_keys() -> None:
    """They are asked for with a session token and kept until shortly before they expire."""
    keys = {
        "credential": {
            "access": "AGENCYKEY",
            "secret": "agency-secret",
            "securitytoken": "agency-session",
            "expires_at": "2026-02-03T02:40:00.000000Z",
        }
    }
    hand = Hand(
        [response(200, b"meta-session"), response(200, keys), response(), response()],
        credentials=EcsAgency(),
    )
    hand.call()
    hand.call()
    assert [(r.method, r.url) for r in hand.sent[:2]] == [
        ("PUT", "http://169.254.169.254/meta-data/latest/api/token"),
        ("GET", "http://169.254.169.254/openstack/latest/securitykey"),
    ]
    assert hand.sent[1].headers["x-metadata-token"] == "meta-session"
    assert hand.sent[2].headers["x-security-token"] == "agency-session"
    assert hand.limits[0] == 1003.0
    assert len(hand.sent) == 4


def test_error_without_credentials_names_every_source() -> None:
    """A new user sees what to set up."""
    hand = Hand([Failure("connect", "ConnectTimeout")], credentials=EcsAgency())
    with pytest.raises(CredentialsError, match=r"HUAWEICLOUD_SDK_AK.*credentials.*did not respond"):
        hand.call()


AGENCY_KEYS = response(200, {"credential": {"access": "K", "secret": "S", "securitytoken": "T"}})


def test_keys_that_stay_refused_after_their_renewal_are_a_pause() -> None:
    """Each call renews them once; the refusals after that count."""
    wrong = refusal("APIG.0301", 401)
    call: list[Reply] = [response(404), AGENCY_KEYS, wrong, response(404), AGENCY_KEYS, wrong]
    hand = Hand([*call * 3, response(404), AGENCY_KEYS], credentials=EcsAgency())
    for _ in range(3):
        with pytest.raises(AuthenticationError) as caught:
            hand.call()
        assert caught.value.attempts == 2
    with pytest.raises(AuthenticationPausedError):
        hand.call()


def test_keys_are_not_renewed_if_the_clock_is_the_cause() -> None:
    """A wrong clock does not make the keys invalid."""
    skewed = refusal("APIGW.0301", 401, "signature expired, server time:20260202T034000Z")
    hand = Hand([response(404), AGENCY_KEYS, skewed, response()], credentials=EcsAgency())
    assert hand.call().attempts == 2
