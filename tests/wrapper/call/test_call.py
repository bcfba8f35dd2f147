"""One call from beginning to end, driven by hand: no sockets and no real clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ocr_wrapper import (
    AkSk,
    AttemptTimeoutError,
    AuthenticationError,
    ConnectError,
    DeadlineExceededError,
    ImageRejectedError,
    InvalidResponseError,
    OcrError,
    PasswordToken,
    RateLimitError,
    ResponseLostError,
    ServerError,
    Token,
)
from ocr_wrapper.attempts.messages import Failure, Response
from ocr_wrapper.attempts.rate_limiter import RateLimiter
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from tests.wrapper.hand import KEYS, REGION, Hand, refusal, response, token

LOST = Failure("lost", "ReadError")


def test_successful_call_is_one_signed_request() -> None:
    """The request has host, path, length and exactly the known headers."""
    hand = Hand([response(200, headers={"x-request-id": "r-1"})])
    found = hand.call()
    (request,) = hand.sent
    assert (found.raw["result"]["surname"], found.request_id) == ("LINDQVIST", "r-1")
    assert (found.attempts, found.elapsed) == (1, 0.0)
    assert (request.method, request.url) == ("POST", "https://ocr.example.com/v2/p1/ocr/passport")
    proof = request.headers["authorization"]
    assert proof.startswith(f"SDK-HMAC-SHA256 Access={KEYS.ak}, ")
    assert "SignedHeaders=content-type;host;x-project-id;x-sdk-date, " in proof
    assert request.headers["content-length"] == str(request.body.length)
    assert set(request.headers) == {
        "host",
        "content-type",
        "content-length",
        "x-project-id",
        "x-sdk-date",
        "authorization",
        "accept",
        "accept-encoding",
        "user-agent",
    }


def test_session_token_of_temporary_keys_is_sent_and_signed() -> None:
    """Key, secret and token belong together."""
    hand = Hand([response()], credentials=AkSk("KEY", "secret", "session"))
    hand.call()
    assert hand.sent[0].headers["x-security-token"] == "session"
    assert "x-sdk-date;x-security-token," in hand.sent[0].headers["authorization"]


def test_request_with_a_token_is_not_signed() -> None:
    """It has no date and no signature."""
    hand = Hand([response()], credentials=Token("tok", "p9"), projects={})
    hand.call()
    (request,) = hand.sent
    assert request.headers["x-auth-token"] == "tok"
    assert "/v2/p9/" in request.url
    assert not {"authorization", "x-sdk-date", "x-project-id"} & set(request.headers)


@pytest.mark.parametrize(
    "first",
    [
        refusal("APIG.0308", 429),
        refusal("ModelArts.4301", 500),
        refusal("APIG.0201", 504),
        response(503, b""),
        response(503, b"<html>"),
        response(429, b"<html>"),
        Failure("connect", "ConnectError"),
        Failure("write", "WriteError"),
    ],
)
def test_failure_that_cannot_be_billed_is_retried(first: Response | Failure) -> None:
    """Every attempt is signed again, with its own time."""
    hand = Hand([first, response()])
    assert hand.call().attempts == 2
    dates = [request.headers["x-sdk-date"] for request in hand.sent]
    proofs = [request.headers["authorization"] for request in hand.sent]
    assert len(hand.slept) == 1
    assert hand.slept[0] < 1 or dates[0] != dates[1]
    assert (proofs[0] != proofs[1]) is (dates[0] != dates[1])


def test_attempt_after_a_pause_has_a_new_date_and_signature() -> None:
    """The signature of an earlier attempt is not sent again."""
    hand = Hand([refusal("APIG.0308", 429, headers={"retry-after": "5"}), response()])
    hand.call()
    assert [r.headers["x-sdk-date"][-3:] for r in hand.sent] == ["00Z", "05Z"]
    assert len({r.headers["authorization"] for r in hand.sent}) == 2


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (LOST, ResponseLostError),
        (Failure("timeout", "ReadTimeout"), AttemptTimeoutError),
        (response(500, b"<html>"), ServerError),
        (response(502, b"<html>"), ServerError),
        (response(502, {"error_code": "Proxy.1"}), ServerError),
        (response(504, b""), ServerError),
        (response(408, b""), ServerError),
        (response(520, b"<html>"), ServerError),
        (response(200, b"<html>"), InvalidResponseError),
        (response(200, b""), InvalidResponseError),
    ],
)
def test_failure_that_may_be_billed_is_retried_only_on_request(
    reply: Response | Failure, kind: type[OcrError]
) -> None:
    """The user decides about a lost response."""
    hand = Hand([reply])
    with pytest.raises(kind) as caught:
        hand.call()
    assert (caught.value.attempts, caught.value.retry_safe) == (1, None)
    asked = Hand([reply, response()], policy=RetryPolicy(retry_lost_responses=True))
    assert asked.call().attempts == 2


def test_mistake_of_the_caller_is_not_retried() -> None:
    """The error holds operation, region, attempts and time."""
    hand = Hand([refusal("AIS.0103", 400, headers={"x-request-id": "r-1"})])
    with pytest.raises(ImageRejectedError) as caught:
        hand.call()
    error = caught.value
    assert (error.operation, error.region, error.attempts) == ("recognize_passport", REGION, 1)
    assert (error.request_id, error.elapsed) == ("r-1", 0.0)


def test_last_error_is_raised_after_three_attempts() -> None:
    """Three is the default."""
    hand = Hand([response(503)] * 3)
    with pytest.raises(ServerError) as caught:
        hand.call()
    assert (caught.value.attempts, len(hand.sent)) == (3, 3)


def test_untrusted_certificate_is_not_retried() -> None:
    """A retry does not change it."""
    hand = Hand([Failure("tls", "self-signed certificate")])
    with pytest.raises(ConnectError, match="not trusted"):
        hand.call()


def test_retry_budget_is_shared_by_all_calls() -> None:
    """When it is spent, a failure is raised at once."""
    hand = Hand([response(503)] * 3, budget=RetryBudget(1))
    with pytest.raises(ServerError):
        hand.call()
    assert len(hand.sent) == 2
    with pytest.raises(ServerError):
        hand.call()
    assert len(hand.sent) == 3


# --- the deadline ---------------------------------------------------------------------------


def late(seconds: float, reply: Response | Failure) -> Callable[[Hand], Response | Failure]:
    """Return a reply that takes its time."""

    def step(hand: Hand) -> Response | Failure:
        hand.now += seconds
        return reply

    return step


def test_every_request_has_the_deadline_of_the_call() -> None:
    """A later attempt gets the time that is left."""
    hand = Hand([late(4, response(503)), response()])
    hand.call(10)
    assert hand.limits == [1010.0, 1010.0]


def test_pause_beyond_the_deadline_is_not_begun() -> None:
    """The refusal is raised at once, with what it says."""
    hand = Hand([refusal("APIG.0308", 429, headers={"retry-after": "30"})])
    with pytest.raises(RateLimitError) as caught:
        hand.call(10)
    assert (caught.value.retry_after, hand.slept) == (30.0, [])


def test_late_response_is_a_deadline_error() -> None:
    """It says whether the call may be billed."""
    hand = Hand([late(10, Failure("timeout", "deadline"))])
    with pytest.raises(DeadlineExceededError, match="may have been billed") as caught:
        hand.call(10)
    assert caught.value.retry_safe is None
    unsent = Hand([late(10, Failure("connect", "PoolTimeout"))])
    with pytest.raises(DeadlineExceededError, match="was not sent completely") as caught:
        unsent.call(10)
    assert caught.value.retry_safe is True


def test_attempt_timeout_limits_one_attempt() -> None:
    """The rest of the deadline is for others."""
    hand = Hand([response()], attempt_timeout=3)
    hand.call(10)
    assert hand.limits == [1003.0]


def test_token_request_counts_against_the_deadline() -> None:
    """After it nothing is sent to OCR."""
    hand = Hand(
        [late(10, token())], credentials=PasswordToken("user", "password", "account"), projects={}
    )
    with pytest.raises(DeadlineExceededError):
        hand.call(10)
    assert len(hand.sent) == 1


def test_call_without_a_deadline_waits_for_ever() -> None:
    """None means no limit."""
    hand = Hand([late(1e6, response())])
    hand.call(None)
    assert hand.limits == [None]


# --- the rate ------------------------------------------------------------------------------------


def test_rate_limit_is_learned_from_the_refusal() -> None:
    """`limit:N,time:1 minute` is the gateway's text."""
    hand = Hand(
        [
            response(),
            response(),
            refusal("APIG.0308", 429, "policy user over ratelimit,limit:2,time:1 minute"),
            response(),
        ],
        jitter=0.0,
    )
    hand.call()
    hand.call()
    hand.call(120)
    assert hand.limiter.calls_per_minute == 2
    assert hand.now == pytest.approx(1060.0)


