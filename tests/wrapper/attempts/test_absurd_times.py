"""Absurd times from a server: bounded when they are read, and never stored."""

from __future__ import annotations

import contextlib

import pytest

from ocr_wrapper import AuthenticationError, OcrError
from ocr_wrapper.attempts.http_dates import parse_http_date, parse_retry_after
from tests.wrapper.hand import Hand, refusal, response

DATES = [
    "Mon, 01 Jan 0001 00:00:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 +1400",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 -1400",
    "Fri, 31 Dec 99999 23:59:59 GMT",
    "Fri, 31 Dec 2026 23:59:59 +99999999999999",
    f"Fri, {'9' * 5000} Dec 2026 23:59:59 GMT",
    "Fri, 31 Dec " + "9" * 400 + " 23:59:59 GMT",
    "00010101T000000Z",
    "99991231T235959Z",
    "99999-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "-" * 70_000,
]


@pytest.mark.parametrize("text", DATES)
def test_absurd_date_never_raises(text: str) -> None:
    """An absurd `Date` or `Retry-After` header is ignored or bounded."""
    parse_http_date(text)
    now = "Sat, 21 Nov 2026 08:00:00 GMT"
    for headers in ({"retry-after": text, "date": now}, {"retry-after": now, "date": text}):
        seconds = parse_retry_after(headers)
        assert seconds is None or 0.0 <= seconds <= 300.0


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 400 + ".5", "0." + "9" * 5000, "." * 5000])
def test_absurd_number_of_seconds_is_bounded(text: str) -> None:
    """A number of any length gives at most the longest pause."""
    seconds = parse_retry_after({"retry-after": text})
    assert seconds is None or 0.0 <= seconds <= 300.0


@pytest.mark.parametrize("where", ["date", "body"])
@pytest.mark.parametrize("text", DATES)
def test_absurd_server_time_is_no_correction(text: str, where: str) -> None:
    """The call fails with its refusal, and the next call is signed with this machine's time."""
    detail = f"signature expired, signature time:x,server time:{text}"
    headers = {"date": text} if where == "date" else {}
    wrong = refusal("APIG.0301", 401, detail if where == "body" else "verify fail", headers)
    hand = Hand([wrong, response()])
    with pytest.raises(AuthenticationError):
        hand.call()
    assert hand.loop.skew.seconds == 0.0
    hand.call()
    assert hand.sent[1].headers["x-sdk-date"] == "20260202T024000Z"


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize("header", ["date", "retry-after"])
@pytest.mark.parametrize("status", [200, 429, 500, 503])
def test_absurd_time_in_any_response_is_an_own_error_or_ignored(
    text: str, header: str, status: int
) -> None:
    """The call never raises an OverflowError or a ValueError."""
    hand = Hand([response(status, headers={header: text})] * 3)
    with contextlib.suppress(OcrError):
        hand.call()
    assert sum(hand.slept) <= 2 * 301.0
