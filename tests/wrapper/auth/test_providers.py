"""Identity providers: project ids, tokens, temporary keys, and their renewal."""

from __future__ import annotations

import json

import pytest

from ocr_wrapper import (
    AuthenticationError,
    AuthenticationPausedError,
    DeadlineExceededError,
    EcsAgency,
    InvalidResponseError,
    PasswordToken,
)
from ocr_wrapper.attempts.messages import Failure, Response, Send, Wait
from ocr_wrapper.attempts.retry import RetryPolicy
from ocr_wrapper.batch.errors import may_be_billed
from ocr_wrapper.errors import CredentialsError, OcrError
from tests.wrapper.hand import KEYS, REGION, Hand, Reply, projects, refusal, response, token

LOST = Failure("lost", "ReadError")
PASSWORD = PasswordToken("user", "password", "account")


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


def test_success_with_the_code_of_an_expired_token_is_not_sent_again() -> None:
    """It may have been billed; the next call fetches another token."""
    refused = refusal("APIG.0301", 200, "token expires")
    hand = Hand([token(), refused], credentials=PASSWORD, projects={})
    with pytest.raises(AuthenticationError) as caught:
        hand.call()
    assert (caught.value.retry_safe, caught.value.attempts, len(hand.sent)) == (None, 1, 2)
    hand.replies.extend([token("tok-2"), response()])
    hand.call()
    assert hand.sent[-1].headers["x-auth-token"] == "tok-2"


def test_successes_with_the_code_of_a_refused_key_are_a_pause() -> None:
    """Three of them count like three refusals, although the keys are renewed each time."""
    refused = refusal("APIG.0301", 200)
    keys: list[Reply] = [response(404), AGENCY_KEYS]
    hand = Hand([*[*keys, refused] * 3, *keys], credentials=EcsAgency())
    for _ in range(3):
        with pytest.raises(AuthenticationError):
            hand.call()
    with pytest.raises(AuthenticationPausedError):
        hand.call()


WRONG_PASSWORD = response(401, {"error": {"code": 401, "message": "wrong", "title": "no"}})


def test_tokens_that_stay_refused_are_a_pause() -> None:
    """That another token can be fetched shows nothing about what the service accepts."""
    wrong = refusal("APIG.0301", 401)
    call: list[Reply] = [token(), wrong, token(), wrong]
    hand = Hand([*call * 3, token()], credentials=PASSWORD, projects={})
    for _ in range(3):
        with pytest.raises(AuthenticationError):
            hand.call()
    with pytest.raises(AuthenticationPausedError):
        hand.call()
    with pytest.raises(AuthenticationPausedError):
        hand.call()
    assert hand.replies == []


def test_wrong_password_is_a_pause() -> None:
    """The identity service locks the account as well."""
    hand = Hand([WRONG_PASSWORD] * 3, credentials=PASSWORD, projects={})
    for _ in range(3):
        with pytest.raises(AuthenticationError):
            hand.call()
    with pytest.raises(AuthenticationPausedError):
        hand.call()


def test_password_that_was_changed_is_not_tried_again_while_the_old_token_is_valid() -> None:
    """Calls go on with the token, and the identity service sees the wrong password once."""
    hand = Hand([token(), response()], credentials=PASSWORD, projects={})
    hand.call()
    hand.now += 23 * 3600
    hand.replies.extend([WRONG_PASSWORD, *[response()] * 55])
    for _ in range(55):
        assert hand.call().attempts == 1
        hand.now += 62
    assert hand.replies == []


# --- an identity service that does not respond ----------------------------------------------------


def _hangs(hand: Hand) -> Failure:
    """Let the time of the request run out."""
    limit = hand.limits[-1]
    assert limit is not None
    hand.now = limit
    return Failure("timeout", "ReadTimeout")


