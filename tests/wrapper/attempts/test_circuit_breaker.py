"""Circuit breaker: the service does not lock a wrong key."""

from __future__ import annotations

import pytest

from ocr_wrapper import AuthenticationPausedError
from ocr_wrapper.attempts.circuit_breaker import PAUSE, AuthCircuitBreaker, Permit, Verdict
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
