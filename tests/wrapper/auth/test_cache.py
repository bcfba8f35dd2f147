"""Cache of tokens and project ids: early refresh, single flight, failures."""

from __future__ import annotations

import pytest

from ocr_wrapper.attempts.messages import Sleep, Steps, Wait
from ocr_wrapper.auth.cache import Fetched, Slot
from ocr_wrapper.errors import DeadlineExceededError, ServerError


class Clock:
    """A clock that only the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _slow(_limit: float | None) -> Steps[Fetched[str]]:
    yield Sleep(1)
    return Fetched("value", 100.0)


def test_waiter_whose_time_is_over_stops_waiting() -> None:
    """The flight of the leader goes on."""
    slot: Slot[str] = Slot()
    clock = Clock()
    leader = slot.get_or_refresh(clock, None, _slow)
    next(leader)
    waiting = slot.get_or_refresh(clock, 5.0, _slow)
    assert isinstance(next(waiting), Wait)
    clock.now = 5.0
    with pytest.raises(DeadlineExceededError):
        waiting.send(None)
    with pytest.raises(StopIteration):
        leader.send(None)


def test_cancelled_leader_hands_over() -> None:
    """The next caller leads."""
    slot: Slot[str] = Slot()
    clock = Clock()
    leader = slot.get_or_refresh(clock, None, _slow)
    next(leader)
    other = slot.get_or_refresh(clock, None, _slow)
    wait = next(other)
    assert isinstance(wait, Wait)
    leader.close()
    assert wait.waiter.woken
    assert isinstance(other.send(None), Sleep)
    with pytest.raises(StopIteration) as stop:
        other.send(None)
    assert stop.value.value == "value"
    held = slot.get(0.0)
    assert held is not None
    assert (held.value, held.refresh_at > 0.0) == ("value", True)


def two_callers_of_what_fails() -> list[Steps[str]]:
    """Return the one that fetches and one that waits; the fetch fails when it goes on."""

    def failing(_limit: float | None) -> Steps[Fetched[str]]:
        yield Sleep(1)
        raise ServerError("down", status=503)

    slot: Slot[str] = Slot()
    callers = [slot.get_or_refresh(Clock(), None, failing) for _ in range(2)]
    for caller in callers:
        next(caller)
    return callers


def test_every_waiter_gets_a_copy_of_the_failure() -> None:
    """Tracebacks of threads do not mix."""
    leader, other = two_callers_of_what_fails()
    with pytest.raises(ServerError) as first:
        leader.send(None)
    with pytest.raises(ServerError) as second:
        other.send(None)
    assert first.value is not second.value
    assert vars(first.value) == vars(second.value)


@pytest.mark.parametrize(
    ("lifetime", "now", "due"), [(1000.0, 935.0, False), (10_000.0, 9_600.0, True)]
)
def test_refresh_is_due_when_five_percent_of_the_lifetime_are_left(
    lifetime: float, now: float, due: bool
) -> None:
    """For a short lifetime it is due in the last minute."""
    slot: Slot[str] = Slot()
    slot.put(Fetched("old", lifetime), 0.0)
    held = slot.get(now)
    assert held is not None
    assert (now >= held.refresh_at) is due


def test_one_caller_refreshes_early_and_the_others_use_the_old_value() -> None:
    """The others do not wait."""
    slot: Slot[str] = Slot()
    clock = Clock()
    slot.put(Fetched("old", 10_000.0), 0.0)
    clock.now = 9_600.0
    leader = slot.get_or_refresh(clock, None, _slow)
    assert isinstance(next(leader), Sleep)
    with pytest.raises(StopIteration) as stop:
        next(slot.get_or_refresh(clock, None, _slow))
    assert stop.value.value == "old"
    with pytest.raises(StopIteration) as led:
        leader.send(None)
    assert led.value.value == "value"


def test_only_the_refused_value_is_dropped() -> None:
    """A token that was renewed meanwhile stays."""
    slot: Slot[str] = Slot()
    old, new = "token one", "token two"
    slot.put(Fetched(new, None), 0.0)
    slot.drop(old)
    held = slot.get(0.0)
    assert held is not None
    assert held.value == new
    slot.drop(new)
    assert slot.get(0.0) is None


def test_caller_that_uses_the_old_value_does_not_lead_later() -> None:
    """When the leader is cancelled, a caller that still waits is woken."""
    slot: Slot[str] = Slot()
    clock = Clock()
    slot.put(Fetched("old", 10_000.0), 0.0)
    clock.now = 9_600.0
    leader = slot.get_or_refresh(clock, None, _slow)
    next(leader)
    with pytest.raises(StopIteration):
        next(slot.get_or_refresh(clock, None, _slow))
    clock.now = 10_000.0
    waiting = slot.get_or_refresh(clock, None, _slow)
    wait = next(waiting)
    assert isinstance(wait, Wait)
    leader.close()
    assert wait.waiter.woken
    assert isinstance(waiting.send(None), Sleep)
    waiting.close()


def test_value_that_is_refused_during_its_early_refresh_is_fetched_with_the_whole_time() -> None:
    """The short limit of an early refresh never ends a call."""
    slot: Slot[str] = Slot()
    clock = Clock()
    limits: list[float | None] = []

    def fetch(limit: float | None) -> Steps[Fetched[str]]:
        limits.append(limit)
        yield Sleep(1)
        if len(limits) == 1:
            raise DeadlineExceededError
        return Fetched("new", 100.0)

    old = "old"
    slot.put(Fetched(old, 10_000.0), 0.0)
    clock.now = 9_600.0
    caller = slot.get_or_refresh(clock, 9_660.0, fetch)
    next(caller)
    slot.drop(old)
    assert isinstance(caller.send(None), Sleep)
    with pytest.raises(StopIteration) as stop:
        caller.send(None)
    assert stop.value.value == "new"
    assert limits == [9_605.0, 9_660.0]


def test_failure_of_the_leader_is_not_changed_for_the_others_by_what_its_call_adds() -> None:
    """A call adds its own attempts and its own doubt to the error that it raises."""
    leader, other = two_callers_of_what_fails()
    with pytest.raises(ServerError) as first:
        leader.send(None)
    first.value.message += " An earlier attempt of this call may have been billed."
    with pytest.raises(ServerError, match=r"^down$"):
        other.send(None)
