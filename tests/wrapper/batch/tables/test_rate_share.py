"""Share of the account's rate: division, what refusals change, and the way back."""

from __future__ import annotations

import pickle

import pytest

from ocr_wrapper import ConfigurationError, RateLimitError
from ocr_wrapper.attempts.rate_limiter import Turn
from ocr_wrapper.batch.cluster.rate_share import RateShare
from ocr_wrapper.errors import ServerError


def refusal(limit: int | None) -> RateLimitError:
    """Return a refusal that names the account's limit, or one that does not."""
    detail = None if limit is None else f"limit:{limit},time:1 minute"
    return RateLimitError("too many", detail=detail)


def send(share: RateShare, now: float) -> float | None:
    """Send a call at once if it is allowed; return the pause otherwise."""
    turn = Turn(share)
    if share.unlimited:
        share.starts.append(now)
        return None
    pause = share.try_turn(turn, now)
    if pause is None:
        share.sent(turn, now)
    share.give_back(turn)
    return pause


@pytest.mark.parametrize(("account", "workers"), [(600, 4), (100, 8), (7, 7), (1, 1)])
def test_all_workers_together_keep_the_limit_of_the_account(account: int, workers: int) -> None:
    """No minute of an hour holds more calls than allowed, and most of what is allowed is used."""
    starts = []
    for share in [RateShare(account, workers) for _ in range(workers)]:
        now = 0.0
        while now < 3600:
            pause = send(share, now)
            if pause is None:
                starts.append(now)
            else:
                now += pause
    starts.sort()
    assert all(starts[i + account] - starts[i] >= 60 for i in range(len(starts) - account))
    assert len(starts) >= 0.75 * account * 60


def test_refusal_that_names_the_limit_sets_the_share() -> None:
    """Without a setting there is no limit, and one refusal teaches this worker its part."""
    share = RateShare(None, 4)
    assert share.unlimited
    send(share, 0.0)
    share.learn(refusal(60))
    assert share.calls_per_minute == 15
    assert not share.unlimited


def test_fewer_calls_than_workers_leave_one_call_in_several_minutes() -> None:
    """Twenty workers that learn a limit of ten have half a call per minute each."""
    share = pickle.loads(pickle.dumps(learned(20, 10)))
    pauses = [send(share, now) for now in (60.0, 61.0, 179.0, 180.0)]
    assert pauses == [None, 119.0, 1.0, None]


def learned(workers: int, account: int) -> RateShare:
    """Return a share that learned the limit of its account from a refusal."""
    share = RateShare(None, workers)
    send(share, 0.0)
    share.learn(refusal(account))
    return share


def test_refusals_of_the_same_minute_reduce_the_rate_once() -> None:
    """Calls in flight are refused together; the rate must not fall to nothing for them."""
    share = RateShare(800, 10)
    send(share, 0.0)
    for _ in range(5):
        share.learn(refusal(None))
    assert share.calls_per_minute == 40


def test_named_limit_that_is_kept_reduces_the_rate_as_well() -> None:
    """Others use the account too, so the share is too much, although it is the right part."""
    share = RateShare(800, 10)
    send(share, 0.0)
    share.learn(refusal(800))
    assert share.calls_per_minute == 40


def test_rate_comes_back_to_the_share_and_not_above() -> None:
    """After a refusal each minute without one adds an eighth of the share."""
    share = RateShare(80, 1)
    send(share, 0.0)
    share.learn(refusal(None))
    rates = []
    for minute in range(1, 8):
        send(share, minute * 61.0)
        rates.append(share.calls_per_minute)
    assert rates == [50, 60, 70, 80, 80, 80, 80]


@pytest.mark.parametrize(("calls", "gap", "left"), [(100, 1.0, 30), (4, 0.1, 120)])
def test_unlimited_worker_halves_its_pace(calls: int, gap: float, left: int) -> None:
    """A refusal that names no limit slows down a worker that knows none, also a new one."""
    share = RateShare(None, 2)
    for number in range(calls):
        send(share, number * gap)
    share.learn(refusal(None))
    assert share.calls_per_minute == left


def test_other_errors_change_nothing() -> None:
    """A failure of the service says nothing about the rate."""
    share = RateShare(80, 1)
    share.learn(ServerError("limit:1,time:1 minute"))
    assert share.calls_per_minute == 80


def test_pickled_share_knows_the_account_and_counts_its_own_calls() -> None:
    """What was learned of the account is worth sending; the calls of this process are not."""
    other = pickle.loads(pickle.dumps(learned(4, 60)))
    assert other.calls_per_minute == 15
    assert not other.starts


@pytest.mark.parametrize(("account", "workers"), [(0, 1), (10, 0), (3, 4)])
def test_impossible_numbers_are_refused(account: int, workers: int) -> None:
    """The error comes before any worker starts."""
    with pytest.raises(ConfigurationError, match="give "):
        RateShare(account, workers)
