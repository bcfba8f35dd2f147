"""Perform one job as a sequence of attempts: the part that OCR calls and token fetches share.

A plain generator: it yields what to do and is sent what came of it. It opens nothing, reads no
clock of its own and draws no chance; whoever drives it passes them in.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from ocr_wrapper.attempts.circuit_breaker import AuthCircuitBreaker
from ocr_wrapper.attempts.clock_skew import find_skew, skew_error
from ocr_wrapper.attempts.messages import (
    Command,
    Failure,
    Reply,
    Request,
    Response,
    Send,
    Sleep,
    Wait,
)
from ocr_wrapper.attempts.rate_limiter import RateLimiter
from ocr_wrapper.attempts.responses import transport_error
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.auth.signer import DATE_HEADER
from ocr_wrapper.errors import (
    AuthenticationError,
    AuthenticationPausedError,
    CredentialsError,
    DeadlineExceededError,
    InvalidResponseError,
    OcrError,
    StatusError,
    TransportError,
)
from ocr_wrapper.telemetry import Event, Kind, Observer

Steps = Generator[Command, Reply, Any]


def nobody() -> Steps:
    """Authorize a job that carries its proof in its body."""
    return None
    yield  # a generator that asks for nothing


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """Say what to do: how to authorize, build and judge one attempt."""

    name: str
    region: str
    host: str
    until: float | None
    """When to give up, on the monotonic clock."""

    authorize: Callable[[], Steps]
    """Find out with what to authenticate; asked before every attempt, cheap when cached."""

    build: Callable[[Any, float], Request]
    """Return the request for what ``authorize`` found and for a wall clock time."""

    judge: Callable[[Response], Any]
    """Return the value of an answer, or the `OcrError` that it is."""

    free: bool = False
    """Whether the job bills nothing, so that a lost answer may be repeated."""

    limited: bool = False
    """Whether the rate limit counts it."""

    refused: Callable[[Any], None] = lambda _auth: None
    """Told what ``authorize`` had found when the server did not accept it."""


@dataclass(frozen=True, slots=True)
class Done:
    """Hold what a job came to."""

    value: Any
    attempts: int


@dataclass(frozen=True, slots=True)
class _Tried:
    """Hold what one attempt came to."""

    outcome: Any
    auth: Any
    wall: float
    """This machine's clock when the request was made."""

    signed_at: float | None
    """The time that the request was signed with; None if it was not signed."""


