"""What holds calls back: the rate limiter, the guard of the key, and shared flights."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_wrapper import ConfigurationError, RateLimiter, RateLimitError
from ocr_wrapper.attempts.circuit_breaker import PAUSE, AuthCircuitBreaker
from ocr_wrapper.attempts.messages import Sleep, Wait
from ocr_wrapper.attempts.rate_limiter import WINDOW
from ocr_wrapper.auth.cache import Slot, obtain
from ocr_wrapper.concurrency import SingleFlight, Waiter
from ocr_wrapper.errors import DeadlineExceededError, ServerError

# --- the limiter ----------------------------------------------------------------------------------


@settings(derandomize=True, deadline=None)
@given(
    limit=st.integers(1, 5),
    gaps=st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=40),
)
def test_no_window_holds_more_calls_than_allowed(limit: int, gaps: list[float]) -> None:
    """Whatever the pattern of calls: any N + 1 in a row take more than a minute."""
    limiter = RateLimiter(calls_per_minute=limit)
    now, starts = 0.0, []
    for gap in gaps:
        now += gap
        starts.append(now + limiter.reserve(now))
    assert starts == pytest.approx(sorted(starts), abs=1e-6)
    for early, late in zip(starts, starts[limit:], strict=False):
        assert late - early >= WINDOW - 1e-6


def test_a_place_that_is_given_up_is_free_for_the_next() -> None:
    """A cancelled wait does not use the rate up."""
    limiter = RateLimiter(calls_per_minute=1)
    assert limiter.reserve(0.0) == 0.0
    assert limiter.reserve(0.0) == WINDOW
    limiter.release(WINDOW)
    assert limiter.reserve(0.0) == WINDOW


def test_a_limit_is_learned_with_what_was_used_up_already() -> None:
    """Calls made before the refusal count."""
    limiter = RateLimiter()
    for now in (0.0, 1.0, 2.0):
        assert limiter.reserve(now) == 0.0
    limiter.learn(RateLimitError(detail="policy user over ratelimit,limit:2,time:1 minute"))
    assert limiter.calls_per_minute == 2
    assert limiter.reserve(3.0) == pytest.approx(58.0)


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
    """What the caller set is not raised by the server."""
    limiter = RateLimiter(given_limit)
    limiter.learn(RateLimitError(detail=detail))
    assert limiter.calls_per_minute == expected


def test_learning_can_be_turned_off() -> None:
    """A caller who shares an account may know better."""
    limiter = RateLimiter(learn=False)
    limiter.learn(RateLimitError(detail="limit:2,time:1 minute"))
    assert limiter.calls_per_minute is None


def test_other_errors_teach_nothing() -> None:
    """Only a refusal for the rate names its limit."""
    limiter = RateLimiter()
    limiter.learn(ServerError(detail="limit:2,time:1 minute"))
    assert limiter.calls_per_minute is None


@pytest.mark.parametrize("wrong", [{"calls_per_minute": 0}, {"concurrency": -1}])
def test_a_limit_below_one_is_refused(wrong: dict[str, int]) -> None:
    """It would let nothing through for ever."""
    with pytest.raises(ConfigurationError, match=f"^{next(iter(wrong))} is "):
        RateLimiter(**wrong)


def test_places_are_given_in_order_of_asking() -> None:
    """A newcomer does not overtake those who wait."""
    limiter = RateLimiter(concurrency=1)
    assert limiter.enter() is None
    first, second = limiter.enter(), limiter.enter()
    assert first is not None
    assert second is not None
    limiter.leave()
    assert (first.woken, second.woken) == (True, False)
    newcomer = limiter.enter()
    assert newcomer is not None
    assert limiter.enter(first) is None
    limiter.leave(newcomer)
    limiter.leave()
    assert second.woken
    assert limiter.enter(second) is None


def test_who_gives_up_waiting_wakes_the_next() -> None:
    """A place is not lost with the one it was offered to."""
    limiter = RateLimiter(concurrency=1)
    assert limiter.enter() is None
    first, second = limiter.enter(), limiter.enter()
    assert first is not None
    assert second is not None
    limiter.leave()
    limiter.leave(first)
    assert second.woken


def test_a_free_place_goes_to_one() -> None:
    """Of three places one is given back: the next gets it, the one after waits."""
    limiter = RateLimiter(concurrency=3)
    assert [limiter.enter() for _ in range(3)] == [None] * 3
    limiter.leave()
    assert limiter.enter() is None
    assert limiter.enter() is not None


def test_who_is_woken_for_nothing_keeps_the_place_in_the_queue() -> None:
    """A newcomer took the place meanwhile; whoever was first is first again."""
    limiter = RateLimiter(concurrency=1)
    assert limiter.enter() is None
    first, second = limiter.enter(), limiter.enter()
    again = limiter.enter(first)
    assert again is not None
    assert again is not first
    limiter.leave()
    assert again.woken
    assert second is not None
    assert not second.woken
    assert limiter.enter(second) is not None
    assert limiter.enter(again) is None


def test_entering_wakes_the_next_while_there_is_room() -> None:
    """Two places come free at once, and both who wait get one."""
    limiter = RateLimiter(concurrency=2)
    assert [limiter.enter() for _ in range(2)] == [None] * 2
    first, second, third = limiter.enter(), limiter.enter(), limiter.enter()
    assert first is not None
    assert second is not None
    assert third is not None
    limiter.leave()
    limiter.leave()
    assert not second.woken
    assert limiter.enter(first) is None
    assert second.woken
    assert limiter.enter(second) is None
    assert not third.woken


def test_nobody_is_woken_while_every_place_is_taken() -> None:
    """Giving up waiting frees a place in the queue, not among the running."""
    limiter = RateLimiter(concurrency=1)
    assert limiter.enter() is None
    first, second = limiter.enter(), limiter.enter()
    limiter.leave(first)
    assert second is not None
    assert not second.woken


def test_a_fork_frees_the_child_of_the_parents_places() -> None:
    """Nobody is left there to give them back; the calls that were made still count."""
    limiter = RateLimiter(calls_per_minute=1, concurrency=1)
    assert limiter.enter() is None
    assert limiter.enter() is not None
    assert limiter.reserve(0.0) == 0.0
    limiter.after_fork()
    assert limiter.enter() is None
    assert limiter.enter() is not None
    assert limiter.reserve(0.0) == WINDOW


def test_exactly_a_minute_later_the_rate_is_free_again() -> None:
    """Not an instant before."""
    limiter = RateLimiter(calls_per_minute=1)
    assert limiter.reserve(0.0) == 0.0
    assert limiter.reserve(WINDOW) == 0.0
    assert limiter.reserve(WINDOW + 1.0) == pytest.approx(WINDOW - 1.0)


def test_only_the_moment_that_is_given_back_is_free() -> None:
    """Of three that are booked, the middle one."""
    limiter = RateLimiter(calls_per_minute=1)
    booked = [limiter.reserve(0.0) for _ in range(3)]
    assert booked == [0.0, WINDOW, 2 * WINDOW]
    limiter.release(WINDOW + 0.5)
    assert list(limiter._granted) == booked
    limiter.release(0.0)
    assert list(limiter._granted) == booked[1:]
    limiter.release(2 * WINDOW)
    assert list(limiter._granted) == [WINDOW]


def test_what_is_remembered_for_learning_is_a_minute_and_bounded() -> None:
    """A client that is never refused does not grow."""
    limiter = RateLimiter()
    limiter.reserve(0.0)
    limiter.reserve(1.0)
    limiter.reserve(WINDOW)
    assert list(limiter._granted) == [1.0, WINDOW]
    for _ in range(10_005):
        limiter.reserve(WINDOW)
    assert len(limiter._granted) == 10_000


# --- the guard ------------------------------------------------------------------------------------


def test_an_unproven_key_lets_three_go_at_a_time() -> None:
    """The fourth waits for the end of one of them."""
    guard = AuthCircuitBreaker()
    assert [guard.enter(0.0) for _ in range(3)] == [None] * 3
    waiter = guard.enter(0.0)
    assert isinstance(waiter, Waiter)
    guard.leave(0.0, accepted=None)
    assert waiter.woken
    assert guard.enter(0.0) is None


def test_a_proven_key_lets_everyone_go() -> None:
    """After one success nobody waits."""
    guard = AuthCircuitBreaker()
    guard.enter(0.0)
    guard.leave(0.0, accepted=True)
    assert [guard.enter(0.0) for _ in range(100)] == [None] * 100


def test_failures_and_those_on_their_way_never_exceed_three() -> None:
    """Two failed, so one more may go, and its failure closes the gate."""
    guard = AuthCircuitBreaker()
    for _ in range(2):
        guard.enter(0.0)
        guard.leave(0.0, accepted=False)
    assert guard.enter(0.0) is None
    assert isinstance(guard.enter(0.0), Waiter)
    guard.leave(1.0, accepted=False)
    assert guard.enter(2.0) == PAUSE - 1.0
    assert guard.enter(1.0 + PAUSE) is None
    assert isinstance(guard.enter(1.0 + PAUSE), Waiter)


def test_a_fork_frees_the_child_of_calls_that_run_in_the_parent() -> None:
    """But what is known of the key stays known."""
    guard = AuthCircuitBreaker()
    for _ in range(3):
        guard.enter(0.0)
    guard.after_fork()
    assert guard.enter(0.0) is None
    for _ in range(3):
        guard.leave(0.0, accepted=False)
    guard.after_fork()
    assert guard.enter(1.0) == PAUSE - 1.0


# --- shared flights -------------------------------------------------------------------------------


def test_a_waiter_that_was_woken_before_it_was_attached_is_woken() -> None:
    """Whoever comes late does not wait for ever."""
    waiter = Waiter()
    waiter.wake()
    woken = threading.Event()
    waiter.attach(woken.set)
    assert woken.is_set()


def test_threads_in_a_crowd_lead_exactly_once() -> None:
    """Hundreds of joins at the same moment: one leader, all get its value."""
    flights: SingleFlight[int] = SingleFlight()
    gate = threading.Barrier(50)

    def one(_: int) -> tuple[bool, int]:
        gate.wait(10)
        flight, waiter = flights.join()
        if waiter is None:
            with flights._lock:
                pass
            while len(flight.waiters) < 49:
                pass
            flights.land(flight, 7)
            return True, 7
        woken = threading.Event()
        waiter.attach(woken.set)
        assert woken.wait(10)
        return False, flight.result()

    with ThreadPoolExecutor(50) as pool:
        found = list(pool.map(one, range(50)))
    assert sum(led for led, _ in found) == 1
    assert {value for _, value in found} == {7}


class Clock:
    """Tell a time that only moves when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_waiter_whose_time_is_over_stops_waiting() -> None:
    """Others may go on."""
    slot: Slot[str] = Slot()
    clock = Clock()
    leader = obtain(slot, clock, None, _slow)
    next(leader)
    waiting = obtain(slot, clock, 5.0, _slow)
    assert isinstance(next(waiting), Wait)
    clock.now = 5.0
    with pytest.raises(DeadlineExceededError):
        waiting.send(None)
    with pytest.raises(StopIteration):
        leader.send(None)


