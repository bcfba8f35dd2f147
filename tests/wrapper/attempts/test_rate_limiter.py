"""Rate limiter: places, calls per minute, what is learned, and what cancellations give back."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_wrapper import ConfigurationError, DeadlineExceededError, RateLimiter, RateLimitError
from ocr_wrapper.attempts.messages import Wait
from ocr_wrapper.attempts.rate_limiter import WINDOW, Turn
from ocr_wrapper.errors import ServerError


def turns(limiter: RateLimiter, count: int) -> list[Turn]:
    """Return turns that have not been tried yet."""
    return [Turn(limiter) for _ in range(count)]


def send(limiter: RateLimiter, now: float) -> float | None:
    """Book and use a turn at once, and end it; return the pause if it was not booked."""
    turn = Turn(limiter)
    pause = limiter.try_turn(turn, now)
    if pause is None:
        limiter.sent(turn, now)
    limiter.give_back(turn)
    return pause


@settings(derandomize=True, deadline=None)
@given(
    limit=st.integers(1, 5),
    steps=st.lists(
        st.tuples(st.sampled_from(["ask", "cancel", "send", "wait"]), st.floats(0, 50)),
        min_size=1,
        max_size=60,
    ),
)
def test_no_minute_holds_more_calls_than_allowed(
    limit: int, steps: list[tuple[str, float]]
) -> None:
    """With random requests, cancellations and delays, N + 1 calls take at least a minute."""
    limiter = RateLimiter(calls_per_minute=limit)
    now = 0.0
    waiting: list[Turn] = []
    booked: list[Turn] = []
    starts: list[float] = []
    for action, value in steps:
        if action == "wait":
            now += value
        elif action == "ask":
            waiting.append(Turn(limiter))
        elif action == "cancel" and waiting + booked:
            turn = (waiting + booked)[int(value) % len(waiting + booked)]
            (waiting if turn in waiting else booked).remove(turn)
            limiter.give_back(turn)
        elif action == "send" and booked:
            limiter.sent(booked.pop(0), now)
            starts.append(now)
        for turn in list(waiting):
            if limiter.try_turn(turn, now) is None:
                waiting.remove(turn)
                booked.append(turn)
    for early, late in zip(starts, starts[limit:], strict=False):
        assert late - early >= WINDOW


@settings(derandomize=True, deadline=None)
@given(limit=st.integers(1, 4), cancelled=st.sets(st.integers(0, 11)))
def test_cancelled_calls_cost_no_time(limit: int, cancelled: set[int]) -> None:
    """After cancellations the others are sent as early as without the cancelled calls."""
    limiter = RateLimiter(calls_per_minute=limit)
    waiting = turns(limiter, 12)
    for turn in waiting:
        limiter.try_turn(turn, 0.0)
    kept = [turn for place, turn in enumerate(waiting) if place not in cancelled]
    for turn in waiting:
        if turn not in kept:
            limiter.give_back(turn)
    expected = [place // limit * WINDOW for place in range(len(kept))]
    now, starts = 0.0, []
    for turn in kept:
        if turn not in limiter._booked:
            now += limiter.try_turn(turn, now) or 0.0
            assert turn in limiter._booked or limiter.try_turn(turn, now) is None
        limiter.sent(turn, now)
        starts.append(now)
    assert starts == expected


@settings(derandomize=True, deadline=None)
@given(
    limits=st.sampled_from([(1, None), (3, None), (None, 2), (2, 1)]),
    steps=st.lists(
        st.tuples(
            st.sampled_from(["ask", "go on", "go on", "cancel", "send", "end"]), st.integers(0, 9)
        ),
        max_size=120,
    ),
)
def test_calls_get_their_turns_in_order_and_none_is_forgotten(
    limits: tuple[int | None, int | None], steps: list[tuple[str, int]]
) -> None:
    """Whatever is cancelled: the first in the queue is woken, has a time, or waits for a call."""
    limiter = RateLimiter(*limits)
    waiting: dict[Any, Wait] = {}
    running: list[Turn] = []
    clock = [0.0]

    def go_on(flow: Any) -> None:
        first = not waiting or flow is next(iter(waiting))
        try:
            waiting[flow] = next(flow)
        except StopIteration as stop:
            assert first
            waiting.pop(flow, None)
            running.append(stop.value)

    for action, number in steps:
        woken = [flow for flow, wait in waiting.items() if wait.waiter.woken]
        if action == "ask":
            go_on(limiter.wait_for_turn(lambda: clock[0], None, "recognize_passport"))
        elif action == "go on" and woken:
            go_on(woken[number % len(woken)])
        elif action == "go on" and waiting and (pause := next(iter(waiting.values())).seconds):
            clock[0] += pause
            go_on(next(iter(waiting)))
        elif action == "cancel" and waiting:
            flow = list(waiting)[number % len(waiting)]
            del waiting[flow]
            flow.close()
        elif action == "send" and running and running[0] in limiter._booked:
            limiter.sent(running[0], clock[0])
        elif action == "end" and running:
            limiter.give_back(running.pop(number % len(running)))
        if waiting and not running:
            first = next(iter(waiting.values()))
            assert first.waiter.woken or first.seconds is not None


def test_call_that_is_sent_late_counts_from_the_moment_it_is_sent() -> None:
    """A token request between booking and sending does not let the next call go too early."""
    limiter = RateLimiter(calls_per_minute=1)
    first, second = turns(limiter, 2)
    assert limiter.try_turn(first, 0.0) is None
    assert limiter.try_turn(second, 0.0) == math.inf
    limiter.sent(first, 30.0)
    assert second.waiter.woken
    assert limiter.try_turn(second, 30.0) == WINDOW


def test_booking_that_is_not_used_is_free_for_the_next_call() -> None:
    """A call that failed before it was sent uses nothing up, and wakes the next."""
    limiter = RateLimiter(calls_per_minute=1)
    first, second = turns(limiter, 2)
    assert limiter.try_turn(first, 0.0) is None
    limiter.try_turn(second, 0.0)
    limiter.give_back(first)
    assert second.waiter.woken
    assert limiter.try_turn(second, 0.0) is None


def test_pause_depends_on_the_place_in_the_queue() -> None:
    """A call whose turn comes after its deadline can then fail at once."""
    limiter = RateLimiter(calls_per_minute=2)
    assert [send(limiter, now) for now in (0.0, 10.0)] == [None, None]
    pauses = [limiter.try_turn(turn, 20.0) for turn in turns(limiter, 5)]
    assert pauses == [40.0, 50.0, 100.0, 110.0, 160.0]


def test_learned_limit_counts_the_calls_before_it() -> None:
    """Calls sent before the refusal use the limit up."""
    limiter = RateLimiter()
    limiter.starts.extend((0.0, 1.0, 2.0))
    limiter.learn(RateLimitError(detail="policy user over ratelimit,limit:2,time:1 minute"))
    assert (limiter.calls_per_minute, limiter.unlimited) == (2, False)
    assert send(limiter, 3.0) == 58.0


@pytest.mark.parametrize(
    ("given_limit", "detail", "expected"),
    [
        (5, "limit:9,time:1 minute", 5),
        (5, "limit:3,time:1 minute", 3),
        (None, "limit: 7 , time: 1 minute", 7),
        (None, "limit:0,time:1 minute", None),
        (None, "limit:XX,time:1 minute", None),
        (None, "slow down", None),
        (None, None, None),
    ],
)
def test_only_a_lower_limit_is_learned(
    given_limit: int | None, detail: str | None, expected: int | None
) -> None:
    """The server does not raise the limit that the user set."""
    limiter = RateLimiter(given_limit)
    limiter.learn(RateLimitError(detail=detail))
    assert limiter.calls_per_minute == expected


def test_learning_can_be_turned_off() -> None:
    """The user of a shared account may know better."""
    limiter = RateLimiter(learn=False)
    limiter.learn(RateLimitError(detail="limit:2,time:1 minute"))
    assert (limiter.calls_per_minute, limiter.unlimited) == (None, True)


def test_limit_is_learned_from_rate_limit_errors_only() -> None:
    """Another error with the same text changes nothing."""
    limiter = RateLimiter()
    limiter.learn(ServerError(detail="limit:2,time:1 minute"))
    assert limiter.calls_per_minute is None


@pytest.mark.parametrize("wrong", [{"calls_per_minute": 0}, {"concurrency": -1}])
def test_limit_below_one_is_refused(wrong: dict[str, Any]) -> None:
    """It would let no call through."""
    with pytest.raises(ConfigurationError, match=f"^{next(iter(wrong))} is "):
        RateLimiter(**wrong)


def test_places_are_given_in_order_of_asking() -> None:
    """A new call does not overtake one that waits, even when a place is free."""
    limiter = RateLimiter(concurrency=1)
    first, second, third, newcomer = turns(limiter, 4)
    assert limiter.try_turn(first, 0.0) is None
    assert [limiter.try_turn(turn, 0.0) for turn in (second, third)] == [math.inf] * 2
    limiter.give_back(first)
    assert (second.waiter.woken, third.waiter.woken) == (True, False)
    assert limiter.try_turn(newcomer, 0.0) is not None
    assert limiter.try_turn(second, 0.0) is None
    limiter.give_back(second)
    assert third.waiter.woken
    assert limiter.try_turn(third, 0.0) is None


def test_waiting_call_is_woken_by_the_one_that_ends() -> None:
    """The flow waits on its own turn, without a limit of time where it has no deadline."""
    limiter = RateLimiter(concurrency=1)
    (first,) = turns(limiter, 1)
    limiter.try_turn(first, 0.0)
    steps = limiter.wait_for_turn(lambda: 0.0, None, "recognize_passport")
    command = next(steps)
    assert isinstance(command, Wait)
    assert (command.seconds, command.waiter.woken) == (None, False)
    limiter.give_back(first)
    assert command.waiter.woken
    with pytest.raises(StopIteration):
        next(steps)


def test_turn_after_the_deadline_is_refused_at_once() -> None:
    """The error says when there would be one, and what helps."""
    limiter = RateLimiter(calls_per_minute=1)
    (first,) = turns(limiter, 1)
    limiter.try_turn(first, 0.0)
    limiter.sent(first, 0.0)
    steps = limiter.wait_for_turn(lambda: 1.0, 30.0, "recognize_passport")
    with pytest.raises(DeadlineExceededError) as caught:
        next(steps)
    assert str(caught.value) == (
        "The rate limit allows recognize_passport in 59 s, after the deadline: allow more time or "
        "more calls per minute."
    )
    assert caught.value.retry_after == 59.0


def test_call_that_stops_waiting_wakes_the_next() -> None:
    """The place that it was woken for is not lost."""
    limiter = RateLimiter(concurrency=1)
    first, second, third = turns(limiter, 3)
    for turn in (first, second, third):
        limiter.try_turn(turn, 0.0)
    limiter.give_back(first)
    limiter.give_back(second)
    assert third.waiter.woken


def test_two_free_places_wake_two_calls() -> None:
    """The first one that gets its place wakes the second; the third waits."""
    limiter = RateLimiter(concurrency=2)
    running, waiting = turns(limiter, 2), turns(limiter, 3)
    for turn in (*running, *waiting):
        limiter.try_turn(turn, 0.0)
    for turn in running:
        limiter.give_back(turn)
    assert [turn.waiter.woken for turn in waiting] == [True, False, False]
    assert limiter.try_turn(waiting[0], 0.0) is None
    assert [turn.waiter.woken for turn in waiting[1:]] == [True, False]
    assert limiter.try_turn(waiting[1], 0.0) is None
    assert not waiting[2].waiter.woken


def test_no_call_is_woken_while_every_place_is_taken() -> None:
    """Leaving the queue frees no place."""
    limiter = RateLimiter(concurrency=1)
    first, second, third = turns(limiter, 3)
    for turn in (first, second, third):
        limiter.try_turn(turn, 0.0)
    limiter.give_back(second)
    assert not third.waiter.woken


def test_fork_frees_the_places_of_the_parent() -> None:
    """Nothing in the child would give them back; the calls that were sent still count."""
    limiter = RateLimiter(calls_per_minute=2, concurrency=1)
    first, second = turns(limiter, 2)
    assert limiter.try_turn(first, 0.0) is None
    limiter.sent(first, 0.0)
    limiter.try_turn(second, 0.0)
    limiter.after_fork()
    assert send(limiter, 0.0) is None
    assert send(limiter, 0.0) == WINDOW


def test_rate_is_free_again_after_exactly_a_minute() -> None:
    """One call more is allowed after a minute, and not earlier."""
    limiter = RateLimiter(calls_per_minute=1)
    assert send(limiter, 0.0) is None
    assert send(limiter, WINDOW - 1.0) == 1.0
    assert send(limiter, WINDOW) is None
    assert send(limiter, WINDOW + 1.0) == WINDOW - 1.0


def test_calls_that_are_remembered_for_learning_are_bounded() -> None:
    """A client that is never refused does not grow."""
    limiter = RateLimiter()
    limiter.starts.extend(map(float, range(10_005)))
    assert len(limiter.starts) == 10_000


@pytest.mark.parametrize("learned", [False, True])
def test_limit_above_ten_thousand_is_kept(learned: bool) -> None:
    """As many calls as the limit are remembered, also if it is learned from a refusal."""
    limiter = RateLimiter(None if learned else 12_000)
    if learned:
        limiter.starts.append(0.0)
        limiter.learn(RateLimitError(detail="limit:12000,time:1 minute"))
    sent = 0
    while sent < 13_000 and send(limiter, 1.0) is None:
        sent += 1
    assert sent == 12_000 - learned
    assert send(limiter, WINDOW + 1.0) is None


def test_limiter_with_a_limit_forgets_calls_after_a_minute() -> None:
    """It does not grow, whatever the limit."""
    limiter = RateLimiter(calls_per_minute=20_000)
    for call in range(100):
        assert send(limiter, call * WINDOW) is None
    assert len(limiter.starts) == 1