def test_turn_after_the_deadline_fails_at_once() -> None:
    """Nothing is sent."""
    hand = Hand([response()], limiter=RateLimiter(calls_per_minute=1))
    hand.call()
    with pytest.raises(DeadlineExceededError) as caught:
        hand.call(10)
    assert (caught.value.retry_after, len(hand.sent), hand.now) == (60.0, 1, 1000.0)


def test_refusal_is_raised_if_the_next_turn_is_after_the_deadline() -> None:
    """The refusal is more specific than a deadline error, and says when the next turn is."""
    hand = Hand([refusal("APIG.0308", 429, "over ratelimit,limit:1,time:1 minute")], jitter=0.0)
    with pytest.raises(RateLimitError) as caught:
        hand.call(30)
    assert (caught.value.retry_after, caught.value.attempts) == (60.0, 1)
    assert hand.slept == [0.0]


def test_error_between_two_attempts_has_the_first_failure_as_cause() -> None:
    """The error shows why the call was retried and why the retry failed."""
    hand = Hand(
        [token(hours=0), response(503), refusal("APIGW.0301", 401, "no")],
        credentials=PasswordToken("user", "password", "account"),
        projects={},
    )
    with pytest.raises(AuthenticationError) as caught:
        hand.call()
    assert isinstance(caught.value.__cause__, ServerError)
    assert caught.value.attempts == 1


# --- events --------------------------------------------------------------------------------------


def test_hooks_receive_every_event_in_order() -> None:
    """The events are request, failure, retry, request and response."""
    hand = Hand(
        [Failure("connect", "ConnectError"), response(200, headers={"x-request-id": "r-1"})]
    )
    hand.call()
    assert [(e.kind, e.attempt) for e in hand.events] == [
        ("request", 1),
        ("failure", 1),
        ("retry", 1),
        ("request", 2),
        ("response", 2),
    ]
    assert hand.events[2].delay == hand.slept[0]
    assert (hand.events[-1].status, hand.events[-1].request_id) == (200, "r-1")
    assert hand.events[1].error == "ConnectError"
