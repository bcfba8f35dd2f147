"""One attempt after another, to the edge: turns, the guard, the budget, what is told."""

from __future__ import annotations

import contextlib

import pytest

from ocr_wrapper import (
    AuthenticationError,
    AuthenticationPausedError,
    ConnectError,
    DeadlineExceededError,
    InvalidResponseError,
    ParametersError,
    RateLimitError,
    ServerError,
)
from ocr_wrapper.attempts.circuit_breaker import PAUSE
from ocr_wrapper.attempts.loop import _accepted
from ocr_wrapper.attempts.messages import Failure, Sleep
from ocr_wrapper.attempts.rate_limiter import WINDOW, RateLimiter
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.errors import OcrError
from tests.wrapper.hand import KEYS, Hand, answer, refusal


class Ledger(RetryBudget):
    """Note what is earned and spent."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[object] = []

    def spend(self) -> bool:
        self.entries.append("spent")
        return super().spend()

    def earn(self, *, repeated: bool) -> None:
        self.entries.append(repeated)
        super().earn(repeated=repeated)


def test_the_budget_is_told_of_every_success_and_every_repeat() -> None:
    """And whether a success came at once."""
    ledger = Ledger()
    hand = Hand([answer(), answer(503), answer(), refusal("AIS.0101")], budget=ledger)
    hand.call()
    hand.call()
    with pytest.raises(ParametersError):
        hand.call()
    assert ledger.entries == [False, "spent", True]


def test_a_certificate_is_not_tried_again_by_the_identity_service_either() -> None:
    """That a lost answer bills nothing there does not make a wrong certificate right."""
    hand = Hand([Failure("tls", "self-signed")], projects={})
    with pytest.raises(ConnectError) as caught:
        hand.call()
    assert (caught.value.retry_safe, len(hand.sent)) == (False, 1)


@pytest.mark.parametrize(("deadline", "sent"), [(5.0, 1), (5.001, 2)])
def test_a_pause_that_ends_exactly_at_the_deadline_is_not_begun(deadline: float, sent: int) -> None:
    """There would be no time left to send."""
    throttled = refusal("APIG.0308", 429, headers={"retry-after": "5"})
    hand = Hand([throttled, answer()], jitter=0.0)
    try:
        hand.call(deadline)
    except RateLimitError:
        assert hand.slept == []
    assert len(hand.sent) == sent


# --- the guard ------------------------------------------------------------------------------------


def test_a_pause_of_the_guard_says_what_it_is() -> None:
    """Class, category, seconds, and that repeating does not help."""
    hand = Hand([])
    for _ in range(3):
        hand.exchange.guard.enter(hand.now)
        hand.exchange.guard.leave(hand.now, accepted=False)
    with pytest.raises(AuthenticationPausedError) as caught:
        hand.call()
    error = caught.value
    assert (error.category, error.retry_safe, error.retry_after) == (
        "authentication",
        False,
        PAUSE,
    )
    assert hand.limiter._running == 0


@pytest.mark.parametrize("deadline", [10.0, None])
def test_a_call_waits_for_an_unproven_key_no_longer_than_its_time(deadline: float | None) -> None:
    """Three are under way with it; the fourth goes as soon as one has succeeded."""
    hand = Hand([answer()])
    for _ in range(3):
        hand.exchange.guard.enter(hand.now)
    hand.on_park = lambda hand: hand.exchange.guard.leave(hand.now, accepted=True)
    hand.call(deadline)
    assert hand.parked == [deadline]


def test_a_call_that_waits_for_the_guard_in_vain_sends_nothing() -> None:
    """Repeating is safe, and its place among the running is given back."""
    hand = Hand([])
    for _ in range(3):
        hand.exchange.guard.enter(hand.now)
    with pytest.raises(DeadlineExceededError) as caught:
        hand.call(10.0)
    assert (caught.value.retry_safe, hand.sent, hand.parked) == (True, [], [10.0])
    assert (hand.limiter._running, hand.exchange.guard._running) == (0, 3)


def test_every_end_of_an_attempt_gives_back_what_it_held() -> None:
    """Success, refusal, no answer, and a flow that is dropped in the middle."""
    hand = Hand([answer(), refusal("AIS.0101"), Failure("lost", "ReadError")])
    for _ in range(3):
        with contextlib.suppress(OcrError):
            hand.call()
        assert (hand.limiter._running, hand.exchange.guard._running) == (0, 0)
    with pytest.raises(IndexError):
        hand.call()
    assert (hand.limiter._running, hand.exchange.guard._running) == (0, 0)


# --- turns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("deadline", [10.0, None])
def test_a_call_waits_for_a_place_no_longer_than_its_time(deadline: float | None) -> None:
    """It goes as soon as one is given back."""
    hand = Hand([answer()], limiter=RateLimiter(concurrency=1))
    assert hand.limiter.enter() is None
    hand.on_park = lambda hand: hand.limiter.leave()
    hand.call(deadline)
    assert hand.parked == [deadline]
    assert (hand.limiter._running, len(hand.limiter._queue)) == (0, 0)


def test_a_call_that_waits_for_a_place_in_vain_leaves_the_queue() -> None:
    """The place that is taken stays taken, and repeating is safe."""
    hand = Hand([], limiter=RateLimiter(concurrency=1))
    assert hand.limiter.enter() is None
    with pytest.raises(DeadlineExceededError, match="waited for its turn") as caught:
        hand.call(10.0)
    assert (caught.value.retry_safe, hand.parked) == (True, [10.0])
    assert (hand.limiter._running, len(hand.limiter._queue)) == (1, 0)


def test_a_moment_of_the_rate_at_the_deadline_is_too_late() -> None:
    """It is known beforehand, given back, and told."""
    hand = Hand([answer()], limiter=RateLimiter(calls_per_minute=1))
    hand.call()
    with pytest.raises(DeadlineExceededError) as caught:
        hand.call(WINDOW)
    error = caught.value
    assert (error.retry_after, error.retry_safe, hand.slept) == (WINDOW, True, [])
    assert list(hand.limiter._granted) == [1000.0]
    assert (len(hand.sent), hand.limiter._running) == (1, 0)


@pytest.mark.parametrize("deadline", [WINDOW + 0.001, None])
def test_a_moment_of_the_rate_before_the_deadline_is_waited_for(deadline: float | None) -> None:
    """To the instant."""
    hand = Hand([answer(), answer()], limiter=RateLimiter(calls_per_minute=1))
    hand.call()
    hand.call(deadline)
    assert (hand.slept, len(hand.sent), hand.limiter._running) == ([WINDOW], 2, 0)


def test_a_moment_that_is_free_at_once_is_not_waited_for() -> None:
    """Within the rate nothing sleeps."""
    hand = Hand([answer(), answer()], limiter=RateLimiter(calls_per_minute=2))
    hand.call()
    hand.call()
    assert hand.slept == []


def test_a_call_that_is_dropped_while_it_waits_for_the_rate_gives_its_moment_back() -> None:
    """A cancelled task uses nothing up."""
    hand = Hand([answer()], limiter=RateLimiter(calls_per_minute=1, concurrency=1))
    hand.call()

    class DroppedError(Exception):
        """Stand in for a cancellation."""

    def drop(flow: object) -> None:
        command = flow.send(None)  # type: ignore[attr-defined]
        assert command == Sleep(WINDOW)
        flow.throw(DroppedError())  # type: ignore[attr-defined]

    hand.run = drop  # type: ignore[assignment]
    with pytest.raises(DroppedError):
        hand.call(None)
    assert list(hand.limiter._granted) == [1000.0]
    assert hand.limiter._running == 0


def test_an_attempts_own_time_counts_without_a_deadline_too() -> None:
    """And the shorter of both where there are both."""
    hand = Hand([answer(), answer()], attempt_timeout=3.0)
    hand.call(None)
    hand.call(2.0)
    assert hand.limits == [1003.0, 1002.0]


# --- what is told ---------------------------------------------------------------------------------


def test_events_tell_how_long_an_attempt_took_and_what_it_came_to() -> None:
    """For an answer, a refusal and no answer."""

    def slowly(reply: object) -> object:
        def step(hand: Hand) -> object:
            hand.now += 2.5
            return reply

        return step

    replies = [answer(), refusal("AIS.0101"), Failure("lost", "ReadError")]
    hand = Hand([slowly(reply) for reply in replies])  # type: ignore[misc]
    for _ in replies:
        with contextlib.suppress(OcrError):
            hand.call()
    told = [(e.kind, e.status, e.error, e.elapsed) for e in hand.events if e.kind != "request"]
    assert told == [
        ("response", 200, None, 2.5),
        ("response", 400, "ParametersError", 2.5),
        ("failure", None, "ResponseLostError", 2.5),
    ]
    facts = {(e.operation, e.region, e.host, e.attempt) for e in hand.events}
    assert facts == {("recognize_passport", "ap-southeast-1", "ocr.example.com", 1)}


@pytest.mark.parametrize(
    ("outcome", "accepted"),
    [
        (({}, None), True),
        (AuthenticationError(code="APIG.0301"), False),
        (ParametersError(code="AIS.0101"), True),
        (ServerError(code="ModelArts.4301"), True),
        (RateLimitError(code="APIG.0308"), None),
        (ServerError(status=502), None),
        (InvalidResponseError(status=200), None),
        (ConnectError(), None),
    ],
)
def test_what_an_outcome_shows_of_the_key(outcome: object, accepted: bool | None) -> None:
    """Codes of the service come from behind the gateway that checks keys; others show nothing."""
    assert _accepted(outcome) is accepted


def test_repeats_turned_off_are_off_for_the_identity_service_too() -> None:
    """One request, one failure."""
    hand = Hand([Failure("lost", "x")], projects={}, policy=RetryPolicy(max_attempts=1))
    with pytest.raises(OcrError):
        hand.call()
    assert len(hand.sent) == 1
    assert hand.credentials is KEYS
