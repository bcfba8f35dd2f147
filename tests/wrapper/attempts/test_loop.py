"""Retry loop: turns, circuit breaker, budget, events."""

from __future__ import annotations

import contextlib

import pytest

from ocr_wrapper import (
    AuthenticationError,
    AuthenticationPausedError,
    ConnectError,
    CredentialsError,
    DeadlineExceededError,
    EcsAgency,
    InvalidResponseError,
    ParametersError,
    RateLimitError,
    ResponseLostError,
    ServerError,
)
from ocr_wrapper.attempts.circuit_breaker import PAUSE, Permit, Verdict
from ocr_wrapper.attempts.loop import verdict
from ocr_wrapper.attempts.messages import Failure, Wait
from ocr_wrapper.attempts.rate_limiter import WINDOW, RateLimiter, Turn
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.batch.errors import may_be_billed
from ocr_wrapper.errors import AttemptTimeoutError, OcrError
from tests.wrapper.hand import KEYS, Hand, Reply, refusal, response


class Ledger(RetryBudget):
    """Record what is earned and spent."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[object] = []

    def spend(self) -> bool:
        self.entries.append("spent")
        return super().spend()

    def earn(self, *, retried: bool) -> None:
        self.entries.append(retried)
        super().earn(retried=retried)


def permits(hand: Hand, count: int) -> list[Permit]:
    """Return permits of requests under way with an unproven key."""
    found = [hand.loop.breaker.try_permit(hand.now) for _ in range(count)]
    return [permit for permit in found if isinstance(permit, Permit)]


def give_back(hand: Hand, permit: Permit, result: Verdict) -> None:
    """End a request under way."""
    permit.verdict = result
    hand.loop.breaker.give_back(permit, hand.now)


def held(hand: Hand) -> tuple[int, int]:
    """Return how many calls run and how many requests are in flight."""
    return len(hand.limiter._running), len(hand.loop.breaker.in_flight)


def test_budget_counts_every_retry_and_the_successes_after_it() -> None:
    """While the budget is full a success earns nothing."""
    ledger = Ledger()
    replies = [
        response(),
        response(503),
        response(503),
        response(),
        response(),
        refusal("AIS.0101"),
    ]
    hand = Hand([*replies], budget=ledger)
    hand.call()
    assert ledger.entries == []
    hand.call()
    hand.call()
    with pytest.raises(ParametersError):
        hand.call()
    assert ledger.entries == ["spent", "spent", True, False]


def test_untrusted_certificate_of_the_identity_service_is_not_retried() -> None:
    """Lost responses of it are retried, but a retry does not change a certificate."""
    hand = Hand([Failure("tls", "self-signed")], projects={})
    with pytest.raises(ConnectError) as caught:
        hand.call()
    assert (caught.value.retry_safe, len(hand.sent)) == (False, 1)


@pytest.mark.parametrize(("deadline", "sent"), [(5.0, 1), (5.001, 2)])
def test_pause_that_ends_at_the_deadline_is_not_begun(deadline: float, sent: int) -> None:
    """The error is raised at once, because no time would be left to send."""
    throttled = refusal("APIG.0308", 429, headers={"retry-after": "5"})
    hand = Hand([throttled, response()], jitter=0.0)
    try:
        hand.call(deadline)
    except RateLimitError:
        assert hand.slept == []
    assert len(hand.sent) == sent


# --- earlier attempts -----------------------------------------------------------------------------


def _too_late(hand: Hand) -> Failure:
    hand.now += 100.0
    return Failure("connect", "ConnectTimeout")


AFTER_A_LOST_RESPONSE: dict[str, list[Reply]] = {
    "no connection": [Failure("connect", "ConnectError")] * 2,
    "no connection until the deadline": [_too_late],
    "throttled": [refusal("APIG.0308", 429)] * 2,
    "throttled until the deadline": [refusal("APIG.0308", 429, headers={"retry-after": "90"})],
    "refused": [refusal("AIS.0101")],
    "key refused": [refusal("APIG.0301", 401)],
    "untrusted": [Failure("tls", "self-signed")],
}


@pytest.mark.parametrize("after", AFTER_A_LOST_RESPONSE)
def test_error_after_a_lost_response_says_that_the_call_may_be_billed(after: str) -> None:
    """Whatever the last attempt ended with, the one before it may have been carried out."""
    policy = RetryPolicy(max_attempts=3, retry_lost_responses=True)
    hand = Hand([Failure("lost", "ReadError"), *AFTER_A_LOST_RESPONSE[after]], policy=policy)
    with pytest.raises(OcrError) as caught:
        hand.call()
    assert caught.value.retry_safe is None
    assert may_be_billed(caught.value)
    assert str(caught.value).endswith(" An earlier attempt of this call may have been billed.")
    assert "nothing was carried out" not in str(caught.value)


def test_call_in_doubt_that_gets_no_other_keys_ends_with_the_lost_response() -> None:
    """A failure of the metadata service would read as if the call had never been sent."""
    keys = response(200, {"credential": {"access": "K", "secret": "S", "securitytoken": "T"}})

    def lost(hand: Hand) -> Failure:
        hand.pipeline.identities._keys._held = None  # type: ignore[attr-defined]
        return Failure("lost", "ReadError")

    hand = Hand(
        [response(404), keys, lost, Failure("connect", "ConnectError")],
        credentials=EcsAgency(),
        policy=RetryPolicy(retry_lost_responses=True),
    )
    with pytest.raises(ResponseLostError) as caught:
        hand.call()
    assert isinstance(caught.value.__cause__, CredentialsError)
    assert may_be_billed(caught.value)


def test_lost_response_of_the_last_attempt_says_so_once() -> None:
    """Its own text says that the call may have been billed."""
    policy = RetryPolicy(max_attempts=2, retry_lost_responses=True)
    hand = Hand([Failure("lost", "ReadError")] * 2, policy=policy)
    with pytest.raises(ResponseLostError) as caught:
        hand.call()
    assert (caught.value.retry_safe, caught.value.attempts) == (None, 2)
    assert str(caught.value).count("billed") == 1


def test_error_after_safe_retries_is_safe() -> None:
    """Only a call that may have been carried out leaves a doubt."""
    hand = Hand([Failure("connect", "ConnectError")] * 3)
    with pytest.raises(ConnectError) as caught:
        hand.call()
    assert (caught.value.retry_safe, may_be_billed(caught.value)) == (True, False)
    assert "billed" not in str(caught.value)


# --- circuit breaker ------------------------------------------------------------------------------


def test_pause_of_the_circuit_breaker_is_an_error_of_its_own() -> None:
    """The error has category and seconds, says that a retry does not help, and frees its place."""
    hand = Hand([], limiter=RateLimiter(concurrency=9))
    for permit in permits(hand, 3):
        give_back(hand, permit, "refused")
    with pytest.raises(AuthenticationPausedError) as caught:
        hand.call()
    error = caught.value
    assert (error.category, error.retry_safe, error.retry_after) == (
        "authentication",
        False,
        PAUSE,
    )
    assert held(hand) == (0, 0)


@pytest.mark.parametrize("deadline", [10.0, None])
def test_call_with_an_unproven_key_waits_for_three_others(deadline: float | None) -> None:
    """It waits until one of them has succeeded."""
    hand = Hand([response()])
    others = permits(hand, 3)
    hand.on_wait = lambda hand: give_back(hand, others[0], "accepted")
    hand.call(deadline)
    assert hand.waited == [deadline]


def test_call_that_waits_for_the_circuit_breaker_until_its_deadline_sends_nothing() -> None:
    """A retry is safe, and the place among the running calls is given back."""
    hand = Hand([], limiter=RateLimiter(concurrency=9))
    permits(hand, 3)
    with pytest.raises(DeadlineExceededError) as caught:
        hand.call(10.0)
    assert (caught.value.retry_safe, hand.sent, hand.waited) == (True, [], [10.0])
    assert held(hand) == (0, 3)


def test_every_end_of_an_attempt_gives_back_what_it_held() -> None:
    """Success, refusal, a lost response and cancellation all release permit and place."""
    replies: list[Reply] = [response(), refusal("AIS.0101"), Failure("lost", "ReadError")]
    hand = Hand([*replies], limiter=RateLimiter(concurrency=9))
    for _ in replies:
        with contextlib.suppress(OcrError):
            hand.call()
        assert held(hand) == (0, 0)
    with pytest.raises(IndexError):
        hand.call()
    assert held(hand) == (0, 0)


@pytest.mark.parametrize(
    ("ended", "error"), [(9.999, DeadlineExceededError), (9.99, AttemptTimeoutError)]
)
def test_timer_that_ends_a_little_early_ends_the_call(ended: float, error: type[OcrError]) -> None:
    """Event loops count whole milliseconds; the error says that the deadline was the reason."""

    def time_out(hand: Hand) -> Failure:
        hand.now = ended
        return Failure("timeout", "TimeoutError")

    hand = Hand([time_out], policy=RetryPolicy(max_attempts=1), now=0.0)
    with pytest.raises(OcrError) as caught:
        hand.call(10.0)
    assert type(caught.value) is error


# --- rate limiter ---------------------------------------------------------------------------------


@pytest.mark.parametrize("deadline", [10.0, None])
def test_call_waits_for_a_place_no_longer_than_its_deadline(deadline: float | None) -> None:
    """It is sent as soon as a place is given back."""
    hand = Hand([response()], limiter=RateLimiter(concurrency=1))
    other = Turn(hand.limiter)
    assert hand.limiter.try_turn(other, hand.now) is None
    hand.on_wait = lambda hand: hand.limiter.give_back(other)
    hand.call(deadline)
    assert hand.waited == [deadline]
    assert (held(hand), len(hand.limiter._queue)) == ((0, 0), 0)


def test_call_that_waits_for_a_place_until_its_deadline_leaves_the_queue() -> None:
    """The place that is taken stays taken, and a retry is safe."""
    hand = Hand([], limiter=RateLimiter(concurrency=1))
    assert hand.limiter.try_turn(Turn(hand.limiter), hand.now) is None
    with pytest.raises(DeadlineExceededError, match="waited for its turn") as caught:
        hand.call(10.0)
    assert (caught.value.retry_safe, hand.waited) == (True, [10.0])
    assert (held(hand), len(hand.limiter._queue)) == ((1, 0), 0)


def test_turn_at_the_deadline_is_an_error_at_once() -> None:
    """The error says when a retry could be sent, and the turn is given back."""
    hand = Hand([response()], limiter=RateLimiter(calls_per_minute=1))
    hand.call()
    with pytest.raises(DeadlineExceededError) as caught:
        hand.call(WINDOW)
    error = caught.value
    assert (error.retry_after, error.retry_safe, hand.waited) == (WINDOW, True, [])
    assert list(hand.limiter.starts) == [1000.0]
    assert (len(hand.sent), held(hand), len(hand.limiter._queue)) == (1, (0, 0), 0)


@pytest.mark.parametrize("deadline", [WINDOW + 0.001, None])
def test_turn_before_the_deadline_is_waited_for(deadline: float | None) -> None:
    """The call is sent exactly when its turn comes."""
    hand = Hand([response(), response()], limiter=RateLimiter(calls_per_minute=1))
    hand.call()
    hand.call(deadline)
    assert (hand.waited, len(hand.sent), held(hand)) == ([WINDOW], 2, (0, 0))


def test_calls_within_the_rate_do_not_wait() -> None:
    """Two calls a minute are sent at once."""
    hand = Hand([response(), response()], limiter=RateLimiter(calls_per_minute=2))
    hand.call()
    hand.call()
    assert hand.waited == []


def test_call_that_is_cancelled_while_it_waits_gives_its_turn_back() -> None:
    """A cancelled task uses nothing up."""
    hand = Hand([response()], limiter=RateLimiter(calls_per_minute=1, concurrency=1))
    hand.call()
    flow = hand.flow(None)
    assert isinstance(next(flow), Wait)
    flow.close()
    assert list(hand.limiter.starts) == [1000.0]
    assert (held(hand), len(hand.limiter._queue)) == ((0, 0), 0)


def test_turn_of_a_call_that_fails_before_it_is_sent_is_free() -> None:
    """A failed token request uses up none of the calls per minute."""
    replies: list[Reply] = [Failure("connect", "x"), response(200, {"projects": []}), response()]
    hand = Hand([*replies], limiter=RateLimiter(calls_per_minute=1), projects={})
    with pytest.raises(OcrError):
        hand.call()
    assert (list(hand.limiter.starts), hand.limiter._booked) == ([], set())


def test_attempt_timeout_limits_each_request() -> None:
    """It applies without a deadline too; if both are set, the shorter one counts."""
    hand = Hand([response(), response()], attempt_timeout=3.0)
    hand.call(None)
    hand.call(2.0)
    assert hand.limits == [1003.0, 1002.0]


# --- events ---------------------------------------------------------------------------------------


def test_events_hold_duration_and_error_of_an_attempt() -> None:
    """This holds for a success, a refusal and a lost response."""

    def slowly(reply: object) -> object:
        def step(hand: Hand) -> object:
            hand.now += 2.5
            return reply

        return step

    replies = [response(), refusal("AIS.0101"), Failure("lost", "ReadError")]
    hand = Hand([slowly(reply) for reply in replies])  # type: ignore[misc]
    for _ in replies:
        with contextlib.suppress(OcrError):
            hand.call()
    seen = [(e.kind, e.status, e.error, e.elapsed) for e in hand.events if e.kind != "request"]
    assert seen == [
        ("response", 200, None, 2.5),
        ("response", 400, "ParametersError", 2.5),
        ("failure", None, "ResponseLostError", 2.5),
    ]
    facts = {(e.operation, e.region, e.host, e.attempt) for e in hand.events}
    assert facts == {("recognize_passport", "ap-southeast-1", "ocr.example.com", 1)}


def test_event_of_a_retry_says_why_and_when() -> None:
    """Duration and reason are those of the attempt before it."""

    def slowly(hand: Hand) -> object:
        hand.now += 2.5
        return refusal("APIG.0308", 429)

    hand = Hand([slowly, response()])  # type: ignore[list-item]
    hand.call()
    (retry,) = [event for event in hand.events if event.kind == "retry"]
    assert (retry.elapsed, retry.status, retry.code) == (2.5, 429, "APIG.0308")
    assert (retry.error, retry.attempt) == ("RateLimitError", 1)
    assert retry.delay is not None


def test_host_that_cannot_be_reached_is_named() -> None:
    """It is the one of the call, and not that of the identity service or of a proxy."""
    hand = Hand([Failure("connect", "ConnectError")] * 3)
    with pytest.raises(ConnectError, match=r"^ocr\.example\.com could not be reached"):
        hand.call()


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (({}, None), "accepted"),
        (AuthenticationError(code="APIG.0301"), "refused"),
        (ParametersError(code="AIS.0101"), "accepted"),
        (ServerError(code="ModelArts.4301"), "accepted"),
        (RateLimitError(code="APIG.0308"), "unknown"),
        (ServerError(status=502), "unknown"),
        (InvalidResponseError(status=200), "unknown"),
        (ConnectError(), "unknown"),
    ],
)
def test_verdict_about_the_key(outcome: object, shown: Verdict) -> None:
    """Codes of the service come from behind the gateway that checks keys; others show nothing."""
    assert verdict(outcome) == shown


def test_retries_that_are_off_are_off_for_the_identity_service_too() -> None:
    """One failed request is the end of the call."""
    hand = Hand([Failure("lost", "x")], projects={}, policy=RetryPolicy(max_attempts=1))
    with pytest.raises(OcrError):
        hand.call()
    assert len(hand.sent) == 1
    assert hand.credentials is KEYS
