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
from ocr_wrapper.attempts.clock_skew import TOLERANCE, ClockSkew, skew_error
from ocr_wrapper.attempts.deadlines import EARLY
from ocr_wrapper.attempts.messages import Failure, Request, Response, Send, Sleep, Steps
from ocr_wrapper.attempts.rate_limiter import RateLimiter, Turn
from ocr_wrapper.attempts.responses import request_id_of, transport_error
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.errors import (
    AuthenticationError,
    ConfigurationError,
    CredentialsError,
    DeadlineExceededError,
    OcrError,
    StatusError,
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


@dataclass(slots=True)
class _Tried(Generic[T]):
    """How one attempt ended."""

    outcome: T | OcrError
    elapsed: float
    """Seconds from sending the request."""

    skew: float | None = None
    """How far the server's clock was ahead, if that is why it refused; None otherwise."""

    renewed: bool = False
    """Whether the key or token was refused and the next attempt gets another one."""


@dataclass(slots=True)
class _Earlier:
    """What the earlier attempts of a call leave for the next one.

    Each correction after a refusal is made once. A corrected request is no retry of the policy: the
    refusal was not billed, and the request was not the one that the user meant to send.
    """

    clock: bool = False
    """Whether the clock was corrected."""

    identity: bool = False
    """Whether the key or token was renewed."""

    in_doubt: bool = False
    """Whether one of them may have been carried out and billed."""

    @property
    def corrections(self) -> int:
        """Number of the requests that were refused and corrected."""
        return self.clock + self.identity


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

    clock_offset: float | None = None
    """This machine's clock less the monotonic one when a request was last accepted."""

    def run(self, spec: RequestSpec[I, T]) -> Steps[Done[T]]:
        """Send until there is a value; raise the last error if there is none."""
        earlier = _Earlier()
        try:
            return (yield from self._run(spec, earlier))
        except OcrError as error:
            if earlier.in_doubt and error.retry_safe is not None:
                error.retry_safe = None
                error.message += " An earlier attempt of this call may have been billed."
            raise

    def _run(self, spec: RequestSpec[I, T], earlier: _Earlier) -> Steps[Done[T]]:
        attempt = 0
        last: OcrError | None = None
        while True:
            try:
                tried: _Tried[T] = yield from self._attempt(spec, earlier, attempt + 1)
            except DeadlineExceededError as error:
                if last is None:
                    raise
                # The refusal says more than that no time was left for a retry.
                last.retry_after = last.retry_after or error.retry_after
                raise last from None
            except OcrError as error:
                if last is not None and earlier.in_doubt and isinstance(error, ConfigurationError):
                    # It would read as if nothing had been sent.
                    raise last from error
                error.attempts = max(error.attempts, attempt)
                raise error from last
            attempt += 1
            if not isinstance(tried.outcome, OcrError):
                if not self.budget.full:
                    self.budget.earn(retried=attempt > 1)
                return Done(tried.outcome, attempt)
            last = tried.outcome
            last.attempts = attempt
            if isinstance(last, AuthenticationError):
                self._repair(earlier, tried, last)
                self._emit_retry(spec, last, tried.elapsed, delay=0.0)
                continue
            self.limiter.learn(last)
            delay = self._delay(spec, last, attempt - earlier.corrections)
            if delay is None:
                raise last
            earlier.in_doubt = earlier.in_doubt or last.retry_safe is None
            self._emit_retry(spec, last, tried.elapsed, delay=delay)
            yield Sleep(delay)

    def _repair(self, earlier: _Earlier, tried: _Tried[T], error: AuthenticationError) -> None:
        """Note the correction that the next attempt has; raise if there is none."""
        if error.retry_safe is None:
            # A success with the code of a refusal, which may have been billed.
            raise error
        if tried.skew is not None:
            if earlier.clock:
                raise skew_error(error, tried.skew)
            earlier.clock = True
        else:
            if earlier.identity or not tried.renewed:
                raise error
            earlier.identity = True

    def _delay(self, spec: RequestSpec[I, T], error: OcrError, attempt: int) -> float | None:
        """Return the seconds before the next attempt, None if there is none."""
        delay = self.policy.delay(error, attempt, self.jitter())
        if delay is None:
            return None
        # Waiting past the deadline would only replace this error by a less specific one, later.
        if spec.deadline is not None and self.monotonic() + delay >= spec.deadline:
            return None
        return delay if self.budget.spend() else None

    def _attempt(self, spec: RequestSpec[I, T], earlier: _Earlier, number: int) -> Steps[_Tried[T]]:
        """Send once, after waiting for a turn, for the identity and for the circuit breaker.

        In this order: who holds a permit waits for nothing but the response, and the identity is
        found after the waiting, so that it is fresh.
        """
        with (yield from self._turn(spec)) as turn:
            identity = yield from spec.authorize()
            with self._held((yield from self._permit(spec))) as permit:
                now = self.now()
                request = spec.build(identity, now + self.skew.seconds)
                tried = yield from self._send(spec, identity, request, turn, number)
                if isinstance(tried.outcome, AuthenticationError):
                    if request.signed_at is not None:
                        tried.skew = self.skew.learn(tried.outcome, now, request.signed_at)
                    if tried.skew is None and spec.refused(identity):
                        tried.renewed = tried.outcome.retry_safe is not None
                # A wrong clock and an expired token show nothing about key and password.
                curable = tried.skew is not None or (tried.renewed and not earlier.identity)
                permit.verdict = "unknown" if curable else verdict(tried.outcome)
                if permit.verdict == "accepted":
                    self.clock_offset = now - self.monotonic()
                elif tried.skew is not None:
                    # Others in flight are refused for the same reason; no more follow them.
                    self.breaker.closed = False
        return tried

    def _turn(self, spec: RequestSpec[I, T]) -> Steps[AbstractContextManager[Turn | None]]:
        """Wait for a turn of the rate limiter, where it counts the request and has a limit."""
        if not spec.limited or self.limiter.unlimited:
            return nullcontext()
        return (yield from self.limiter.wait_for_turn(self.monotonic, spec.deadline, spec.name))

    def _permit(self, spec: RequestSpec[I, T]) -> Steps[Permit]:
        """Wait for a permit of the circuit breaker.

        After a jump of this machine's clock every signature would be refused, which could lock
        the key; so it counts as a key that has not worked yet.
        """
        offset = self.clock_offset
        if offset is not None and abs(self.now() - self.monotonic() - offset) > TOLERANCE:
            self.clock_offset = None
            self.breaker.closed = False
        if not self.breaker.closed or self._expired(spec):
            return (
                yield from self.breaker.wait_for_permit(self.monotonic, spec.deadline, spec.host)
            )
        permit = Permit()
        self.breaker.in_flight.add(permit)
        return permit

    def _expired(self, spec: RequestSpec[I, T], early: float = 0.0) -> bool:
        """Return whether the deadline has passed, or will in `early` seconds."""
        return spec.deadline is not None and self.monotonic() >= spec.deadline - early

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
    ) -> Steps[_Tried[T]]:
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
        tried: _Tried[T]
        if isinstance(reply, Response):
            tried = _Tried(spec.judge(identity, reply), self.monotonic() - started)
        else:
            assert reply is not None
            expired = self._expired(spec, EARLY)
            error = transport_error(reply, spec.host, expired=expired, free=spec.free)
            tried = _Tried(error, self.monotonic() - started)
        if observed:
            self._emit_end(spec, number, reply, tried)
        return tried

    def _emit_end(
        self, spec: RequestSpec[I, T], number: int, reply: Response | Failure, tried: _Tried[T]
    ) -> None:
        """Emit the outcome of an attempt."""
        facts: dict[str, Any] = {"elapsed": tried.elapsed}
        error = tried.outcome if isinstance(tried.outcome, OcrError) else None
        if error is not None:
            facts.update(_facts(error))
        elif isinstance(reply, Response):
            facts.update(status=reply.status, request_id=request_id_of(reply.headers))
        kind: Kind = "response" if isinstance(reply, Response) else "failure"
        self._emit(kind, spec, number, **facts)

    def _emit_retry(
        self, spec: RequestSpec[I, T], error: OcrError, elapsed: float, delay: float
    ) -> None:
        """Emit that an attempt is retried, and why."""
        self._emit("retry", spec, error.attempts, elapsed=elapsed, delay=delay, **_facts(error))

    def _emit(self, kind: Kind, spec: RequestSpec[I, T], number: int, **facts: Any) -> None:
        self.observer.emit(Event(kind, spec.name, spec.region, spec.host, number, **facts))


def _facts(error: OcrError) -> dict[str, Any]:
    """Return what an event shows of an error."""
    return {
        "status": error.status,
        "code": error.code,
        "request_id": error.request_id,
        "error": type(error).__name__,
    }


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
