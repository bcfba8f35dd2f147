"""Retry policy: whether and when a failed call is retried."""

from __future__ import annotations

import pytest

from ocr_wrapper import errors
from ocr_wrapper.attempts.http_dates import MAX_RETRY_AFTER, parse_retry_after
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy

DATE = "Mon, 02 Feb 2026 02:40:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        (" 3 ", 3.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Mon, 02 Feb 2026 02:40:07 GMT", 7.0),
        ("Monday, 02-Feb-26 02:40:07 GMT", 7.0),
        ("Mon Feb  2 02:40:07 2026", 7.0),
        ("Mon, 02 Feb 2026 02:39:00 GMT", 0.0),
        ("Tue, 03 Feb 2026 02:40:00 GMT", MAX_RETRY_AFTER),
        ("999999999999", MAX_RETRY_AFTER),
        ("-5", None),
        ("soon", None),
        ("1.5.2", None),
        ("1..5", None),
        (".", None),
        ("Mon, 02 Feb 2026 03:40:07 +0100", 7.0),
        ("", None),
        ("1e9", None),
        ("٣", None),
    ],
)
def test_retry_after_is_bounded(value: str, seconds: float | None) -> None:
    """A date counts from the response's own Date, not from this machine's clock."""
    assert parse_retry_after({"retry-after": value, "date": DATE}) == seconds


def test_retry_after_is_five_minutes_at_most() -> None:
    """A longer time is cut; without the header there is no time."""
    assert parse_retry_after({"date": DATE}) is None
    assert parse_retry_after({"retry-after": "86400"}) == 300.0


def test_retry_after_date_needs_the_date_header() -> None:
    """Comparing it with a clock that may be wrong is worse than our own pause."""
    assert parse_retry_after({"retry-after": DATE}) is None


@pytest.mark.parametrize(("jitter", "expected"), [(0.0, [0, 0, 0]), (0.5, [0.5, 1.0, 2.0])])
def test_pause_after_throttling_has_full_jitter(jitter: float, expected: list[float]) -> None:
    """The random part may be twice as long with each attempt."""
    policy = RetryPolicy(max_attempts=4)
    error = errors.RateLimitError(retry_safe=True)
    assert [policy.delay(error, n, jitter) for n in (1, 2, 3)] == expected


def test_pause_after_another_failure_is_shorter() -> None:
    """A server that failed may be well again at once; one that throttles asked for time."""
    policy = RetryPolicy(max_attempts=4)
    error = errors.ServerError(retry_safe=True)
    assert [policy.delay(error, n, 0.5) for n in (1, 2, 3)] == [0.125, 0.25, 0.5]


def test_pause_is_not_longer_than_the_cap() -> None:
    """The cap holds for any number of attempts."""
    policy = RetryPolicy(max_attempts=10_000)
    error = errors.RateLimitError(retry_safe=True)
    assert policy.delay(error, 50, 0.999) == pytest.approx(19.98)
    assert policy.delay(error, 9_999, 0.999) == pytest.approx(19.98)


def test_pause_is_not_shorter_than_retry_after() -> None:
    """The random part is added to it."""
    policy = RetryPolicy()
    error = errors.RateLimitError(retry_safe=True, retry_after=7.0)
    assert policy.delay(error, 1, 0.0) == 7.0
    assert policy.delay(error, 1, 0.5) == 7.5


def test_max_attempts_counts_all_requests() -> None:
    """The first request is counted too."""
    error = errors.ServerError(retry_safe=True)
    assert RetryPolicy(max_attempts=2).delay(error, 1, 0.5) is not None
    assert RetryPolicy(max_attempts=2).delay(error, 2, 0.5) is None
    assert RetryPolicy(max_attempts=1).delay(error, 1, 0.5) is None


@pytest.mark.parametrize(
    ("error", "usually", "if_asked"),
    [
        (errors.ConnectError(retry_safe=True), True, True),
        (errors.ResponseLostError(), False, True),
        (errors.AttemptTimeoutError(), False, True),
        (errors.InvalidResponseError(), False, True),
        (errors.ServerError(retry_safe=True), True, True),
        (errors.ServerError(), False, True),
        (errors.RateLimitError(), False, False),
        (errors.ImageRejectedError(retry_safe=False), False, False),
        (errors.RecognitionFailedError(), False, False),
        (errors.AuthenticationError(retry_safe=False), False, False),
        (errors.ConnectError(retry_safe=False), False, False),
        (errors.CredentialsError(), False, False),
    ],
)
def test_lost_response_is_retried_only_on_request(
    error: errors.OcrError, usually: bool, if_asked: bool
) -> None:
    """The policy reads what an error says about itself, never a status."""
    assert (RetryPolicy().delay(error, 1, 0.5) is not None) is usually
    lost = RetryPolicy(retry_lost_responses=True)
    assert (lost.delay(error, 1, 0.5) is not None) is if_asked


def test_retry_budget_is_refilled_by_successes() -> None:
    """In an outage the number of retries is limited."""
    budget = RetryBudget(2)
    assert budget.full is True
    assert [budget.spend() for _ in range(3)] == [True, True, False]
    assert budget.full is False
    budget.earn(retried=True)
    assert [budget.spend(), budget.spend()] == [True, False]
    for _ in range(5):
        budget.earn(retried=False)
    assert [budget.spend(), budget.spend()] == [True, False]
    for _ in range(2):
        budget.earn(retried=True)
    assert budget.full is True