@dataclass(slots=True)
class RetryLoop:
    """Hold what all jobs of a client share, and run them."""

    policy: RetryPolicy
    budget: RetryBudget
    guard: AuthCircuitBreaker
    limiter: RateLimiter
    observer: Observer
    monotonic: Callable[[], float]
    wall: Callable[[], float]
    jitter: Callable[[], float]
    attempt_timeout: float | None = None
    """Seconds for one attempt to be answered; None is the whole deadline."""

    skew: float = 0.0
    """Seconds that the server's clock is ahead, learned from a refusal."""

    def run(self, job: RequestSpec) -> Generator[Command, Reply, Done]:
        """Attempt a job until it is done; raise its last error otherwise."""
        attempt = 0
        corrected = False
        last: OcrError | None = None
        while True:
            try:
                tried = yield from self._attempt(job, attempt + 1)
            except OcrError as failed:
                if last is not None and isinstance(failed, DeadlineExceededError):
                    # Nothing more was sent; the refusal says more than that there is no time.
                    last.retry_after = last.retry_after or failed.retry_after
                    raise last from None
                failed.attempts = max(failed.attempts, attempt)
                raise failed from last
            attempt += 1
            if not isinstance(tried.outcome, OcrError):
                self.budget.earn(repeated=attempt > 1)
                return Done(tried.outcome, attempt)
            error = last = tried.outcome
            error.attempts = attempt
            if isinstance(error, AuthenticationError):
                job.refused(tried.auth)
                sent_at, wall = tried.signed_at, tried.wall
                skew = find_skew(error, sent_at) if sent_at is not None else None
                if skew is None or sent_at is None:
                    raise error
                # Set, not added: others may learn the same at the same time.
                self.skew = sent_at - wall + skew
                if corrected or attempt >= self.policy.max_attempts:
                    raise skew_error(error, skew, corrected=corrected)
                corrected = True
                continue
            self.limiter.learn(error)
            delay = self._delay(job, error, attempt)
            if delay is None:
                raise error
            self._tell("retry", job, attempt, delay=delay)
            yield Sleep(delay)

    def _delay(self, job: RequestSpec, error: OcrError, attempt: int) -> float | None:
        """Return the seconds before the next attempt, None if there is none."""
        policy = self.policy
        if job.free and isinstance(error, (TransportError, InvalidResponseError)):
            error.retry_safe = error.retry_safe is not False
        delay = policy.delay(error, attempt, self.jitter())
        if delay is None:
            return None
        # Waiting beyond the deadline would only replace this error by a vaguer one, later.
        if job.until is not None and self.monotonic() + delay >= job.until:
            return None
        return delay if self.budget.spend() else None

    def _pass_guard(self, job: RequestSpec) -> Steps:
        """Wait until the guard lets a call go; raise if it refuses."""
        while True:
            now = self.monotonic()
            if job.until is not None and now >= job.until:
                raise DeadlineExceededError(
                    f"The deadline passed before {job.name} could be sent to {job.host}: allow "
                    "more time.",
                    retry_safe=True,
                )
            verdict = self.guard.enter(now)
            if verdict is None:
                return
            if isinstance(verdict, float):
                raise AuthenticationPausedError(
                    "The key or token was refused several times in a row, so nothing is sent for "
                    f"{verdict:.0f} s more, lest the service lock it: check the credentials.",
                    category="authentication",
                    retry_safe=False,
                    retry_after=verdict,
                )
            yield Wait(verdict, None if job.until is None else job.until - now)

    def _attempt(self, job: RequestSpec, number: int) -> Generator[Command, Reply, _Tried]:
        """Send once, after waiting for a turn, for the identity and for the guard.

        In this order: whoever holds the guard waits for nothing but its answer, and the identity
        is asked for after the waiting, so that it is not stale.
        """
        if job.limited:
            yield from self._take_turn(job)
        try:
            auth = yield from job.authorize()
            yield from self._pass_guard(job)
            accepted: bool | None = None
            try:
                wall = self.wall()
                now = wall + self.skew
                request = job.build(auth, now)
                signed_at = now if DATE_HEADER in request.headers else None
                outcome = yield from self._send(job, request, number)
                accepted = _accepted(outcome)
            finally:
                self.guard.leave(self.monotonic(), accepted=accepted)
        finally:
            if job.limited:
                self.limiter.leave()
        return _Tried(outcome, auth, wall, signed_at)

    def _take_turn(self, job: RequestSpec) -> Steps:
        """Wait for a place among the running calls, then for the next moment of the rate."""
        waiter = self.limiter.enter()
        while waiter is not None:
            now = self.monotonic()
            try:
                if job.until is not None and now >= job.until:
                    raise DeadlineExceededError(
                        f"The deadline passed while {job.name} waited for its turn: allow more "
                        "time or more calls at once.",
                        retry_safe=True,
                    )
                yield Wait(waiter, None if job.until is None else job.until - now)
            except BaseException:
                self.limiter.leave(waiter)
                raise
            waiter = self.limiter.enter(waiter)
        try:
            now = self.monotonic()
            wait = self.limiter.reserve(now)
            if wait > 0:
                if job.until is not None and now + wait >= job.until:
                    self.limiter.release(now + wait)
                    raise DeadlineExceededError(
                        f"The rate limit allows {job.name} in {wait:.0f} s, after the deadline: "
                        "allow more time or more calls per minute.",
                        retry_safe=True,
                        retry_after=wait,
                    )
                try:
                    yield Sleep(wait)
                except BaseException:
                    self.limiter.release(now + wait)
                    raise
        except BaseException:
            self.limiter.leave()
            raise

    def _send(self, job: RequestSpec, request: Request, number: int) -> Steps:
        """Yield one request and judge what comes back."""
        awake = self.observer.enabled
        if awake:
            self._tell("request", job, number)
        started = self.monotonic()
        until = job.until
        if self.attempt_timeout is not None:
            limit = started + self.attempt_timeout
            until = limit if until is None else min(until, limit)
        reply = yield Send(request, until)
        now = self.monotonic()
        if isinstance(reply, Response):
            outcome = job.judge(reply)
            if awake:
                self._tell(
                    "response",
                    job,
                    number,
                    status=reply.status,
                    request_id=reply.headers.get("x-request-id"),
                    elapsed=now - started,
                    error=type(outcome).__name__ if isinstance(outcome, OcrError) else None,
                )
            return outcome
        assert isinstance(reply, Failure)
        error = transport_error(reply, job.host, expired=job.until is not None and now >= job.until)
        if awake:
            name = type(error).__name__
            self._tell("failure", job, number, elapsed=now - started, error=name)
        return error

    def _tell(self, kind: Kind, job: RequestSpec, number: int, **facts: Any) -> None:
        """Tell hooks and the log of one event."""
        self.observer.emit(Event(kind, job.name, job.region, job.host, number, **facts))


def _accepted(outcome: Any) -> bool | None:
    """Tell whether an outcome shows that the key was accepted; None if it shows nothing."""
    if not isinstance(outcome, OcrError) or isinstance(outcome, CredentialsError):
        return True
    if isinstance(outcome, AuthenticationError):
        return False
    # Codes of the service itself come from behind the gateway that checks the key.
    known = isinstance(outcome, StatusError) and outcome.code is not None
    return True if known and (outcome.code or "").startswith(("AIS.", "ModelArts.")) else None