@pytest.mark.parametrize(("deadline", "waited"), [(60.0, 5.0), (2.0, 1.0), (None, 5.0)])
def test_early_refresh_that_hangs_does_not_fail_the_call(
    deadline: float | None, waited: float
) -> None:
    """The call waits a few seconds at most, and the next ones for a minute not at all."""
    hand = Hand([token(), response(), _hangs, response()], credentials=PASSWORD, projects={})
    hand.call()
    hand.now += 23 * 3600
    due = hand.now
    hand.call(deadline)
    assert hand.now == due + waited
    hand.replies.append(response())
    hand.call(deadline)
    assert hand.now == due + waited
    assert hand.sent[-1].headers["x-auth-token"] == "tok-1"
    hand.now += 61
    hand.replies.extend([token("tok-2"), response()])
    hand.call()
    assert hand.sent[-1].headers["x-auth-token"] == "tok-2"


def test_token_that_has_to_be_fetched_may_take_the_whole_time_of_the_call() -> None:
    """Only the early refresh has a limit of its own."""
    hand = Hand([_hangs], credentials=PASSWORD, projects={})
    with pytest.raises(DeadlineExceededError):
        hand.call(60.0)
    assert hand.limits == [1060.0]


@pytest.mark.parametrize(
    "reply",
    [
        _hangs,
        LOST,
        Failure("timeout", "ReadTimeout"),
        response(502, b"<html>"),
        response(200, b"<html>"),
        response(600, b""),
    ],
)
@pytest.mark.parametrize("fetches", ["token", "project"])
def test_error_of_the_identity_service_speaks_of_no_bill(reply: Reply, fetches: str) -> None:
    """Nothing that it does is billed."""
    policy = RetryPolicy(max_attempts=1)
    credentials = PASSWORD if fetches == "token" else KEYS
    hand = Hand([reply], credentials=credentials, projects={}, policy=policy)
    with pytest.raises(OcrError) as caught:
        hand.call()
    assert "billed" not in str(caught.value)
    assert not may_be_billed(caught.value)
    assert "billed" not in (caught.value.remedy or "")


# --- one caller's time, and others' ---------------------------------------------------------------


def test_short_timeout_of_one_caller_does_not_fail_the_others_on_a_cloud_server() -> None:
    """The one whose time is over says so, and the next one asks for the keys."""
    hand = Hand([], credentials=EcsAgency())
    leader, follower = hand.flow(0.5), hand.flow(30.0)
    assert isinstance(next(leader), Send)
    wait = next(follower)
    assert isinstance(wait, Wait)
    hand.now += 0.5
    with pytest.raises(DeadlineExceededError, match="metadata service") as caught:
        leader.send(Failure("timeout", "ReadTimeout"))
    assert caught.value.retry_safe is True
    assert wait.waiter.woken
    hand.replies.extend([response(404), AGENCY_KEYS, response()])
    assert hand.run(follower).attempts == 1


def test_metadata_service_that_does_not_respond_in_its_own_time_is_no_deadline() -> None:
    """There is no such service outside the cloud, which is what the user has to know."""
    hand = Hand([_hangs], credentials=EcsAgency())
    with pytest.raises(CredentialsError, match="did not respond"):
        hand.call(60.0)


# --- projects with a name of their own ------------------------------------------------------------


def test_project_of_the_credentials_is_looked_up_by_its_name() -> None:
    """A response with a token need not name the project; the region's own would pay instead."""
    credentials = PasswordToken("user", "password", "account", project=f"{REGION}_finance")
    found = projects((REGION, "region-id"), (f"{REGION}_finance", "finance-id"))
    replies: list[Reply] = [response(201, b"", {"x-subject-token": "tok-1"}), found, response()]
    hand = Hand(replies, credentials=credentials, projects={})
    hand.call()
    assert hand.sent[1].url.endswith(f"/v3/projects?name={REGION}_finance")
    assert hand.sent[2].url.endswith("/v2/finance-id/ocr/passport")


def test_error_for_a_missing_project_names_it() -> None:
    """It is the one that the user gave, and not the region's."""
    credentials = PasswordToken("user", "password", "account", project="finance")
    bare = response(201, b"", {"x-subject-token": "tok-1"})
    hand = Hand([bare, projects((REGION, "p0"))], credentials=credentials, projects={})
    with pytest.raises(CredentialsError, match="no project 'finance'"):
        hand.call()
