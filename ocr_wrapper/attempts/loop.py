"""Retry loop: send one request with retries (sans-I/O).

OCR calls and requests to the identity service share it. It opens nothing and reads no clock of
its own: a driver performs what it yields, and time and randomness are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from logging import DEBUG
from typing import Any, Generic, Protocol, TypeVar

from ocr_wrapper.attempts.circuit_breaker import AuthCircuitBreaker, Permit, Verdict
from ocr_wrapper.attempts.clock_skew import ClockSkew, skew_error
from ocr_wrapper.attempts.messages import Request, Response, Send, Sleep, Steps
from ocr_wrapper.attempts.rate_limiter import RateLimiter, Turn
from ocr_wrapper.attempts.responses import transport_error
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.errors import (
    AuthenticationError,
    CredentialsError,
    DeadlineExceededError,
    InvalidResponseError,
    OcrError,
    StatusError,
    TransportError,
)
from ocr_wrapper.telemetry import Event, Kind, Observer, logger

I = TypeVar("I")  # noqa: E741 - identity
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class RequestSpec(Protocol[I, T_co]):
    """What one attempt needs: how to authorize, build and judge one kind of request."""

    @property
    def name(self) -> str:
        """The operation, for events and messages."""

    @property
    def region(self) -> str:
        """The region, for events."""

    @property
    def host(self) -> str:
        """The host that the request goes to."""

    @property
    def deadline(self) -> float | None:
        """When to give up, on the monotonic clock."""

    @property
    def free(self) -> bool:
        """Whether nothing is billed, so that a lost response may be retried."""

    @property
    def limited(self) -> bool:
        """Whether the rate limit counts the request."""

    def authorize(self) -> Steps[I]:
        """Find the identity to send with; called before every attempt, cheap when cached."""

    def build(self, identity: I, now: float) -> Request:
        """Return the request of an identity, signed at `now` (seconds since the epoch)."""

    def judge(self, identity: I, response: Response) -> T_co | OcrError:
        """Return the value of a response, or the error that it is."""

    def refused(self, identity: I) -> bool:
        """Take note that the server did not accept an identity.

        Returns:
            Whether `authorize` returns another one from now on.
        """


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The value of a request and how many attempts it took."""

    value: T
    attempts: int


@dataclass(frozen=True, slots=True)
class _Tried(Generic[T]):
    """How one attempt ended."""

    outcome: T | OcrError
    skew: float | None
    """How far the server's clock was ahead, if that is why it refused; None otherwise."""


