"""Circuit breaker: the service does not lock a wrong key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_wrapper import AuthenticationPausedError
from ocr_wrapper.attempts.circuit_breaker import PAUSE, AuthCircuitBreaker, Permit, Verdict
from ocr_wrapper.attempts.messages import Steps, Wait
from ocr_wrapper.concurrency import Waiter


def enter(breaker: AuthCircuitBreaker, now: float = 0.0) -> Permit:
    """Return a permit; fail if there is none."""
    permit = breaker.try_permit(now)
    assert isinstance(permit, Permit)
    return permit


def leave(breaker: AuthCircuitBreaker, permit: Permit, verdict: Verdict, now: float = 0.0) -> None:
    """Give a permit back with a verdict."""
    permit.verdict = verdict
    breaker.give_back(permit, now)


def test_unproven_key_allows_three_requests_at_a_time() -> None:
    """The fourth request waits until one of them has ended."""
    breaker = AuthCircuitBreaker()
    permits = [enter(breaker) for _ in range(3)]
    waiter = breaker.try_permit(0.0)
    assert isinstance(waiter, Waiter)
    leave(breaker, permits[0], "unknown")
    assert waiter.woken
    assert isinstance(breaker.try_permit(0.0, waiter), Permit)


def test_proven_key_allows_every_request() -> None:
    """After one success no request waits."""
    breaker = AuthCircuitBreaker()
    leave(breaker, enter(breaker), "accepted")
    assert breaker.closed
    assert len({enter(breaker) for _ in range(100)}) == 100


def test_failures_and_requests_in_flight_never_exceed_three() -> None:
    """After two failures one more may be sent, and its failure starts the pause."""
    breaker = AuthCircuitBreaker()
    for _ in range(2):
        leave(breaker, enter(breaker), "refused")
    last = enter(breaker)
    assert isinstance(breaker.try_permit(0.0), Waiter)
    leave(breaker, last, "refused", 1.0)
    with pytest.raises(AuthenticationPausedError) as caught:
        breaker.try_permit(2.0)
    assert caught.value.retry_after == PAUSE - 1.0
    enter(breaker, 1.0 + PAUSE)
    assert isinstance(breaker.try_permit(1.0 + PAUSE), Waiter)


def test_fork_forgets_requests_of_the_parent() -> None:
    """What is known about the key is kept in the child."""
    breaker = AuthCircuitBreaker()
    for _ in range(3):
        enter(breaker)
    breaker.after_fork()
    permits = [enter(breaker) for _ in range(3)]
    for permit in permits:
        leave(breaker, permit, "refused")
    breaker.after_fork()
    with pytest.raises(AuthenticationPausedError) as caught:
        breaker.try_permit(1.0)
    assert caught.value.retry_after == PAUSE - 1.0


VERDICTS: tuple[Verdict, ...] = ("accepted", "refused", "unknown")


class Crowd:
    """Requests that ask one breaker, each as a flow that a test runs step by step."""

    def __init__(self, threshold: int) -> None:
        self.threshold = threshold
        self.breaker = AuthCircuitBreaker(threshold)
        self.now = 0.0
        self.waiting: list[tuple[Steps[Permit], Wait | None]] = []
        self.flying: list[Permit] = []

    @property
    def ready(self) -> list[tuple[Steps[Permit], Wait | None]]:
        """Requests that have just begun or that were woken."""
        return [one for one in self.waiting if one[1] is None or one[1].waiter.woken]

    def ask(self) -> None:
        steps = self.breaker.wait_for_permit(lambda: self.now, None, "host")
        self.waiting.append((steps, None))

    def go_on(self, number: int) -> None:
        """Let a request go on that is ready."""
        if not self.ready:
            return
        chosen = self.ready[number % len(self.ready)]
        self.waiting.remove(chosen)
        try:
            command = next(chosen[0])
        except StopIteration as stop:
            self.flying.append(stop.value)
            sent = len(self.breaker.in_flight) + self.breaker._failures
            assert self.breaker.closed or sent <= self.threshold
        except AuthenticationPausedError:
            pass
        else:
            assert isinstance(command, Wait)
            self.waiting.append((chosen[0], command))

    def cancel(self, number: int) -> None:
        if self.waiting:
            self.waiting.pop(number % len(self.waiting))[0].close()

    def end(self, number: int, verdict: Verdict) -> None:
        if self.flying:
            leave(self.breaker, self.flying.pop(number % len(self.flying)), verdict, self.now)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    threshold=st.integers(1, 3),
    actions=st.lists(
        st.tuples(
            st.sampled_from([*2 * ("ask", "go on"), "cancel", "later", *VERDICTS]),
            st.integers(0, 9),
        ),
        max_size=120,
    ),
)
def test_no_request_waits_for_ever(threshold: int, actions: list[tuple[str, int]]) -> None:
    """Whatever ends, leaves or is refused: who waits is woken, now or by a request in flight.

    While the key is unproven, requests in flight and failures together stay within the limit.
    """
    crowd = Crowd(threshold)
    for action, number in actions:
        match action:
            case "ask":
                crowd.ask()
            case "go on":
                crowd.go_on(number)
            case "cancel":
                crowd.cancel(number)
            case "later":
                crowd.now += (1.0, PAUSE)[number % 2]
            case "refused" | "unknown" | "accepted" as verdict:
                crowd.end(number, verdict)
        assert crowd.flying or crowd.ready or not crowd.waiting
