"""Pacing: fewer calls at a time after a refusal, more after successes."""

from __future__ import annotations

import pytest

from ocr_wrapper import errors
from ocr_wrapper.parallel import pacing
from ocr_wrapper.parallel.pacing import LONGEST_PAUSE, MAX_REFUSALS, Pacer, is_refused
from tests.wrapper.parallel.conftest import Calls, Driver, recognition


def refusal(**fields: object) -> errors.RateLimitError:
    """Return a refusal by the service."""
    return errors.RateLimitError("Too many calls.", attempts=1, **fields)


def test_calls_are_limited_to_the_jobs() -> None:
    """A call beyond the limit waits until another ends."""
    pacer = Pacer(2)
    assert [pacer.try_start(0) for _ in range(3)] == [None, None, float("inf")]
    pacer.succeeded()
    assert pacer.try_start(0) is None


def test_refusal_halves_the_calls_and_pauses() -> None:
    """After a refusal half as many calls are made, after the time that the service named."""
    pacer = Pacer(8)
    for _ in range(8):
        pacer.try_start(0)
    pacer.refused(refusal(retry_after=7.0), 10)
    assert (pacer.allowed, pacer.try_start(12)) == (4, 5)
    # The others of the same burst were sent before the pause: they are the same refusal.
    for _ in range(7):
        pacer.refused(refusal(), 11)
    assert pacer.allowed == 4
    assert [pacer.try_start(17) for _ in range(5)] == [*[None] * 4, float("inf")]


def test_successes_raise_the_limit_again() -> None:
    """The number of calls grows by about one a round, up to the jobs."""
    pacer = Pacer(4)
    pacer.try_start(0)
    pacer.refused(refusal(), 0)
    assert pacer.allowed == 2
    for _ in range(20):
        pacer.try_start(100)
        pacer.succeeded()
    assert pacer.allowed == 4


def test_pauses_grow_up_to_a_minute() -> None:
    """Refusals without a time are answered with longer and longer pauses."""
    pacer, now, pauses = Pacer(4), 0.0, []
    for _ in range(9):
        pacer.try_start(now)
        pacer.refused(refusal(), now)
        pauses.append(pacer.try_start(now))
        now += pauses[-1] or 0
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pauses[-1] == LONGEST_PAUSE


def test_which_errors_are_refusals() -> None:
    """Only what was refused or not sent because of a limit is sent again."""
    assert is_refused(refusal())
    assert is_refused(errors.DeadlineExceededError("Its turn is later.", retry_after=90.0))
    assert not is_refused(errors.DeadlineExceededError("Late.", attempts=1, retry_after=1.0))
    assert not is_refused(errors.DeadlineExceededError("Late."))
    assert not is_refused(errors.ServerError("Broken.", attempts=1))
    assert not is_refused(errors.RateLimitError("Not from the service."))


@pytest.mark.parametrize("jobs", [1, 4])
def test_refused_inputs_are_sent_again(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """Inputs that a limit refused have results in the end, without any failure."""
    monkeypatch.setattr(pacing, "FIRST_PAUSE", 0.001)
    refused: set[bytes] = set()

    def respond(image: bytes) -> object:
        if image not in refused and int(image) % 3 == 0:
            refused.add(image)
            raise refusal(retry_after=0.001)
        return recognition(image)

    items, error = driver.run(Calls(respond), [b"%d" % n for n in range(20)], jobs=jobs)
    assert (error, len(refused)) == (None, 7)
    assert all(item.ok for item in items)
    assert len(items) == 20


@pytest.mark.parametrize("jobs", [1, 4])
def test_exhausted_quota_ends_the_batch(driver: Driver, jobs: int) -> None:
    """If nothing is accepted any more, the batch ends with the refusal."""

    def respond(image: bytes) -> object:
        raise refusal(retry_after=0.0)

    calls = Calls(respond)
    items, error = driver.run(calls, (b"%d" % n for n in range(10_000)), jobs=jobs)
    assert isinstance(error, errors.RateLimitError)
    assert MAX_REFUSALS <= len(calls.seen) <= 2 * MAX_REFUSALS * jobs
    assert all(isinstance(item.error, errors.RateLimitError) for item in items)