@dataclass(slots=True)
class RetryLoop:
    """Send requests with retries; holds what all requests of a client share."""

    policy: RetryPolicy
    budget: RetryBudget
    breaker: AuthCircuitBreaker
    limiter: RateLimiter
    observer: Observer
    monotonic: Callable[[], float]
    now: Callable[[], float]
    """This machine's clock, in seconds since the epoch."""

    jitter: Callable[[], float]
    """A random number in [0, 1)."""

    attempt_timeout: float | None = None
    """Seconds for one attempt; None is the whole deadline."""

    skew: ClockSkew = field(default_factory=ClockSkew)

    def run(self, spec: RequestSpec[I, T]) -> Steps[Done[T]]:
        """Send until there is a value; raise the last error if there is none."""
        attempt, corrected = 0, False
        last: OcrError | None = None
        while True:
            try:
                tried: _Tried[T] = yield from self._attempt(spec, attempt + 1)
            except OcrError as error:
                if last is None or not isinstance(error, DeadlineExceededError):
                    error.attempts = max(error.attempts, attempt)
                    raise error from last
                # The refusal says more than that no time was left for a retry.
                last.retry_after = last.retry_after or error.retry_after
                raise last from None
            attempt += 1
            if not isinstance(tried.outcome, OcrError):
                if not self.budget.full:
                    self.budget.earn(retried=attempt > 1)
                return Done(tried.outcome, attempt)
            last = tried.outcome
            last.attempts = attempt
            if isinstance(last, AuthenticationError):
                if tried.skew is None:
                    raise last
                if corrected or attempt >= self.policy.max_attempts:
                    raise skew_error(last, tried.skew, corrected=corrected)
                corrected = True
                continue
            self.limiter.learn(last)
            delay = self._delay(spec, last, attempt)
            if delay is None:
                raise last
            self._emit("retry", spec, attempt, delay=delay)
            yield Sleep(delay)

    def _delay(self, spec: RequestSpec[I, T], error: OcrError, attempt: int) -> float | None:
        """Return the seconds before the next attempt, None if there is none."""
        if spec.free and isinstance(error, (TransportError, InvalidResponseError)):
            error.retry_safe = error.retry_safe is not False
        delay = self.policy.delay(error, attempt, self.jitter())
        if delay is None:
            return None
        # Waiting beyond the deadline would only replace this error by a vaguer one, later.
        if spec.deadline is not None and self.monotonic() + delay >= spec.deadline:
            return None
        return delay if self.budget.spend() else None

    def _attempt(self, spec: RequestSpec[I, T], number: int) -> Steps[_Tried[T]]:
        """Send once, after waiting for a turn, for the identity and for the circuit breaker.

        In this order: who holds a permit waits for nothing but the response, and the identity is
        found after the waiting, so that it is fresh.
        """
        with (yield from self._turn(spec)) as turn:
            identity = yield from spec.authorize()
            with self._held((yield from self._permit(spec))) as permit:
                now = self.now()
                request = spec.build(identity, now + self.skew.seconds)
                outcome = yield from self._send(spec, identity, request, turn, number)
                permit.verdict = verdict(outcome)
        skew = None
        if isinstance(outcome, AuthenticationError):
            spec.refused(identity)
            if request.signed_at is not None:
                skew = self.skew.learn(outcome, now, request.signed_at)
        return _Tried(outcome, skew)

    def _turn(self, spec: RequestSpec[I, T]) -> Steps[AbstractContextManager[Turn | None]]:
        """Wait for a turn of the rate limiter, where it counts the request and has a limit."""
        if not spec.limited or self.limiter.unlimited:
            return nullcontext()
        return (yield from self.limiter.wait_for_turn(self.monotonic, spec.deadline, spec.name))

    def _permit(self, spec: RequestSpec[I, T]) -> Steps[Permit]:
        """Wait for a permit of the circuit breaker."""
        if not self.breaker.closed or self._expired(spec):
            return (
                yield from self.breaker.wait_for_permit(self.monotonic, spec.deadline, spec.host)
            )
        permit = Permit()
        self.breaker.in_flight.add(permit)
        return permit

    def _expired(self, spec: RequestSpec[I, T]) -> bool:
        return spec.deadline is not None and self.monotonic() >= spec.deadline

    @contextmanager
    def _held(self, permit: Permit) -> Iterator[Permit]:
        """Give a permit back at the end of the block."""
        try:
            yield permit
        finally:
            # Discarded before the state is read: a request that waits from now on counts right.
            self.breaker.in_flight.discard(permit)
            if permit.verdict == "refused" or not self.breaker.closed:
                self.breaker.give_back(permit, self.monotonic())

    def _send(
        self,
        spec: RequestSpec[I, T],
        identity: I,
        request: Request,
        turn: Turn | None,
        number: int,
    ) -> Steps[T | OcrError]:
        """Send one request and judge the response."""
        started = self.monotonic()
        if turn is not None:
            self.limiter.sent(turn, started)
        elif spec.limited:
            self.limiter.starts.append(started)
        observed = self.observer.hooks or logger.isEnabledFor(DEBUG)
        if observed:
            self._emit("request", spec, number)
        deadline = spec.deadline
        if self.attempt_timeout is not None:
            limit = started + self.attempt_timeout
            deadline = limit if deadline is None else min(deadline, limit)
        reply = yield Send(request, deadline)
        elapsed = self.monotonic() - started
        if isinstance(reply, Response):
            outcome = spec.judge(identity, reply)
        else:
            assert reply is not None
            outcome = transport_error(reply, spec.host, expired=self._expired(spec))
        if observed:
            error = type(outcome).__name__ if isinstance(outcome, OcrError) else None
            if isinstance(reply, Response):
                facts = {"status": reply.status, "request_id": reply.headers.get("x-request-id")}
                self._emit("response", spec, number, elapsed=elapsed, error=error, **facts)
            else:
                self._emit("failure", spec, number, elapsed=elapsed, error=error)
        return outcome

    def _emit(self, kind: Kind, spec: RequestSpec[I, T], number: int, **facts: Any) -> None:
        self.observer.emit(Event(kind, spec.name, spec.region, spec.host, number, **facts))


def verdict(outcome: object) -> Verdict:
    """Return what the outcome of an attempt shows about the key."""
    if not isinstance(outcome, OcrError) or isinstance(outcome, CredentialsError):
        return "accepted"
    if isinstance(outcome, AuthenticationError):
        return "refused"
    # Codes of the service itself come from behind the gateway that checks the key.
    if isinstance(outcome, StatusError) and (outcome.code or "").startswith(("AIS.", "ModelArts.")):
        return "accepted"
    return "unknown"