def _slow():  # type: ignore[no-untyped-def]
    yield Sleep(1)
    return "value", 100.0


def test_a_leader_that_is_closed_hands_over() -> None:
    """The next one who asks leads."""
    slot: Slot[str] = Slot()
    clock = Clock()
    leader = obtain(slot, clock, None, _slow)
    next(leader)
    other = obtain(slot, clock, None, _slow)
    park = next(other)
    assert isinstance(park, Wait)
    leader.close()
    assert park.waiter.woken
    assert isinstance(other.send(None), Sleep)
    with pytest.raises(StopIteration) as stop:
        other.send(None)
    assert stop.value.value == "value"
    assert slot.get(0.0) == ("value", False)


def test_everyone_who_waited_gets_a_copy_of_the_failure() -> None:
    """So that tracebacks of threads do not mix."""

    def failing():  # type: ignore[no-untyped-def]
        yield Sleep(1)
        raise ServerError("down", status=503)

    slot: Slot[str] = Slot()
    leader, other = (obtain(slot, Clock(), None, failing) for _ in range(2))
    next(leader)
    next(other)
    with pytest.raises(ServerError) as first:
        leader.send(None)
    with pytest.raises(ServerError) as second:
        other.send(None)
    assert first.value is not second.value
    assert vars(first.value) == vars(second.value)


def test_only_one_refreshes_ahead_of_time() -> None:
    """The others go on with the old value without waiting."""
    slot: Slot[str] = Slot()
    clock = Clock()
    slot.put("old", 1000.0, 0.0)
    clock.now = 935.0
    assert slot.get(clock.now) == ("old", False)
    slot.put("old", 10_000.0, 0.0)
    clock.now = 9_600.0
    assert slot.get(clock.now) == ("old", True)
    leader = obtain(slot, clock, None, _slow)
    assert isinstance(next(leader), Sleep)
    with pytest.raises(StopIteration) as stop:
        next(obtain(slot, clock, None, _slow))
    assert stop.value.value == "old"
    with pytest.raises(StopIteration) as led:
        leader.send(None)
    assert led.value.value == "value"


def test_only_the_refused_value_is_dropped() -> None:
    """A token that was renewed meanwhile stays."""
    slot: Slot[str] = Slot()
    old, new = "token one", "token two"
    slot.put(new, None, 0.0)
    slot.drop(old)
    assert slot.get(0.0) == (new, False)
    slot.drop(new)
    assert slot.get(0.0) is None
