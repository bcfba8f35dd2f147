"""One job, step by step: what it asks for, in which order, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ocr_wrapper.errors import (
    AuthenticationError,
    AuthenticationPaused,
    BackendError,
    ConnectError,
    DeadlineExceeded,
    OcrError,
    RecognitionFailed,
    TimedOut,
    UnreadableAnswer,
)
from ocr_wrapper.exchange import Exchange, Job
from ocr_wrapper.messages import Failure, Park, Request, Response, Send, Sleep
from ocr_wrapper.observe import Event, Observer
from ocr_wrapper.retry import RetryPolicy
from ocr_wrapper.waiting import Waiter


@dataclass
class Shared:
    """Stand in for budget, guard and limiter, and write down what they are told."""

    told: list[Any] = field(default_factory=list)
    turns: list[Waiter | None] = field(default_factory=list)
    verdicts: list[Any] = field(default_factory=list)
    wait: float = 0.0

    def earn(self, *, repeated: bool) -> None:
        self.told.append(("earn", repeated))

    def spend(self) -> bool:
        self.told.append("spend")
        return True

    def reserve(self, now: float) -> float:
        return self.wait

    def release(self, at: float) -> None:
        self.told.append(("release", at))

    def learn(self, error: OcrError) -> None:
        self.told.append(("learn", type(error)))


class _Guard:
    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def enter(self, now: float) -> Any:
        return self._shared.verdicts.pop(0) if self._shared.verdicts else None

    def leave(self, now: float, *, accepted: bool | None) -> None:
        self._shared.told.append(("accepted", accepted))


class _Limiter:
    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.reserve, self.release, self.learn = shared.reserve, shared.release, shared.learn

    def enter(self, waiter: Waiter | None = None) -> Waiter | None:
        self._shared.told.append(("enter", waiter))
        return self._shared.turns.pop(0) if self._shared.turns else None

    def leave(self, waiter: Waiter | None = None) -> None:
        self._shared.told.append(("leave", waiter))


class Stage:
    """Make an exchange with a clock that stands where it is put."""

    def __init__(self, **settings: Any) -> None:
        self.now = 100.0
        self.shared = Shared()
        self.events: list[Event] = []
        self.exchange = Exchange(
            policy=RetryPolicy(max_attempts=settings.pop("max_attempts", 3)),
            budget=self.shared,  # type: ignore[arg-type]
            guard=_Guard(self.shared),  # type: ignore[arg-type]
            limiter=_Limiter(self.shared),  # type: ignore[arg-type]
            observer=Observer([self.events.append]),
            monotonic=lambda: self.now,
            wall=lambda: 1e9 + self.now,
            jitter=lambda: 0.5,
            **settings,
        )

    def job(self, outcome: Any = "value", **settings: Any) -> Job:
        """Make a job whose answers are judged to be `outcome`."""

        def authorize() -> Generator[Any, Any, str]:
            return "auth"
            yield

        given = {"name": "job", "region": "r", "host": "h.example", "until": None, **settings}
        return Job(
            authorize=authorize,
            build=lambda auth, wall: Request("POST", "https://h.example/", {}),
            judge=lambda response: outcome,
            **given,
        )


OK = Response(200, {"x-request-id": "id-1"}, json.dumps({}).encode())


def _end(steps: Any, reply: Any = OK) -> Any:
    """Send the last reply and return what the job returns."""
    with pytest.raises(StopIteration) as stop:
        steps.send(reply)
    return stop.value.value


# --- turns and rates ----------------------------------------------------------


def test_a_job_that_is_not_limited_takes_no_turn() -> None:
    """The identity service is not what the rate limit counts."""
    stage = Stage()
    steps = stage.exchange.run(stage.job())
    assert isinstance(next(steps), Send)
    assert _end(steps).value == "value"
    assert stage.shared.told == [("accepted", True), ("earn", False)]


def test_a_limited_job_takes_its_turn_and_gives_it_back() -> None:
    """Once, and after the guard."""
    stage = Stage()
    steps = stage.exchange.run(stage.job(limited=True))
    next(steps)
    _end(steps)
    assert stage.shared.told == [
        ("enter", None),
        ("accepted", True),
        ("leave", None),
        ("earn", False),
    ]


@pytest.mark.parametrize(("until", "seconds"), [(None, None), (103.0, 3.0)])
def test_waiting_for_a_turn_ends_with_the_deadline(
    until: float | None, seconds: float | None
) -> None:
    """A place in the queue is kept from one try to the next."""
    stage, first = Stage(), Waiter()
    stage.shared.turns = [first, None]
    steps = stage.exchange.run(stage.job(limited=True, until=until))
    parked = next(steps)
    assert isinstance(parked, Park)
    assert (parked.waiter, parked.seconds) == (first, seconds)
    assert isinstance(steps.send(None), Send)
    assert stage.shared.told == [("enter", None), ("enter", first)]


def test_a_turn_that_does_not_come_in_time_is_given_up() -> None:
    """At the deadline itself, and the place in the queue is left."""
    stage, waiter = Stage(), Waiter()
    stage.shared.turns = [waiter, waiter]
    steps = stage.exchange.run(stage.job(limited=True, until=103.0))
    next(steps)
    stage.now = 103.0
    with pytest.raises(DeadlineExceeded) as caught:
        steps.send(None)
    assert caught.value.retry_safe is True
    assert stage.shared.told[-1] == ("leave", waiter)


def test_a_caller_that_goes_away_leaves_the_queue() -> None:
    """Cancelled while waiting for a turn."""
    stage, waiter = Stage(), Waiter()
    stage.shared.turns = [waiter]
    steps = stage.exchange.run(stage.job(limited=True))
    next(steps)
    steps.close()
    assert stage.shared.told[-1] == ("leave", waiter)


def test_the_next_moment_of_the_rate_is_waited_for() -> None:
    """However near it is."""
    stage = Stage()
    stage.shared.wait = 0.5
    steps = stage.exchange.run(stage.job(limited=True, until=101.0))
    assert next(steps) == Sleep(0.5)
    assert isinstance(steps.send(None), Send)


def test_a_moment_at_the_deadline_is_given_back() -> None:
    """Nothing could be answered any more; when to come back is told."""
    stage = Stage()
    stage.shared.wait = 3.0
    with pytest.raises(DeadlineExceeded) as caught:
        next(stage.exchange.run(stage.job(limited=True, until=103.0)))
    assert (caught.value.retry_safe, caught.value.retry_after) == (True, 3.0)
    assert stage.shared.told == [("enter", None), ("release", 103.0), ("leave", None)]


def test_a_caller_that_goes_away_gives_its_moment_back() -> None:
    """Cancelled while waiting for the rate: moment and place are for others."""
    stage = Stage()
    stage.shared.wait = 3.0
    steps = stage.exchange.run(stage.job(limited=True))
    next(steps)
    steps.close()
    assert stage.shared.told == [("enter", None), ("release", 103.0), ("leave", None)]


# --- the guard ------------------------------------------------------------------


@pytest.mark.parametrize(("until", "seconds"), [(None, None), (103.0, 3.0)])
def test_the_guard_is_waited_for_until_the_deadline(
    until: float | None, seconds: float | None
) -> None:
    """Others are proving the key."""
    stage, waiter = Stage(), Waiter()
    stage.shared.verdicts = [waiter, None]
    steps = stage.exchange.run(stage.job(until=until))
    parked = next(steps)
    assert isinstance(parked, Park)
    assert (parked.waiter, parked.seconds) == (waiter, seconds)
    assert isinstance(steps.send(None), Send)


def test_no_time_left_is_told_before_anything_is_sent() -> None:
    """At the deadline itself; repeating it costs nothing."""
    stage = Stage()
    with pytest.raises(DeadlineExceeded) as caught:
        next(stage.exchange.run(stage.job(until=100.0)))
    assert caught.value.retry_safe is True


def test_a_paused_key_is_told_with_its_time() -> None:
    """An authentication failure, though nothing was sent."""
    stage = Stage()
    stage.shared.verdicts = [42.0]
    with pytest.raises(AuthenticationPaused) as caught:
        next(stage.exchange.run(stage.job()))
    error = caught.value
    assert (error.category, error.retry_safe, error.retry_after) == ("authentication", False, 42.0)
    assert "42 s" in str(error)


@pytest.mark.parametrize(
    ("outcome", "accepted"),
    [
        ("value", True),
        (AuthenticationError("no", status=401, code="APIG.0301"), False),
        (RecognitionFailed("no", code="AIS.0105", retry_safe=False), True),
        (BackendError("no", code="ModelArts.4505", retry_safe=False), True),
        (BackendError("no", code="APIG.0201", retry_safe=False), None),
        (BackendError("no", retry_safe=False), None),
        (UnreadableAnswer("no", code="AIS.0105"), None),
    ],
)
def test_the_guard_learns_what_an_answer_says_about_the_key(
    outcome: Any, accepted: bool | None
) -> None:
    """Only what comes from behind the gateway shows that the gateway let the key in."""
    stage = Stage()
    steps = stage.exchange.run(stage.job(outcome))
    next(steps)
    with pytest.raises((StopIteration, OcrError)):
        steps.send(OK)
    assert stage.shared.told[0] == ("accepted", accepted)


# --- sending and repeating ------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "attempt", "limit"),
    [(None, None, None), (130.0, None, 130.0), (None, 5.0, 105.0), (130.0, 5.0, 105.0),
     (103.0, 5.0, 103.0)],
)  # fmt: skip
def test_an_attempt_ends_with_its_own_time_or_the_deadline(
    until: float | None, attempt: float | None, limit: float | None
) -> None:
    """Whichever is earlier, or never."""
    stage = Stage(attempt_timeout=attempt)
    sent = next(stage.exchange.run(stage.job(until=until)))
    assert isinstance(sent, Send)
    assert sent.until == limit


def test_hooks_are_told_how_long_an_attempt_took() -> None:
    """And which error it was, or none."""
    stage = Stage()
    steps = stage.exchange.run(stage.job(limited=True))
    next(steps)
    stage.now += 2.0
    _end(steps)
    assert [event.kind for event in stage.events] == ["request", "response"]
    shown = stage.events[1]
    assert (shown.elapsed, shown.error, shown.status, shown.request_id) == (2.0, None, 200, "id-1")


def test_hooks_are_told_of_a_failure_and_of_the_pause_after_it() -> None:
    """With its name, its time and the delay."""
    stage = Stage()
    steps = stage.exchange.run(stage.job())
    next(steps)
    stage.now += 2.0
    assert steps.send(Failure("connect", "ConnectError")) == Sleep(0.125)
    failed, again = stage.events[1:]
    assert (failed.kind, failed.elapsed, failed.error) == ("failure", 2.0, "ConnectError")
    assert (again.kind, again.delay, again.attempt) == ("retry", 0.125, 1)


@pytest.mark.parametrize("repeats", [0, 1])
def test_a_success_earns_what_it_took(repeats: int) -> None:
    """A success after a repeat pays the repeat back."""
    stage = Stage()
    steps = stage.exchange.run(stage.job())
    next(steps)
    for _ in range(repeats):
        assert isinstance(steps.send(Failure("connect", "x")), Sleep)
        assert isinstance(steps.send(None), Send)
    assert _end(steps).attempts == repeats + 1
    assert stage.shared.told[-1] == ("earn", repeats > 0)
    assert stage.shared.told.count("spend") == repeats


def test_a_pause_that_ends_at_the_deadline_is_not_begun() -> None:
    """The error itself says more than that time ran out."""
    stage = Stage()
    steps = stage.exchange.run(stage.job(until=100.125))
    next(steps)
    with pytest.raises(ConnectError) as caught:
        steps.send(Failure("connect", "x"))
    assert caught.value.attempts == 1
    assert "spend" not in stage.shared.told


@pytest.mark.parametrize(
    ("kind", "repeated"), [("connect", True), ("lost", True), ("timeout", True), ("tls", False)]
)
def test_what_bills_nothing_is_repeated_unless_it_cannot_help(kind: Any, repeated: bool) -> None:
    """A free job, such as asking for a token; a certificate does not become trusted."""
    stage = Stage()
    steps = stage.exchange.run(stage.job(free=True))
    next(steps)
    if repeated:
        assert isinstance(steps.send(Failure(kind, "x")), Sleep)
        return
    with pytest.raises(ConnectError):
        steps.send(Failure(kind, "x"))


def test_what_may_bill_twice_is_not_repeated() -> None:
    """A job is not free unless it says so."""
    stage = Stage()
    steps = stage.exchange.run(stage.job())
    next(steps)
    with pytest.raises(TimedOut):
        steps.send(Failure("timeout", "x"))


def test_a_refusal_says_more_than_the_deadline_after_it() -> None:
    """When there is no time left for the next attempt, the last error is the one raised."""
    stage = Stage()
    steps = stage.exchange.run(stage.job(until=110.0))
    next(steps)
    assert isinstance(steps.send(Failure("connect", "x")), Sleep)
    stage.now = 110.0
    with pytest.raises(ConnectError) as caught:
        steps.send(None)
    assert caught.value.attempts == 1
