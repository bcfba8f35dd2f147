"""Clock skew and authentication failures: corrections, and the pause after three failures."""

from __future__ import annotations

import contextlib

import pytest

from ocr_wrapper import (
    AuthenticationError,
    AuthenticationPausedError,
    ClockSkewError,
    Token,
)
from ocr_wrapper.attempts.messages import Response
from ocr_wrapper.attempts.retry import RetryPolicy
from ocr_wrapper.errors import ServerError, StatusError
from tests.wrapper.hand import Hand, refusal, response


@pytest.mark.parametrize(
    "detail",
    [
        "signature expired, signature time:20260202T024000Z,server time:20260202T034000Z",
        "signature expired, signature time:2026-02-02T02:40:00Z,server time:2026-02-02T03:40:00Z",
        "Signature expired, server time: Mon, 02 Feb 2026 03:40:00 GMT",
    ],
)
def test_wrong_clock_is_corrected(detail: str) -> None:
    """The refusal contains the difference, and later calls use it."""
    hand = Hand([refusal("APIGW.0301", 401, detail), response(), response()])
    assert hand.call().attempts == 2
    hand.call()
    assert [r.headers["x-sdk-date"] for r in hand.sent] == [
        "20260202T024000Z",
        "20260202T034000Z",
        "20260202T034000Z",
    ]


def test_date_header_gives_the_skew_if_the_body_does_not() -> None:
    """A difference beyond what the server allows is the cause."""
    date = {"date": "Mon, 02 Feb 2026 02:20:00 GMT"}
    hand = Hand([refusal("APIG.0301", 401, "verify aksk signature fail", date), response()])
    assert hand.call().attempts == 2
    assert hand.sent[1].headers["x-sdk-date"] == "20260202T022000Z"


def test_small_clock_difference_is_not_the_cause() -> None:
    """A wrong key is not blamed on the clock."""
    date = {"date": "Mon, 02 Feb 2026 02:43:00 GMT"}
    hand = Hand([refusal("APIG.0301", 401, "verify aksk signature fail", date)])
    with pytest.raises(AuthenticationError) as caught:
        hand.call()
    assert type(caught.value) is AuthenticationError


def test_refused_token_is_not_blamed_on_the_clock() -> None:
    """A request with a token does not depend on the time."""
    date = {"date": "Mon, 02 Feb 2026 12:00:00 GMT"}
    hand = Hand([refusal("APIG.0301", 401, "token expires", date)], credentials=Token("tok", "p1"))
    with pytest.raises(AuthenticationError) as caught:
        hand.call()
    assert type(caught.value) is AuthenticationError
    assert hand.loop.skew.seconds == 0.0


def test_clock_is_corrected_only_once_a_call() -> None:
    """After a second refusal the error says that the clock was corrected once."""
    expired = "signature expired, signature time:x,server time:20260202T{}4000Z"
    hand = Hand(
        [
            refusal("APIGW.0301", 401, expired.format("03")),
            refusal("APIGW.0301", 401, expired.format("05"), {"x-request-id": "r-2"}),
        ]
    )
    with pytest.raises(ClockSkewError, match="after one correction") as caught:
        hand.call()
    assert (caught.value.attempts, caught.value.request_id) == (2, "r-2")
    assert caught.value.skew == 2 * 3600


def test_clock_is_corrected_also_if_retries_are_off() -> None:
    """The refusal is not billed, so that its correction is no retry that the user ruled out."""
    detail = "signature expired, signature time:x,server time:20260202T034000Z"
    hand = Hand(
        [refusal("APIGW.0301", 401, detail), response()], policy=RetryPolicy(max_attempts=1)
    )
    assert hand.call().attempts == 2
    assert hand.sent[1].headers["x-sdk-date"] == "20260202T034000Z"


@pytest.mark.parametrize(
    ("attempts", "sent"),
    [(1, 2), (2, 3)],
)
def test_correction_leaves_all_attempts_for_other_failures(attempts: int, sent: int) -> None:
    """A call may fail as often after the clock was corrected as it may without that."""
    detail = "signature expired, signature time:x,server time:20260202T034000Z"
    hand = Hand(
        [refusal("APIGW.0301", 401, detail), *[refusal("ModelArts.4403", 503)] * 3],
        policy=RetryPolicy(max_attempts=attempts),
    )
    with pytest.raises(ServerError) as caught:
        hand.call()
    assert (caught.value.attempts, len(hand.sent)) == (sent, sent)


def test_client_stops_after_three_authentication_failures() -> None:
    """Nothing is sent for five minutes, then one probe."""
    wrong = refusal("APIG.0301", 401, "verify aksk signature fail")
    hand = Hand([wrong] * 4)
    for _ in range(3):
        with pytest.raises(AuthenticationError):
            hand.call()
    hand.now += 100
    with pytest.raises(AuthenticationPausedError) as caught:
        hand.call()
    assert (caught.value.retry_after, caught.value.attempts, len(hand.sent)) == (200.0, 0, 3)
    hand.now += 200
    with pytest.raises(AuthenticationError):
        hand.call()
    with pytest.raises(AuthenticationPausedError):
        hand.call()
    assert len(hand.sent) == 4


@pytest.mark.parametrize("good", [response(), refusal("AIS.0104", 400)])
def test_accepted_key_resets_the_count_of_failures(good: Response) -> None:
    """A refusal by the service behind the gateway shows that the key is good."""
    wrong = refusal("APIG.0301", 401)
    hand = Hand([wrong, wrong, good, wrong, wrong, wrong])
    for _ in range(6):
        with contextlib.suppress(StatusError):
            hand.call()
    assert len(hand.sent) == 6
    with pytest.raises(AuthenticationPausedError):
        hand.call()


def test_success_with_the_code_of_a_wrong_clock_is_not_sent_again() -> None:
    """It may have been billed; the next call is signed with the corrected time."""
    hand = Hand([refusal("APIG.0301", 200, headers={"date": "Mon, 02 Feb 2026 03:40:00 GMT"})])
    with pytest.raises(AuthenticationError) as caught:
        hand.call()
    assert (caught.value.retry_safe, caught.value.attempts, len(hand.sent)) == (None, 1, 1)
    hand.replies.append(response())
    hand.call()
    assert hand.sent[1].headers["x-sdk-date"] == "20260202T034000Z"
