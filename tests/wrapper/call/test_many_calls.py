"""Many calls at once: a wrong clock, a revoked token, an outage."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from ocr_wrapper import (
    AuthenticationError,
    ClockSkewError,
    DeadlineExceededError,
    PasswordToken,
    ServerError,
)
from ocr_wrapper.attempts.messages import Request, Response, Steps, Wait
from ocr_wrapper.attempts.retry import RetryPolicy
from ocr_wrapper.concurrency import Waiter
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.call.crowd import Crowd
from tests.wrapper.hand import EPOCH_TIME, Hand, refusal, response

PASSWORD = PasswordToken("user", "password", "account")


def waiter(flow: Steps[Recognition[Any]]) -> Waiter:
    """Start a flow that has to wait for another, and return what it waits on."""
    command = next(flow)
    assert isinstance(command, Wait)
    return command.waiter


class SkewedServer:
    """A server that checks signatures, with a clock of its own."""

    def __init__(self, hand: Hand, ahead: float) -> None:
        self.hand = hand
        self.ahead = ahead

    def __call__(self, request: Request) -> Response:
        server = EPOCH_TIME + self.hand.now - 1000.0 + self.ahead
        date = datetime.strptime(request.headers["x-sdk-date"], "%Y%m%dT%H%M%S%z")
        if abs(date.timestamp() - server) <= 900:
            return response()
        shown = datetime.fromtimestamp(server, UTC).strftime("%Y%m%dT%H%M%SZ")
        detail = f"signature expired, signature time:x,server time:{shown}"
        return refusal("APIGW.0301", 401, detail)


class TokenServer:
    """An identity service and an OCR service that accepts some of its tokens."""

    def __init__(self, *accepted: str) -> None:
        self.accepted = set(accepted)
        self.numbers = itertools.count(1)
        self.asked: Counter[str] = Counter()

    def __call__(self, request: Request) -> Response:
        if request.url.endswith("/v3/auth/tokens"):
            self.asked["token"] += 1
            token = {"x-subject-token": f"tok-{next(self.numbers)}"}
            return response(201, {"token": {"project": {"id": "p7"}}}, token)
        self.asked["ocr"] += 1
        if request.headers["x-auth-token"] in self.accepted:
            return response()
        return refusal("APIG.0301", 401, "Incorrect IAM authentication information")


def kinds(ends: list[Any]) -> set[type]:
    """Return the classes of what calls ended with."""
    return {type(end) for end in ends}


@pytest.mark.parametrize("ahead", [3600.0, -3600.0])
@pytest.mark.parametrize("count", [3, 50])
def test_first_calls_with_a_wrong_clock_all_succeed(ahead: float, count: int) -> None:
    """Each is corrected once at most, and the key is not taken for a wrong one."""
    hand = Hand([])
    ends = Crowd(hand, SkewedServer(hand, ahead)).run([hand.flow() for _ in range(count)])
    assert kinds(ends) == {Recognition}
    assert max(end.attempts for end in ends) == 2


def test_calls_after_a_jump_of_the_clock_all_succeed() -> None:
    """A key that has worked stays accepted while fifty calls are corrected."""
    hand = Hand([])
    server = SkewedServer(hand, 0.0)
    crowd = Crowd(hand, server)
    crowd.run([hand.flow()])
    server.ahead = 7200.0
    ends = crowd.run([hand.flow() for _ in range(50)])
    assert kinds(ends) == {Recognition}
    assert hand.loop.breaker.closed


def test_wrong_clock_is_never_a_pause() -> None:
    """A clock that jumps while a request is corrected fails its call, and no other one."""
    hand = Hand([])
    skewed = SkewedServer(hand, 3600.0)

    def jumping(request: Request) -> Response:
        skewed.ahead += 3600.0
        return skewed(request)

    (error,) = Crowd(hand, jumping).run([hand.flow()])
    assert type(error) is ClockSkewError
    assert kinds(Crowd(hand, skewed).run([hand.flow() for _ in range(9)])) == {Recognition}


def test_wrong_key_with_a_wrong_clock_is_a_pause() -> None:
    """After the correction a refusal counts: no more than three are counted."""
    hand = Hand([])
    skewed = SkewedServer(hand, 3600.0)

    def server(request: Request) -> Response:
        found = skewed(request)
        return found if found.status != 200 else refusal("APIG.0301", 401, "verify fail")

    crowd = Crowd(hand, server)
    ends = crowd.run([hand.flow() for _ in range(20)])
    assert all(isinstance(end, AuthenticationError) for end in ends)
    assert len(crowd.requests) <= 6


def test_revoked_token_is_renewed_once_for_all_calls() -> None:
    """One request for a token, and every call goes on."""
    hand = Hand([], credentials=PASSWORD, projects={})
    server = TokenServer("tok-1")
    crowd = Crowd(hand, server)
    crowd.run([hand.flow()])
    server.accepted = {"tok-2"}
    server.asked.clear()
    ends = crowd.run([hand.flow() for _ in range(50)])
    assert kinds(ends) == {Recognition}
    assert server.asked == {"token": 1, "ocr": 100}
    assert {end.attempts for end in ends} == {2}


def test_token_that_is_refused_after_its_renewal_is_an_error() -> None:
    """A call sends two requests and no more."""
    hand = Hand([], credentials=PASSWORD, projects={})
    server = TokenServer()
    (error,) = Crowd(hand, server).run([hand.flow()])
    assert type(error) is AuthenticationError
    assert (error.attempts, server.asked) == (2, {"token": 2, "ocr": 2})


def test_token_is_renewed_also_if_retries_are_off() -> None:
    """The refusal is not billed; and the refusals are no reason for a pause."""
    hand = Hand([], credentials=PASSWORD, projects={}, policy=RetryPolicy(max_attempts=1))
    server = TokenServer("tok-1")
    crowd = Crowd(hand, server)
    crowd.run([hand.flow()])
    server.accepted = {"tok-2"}
    assert kinds(crowd.run([hand.flow() for _ in range(9)])) == {Recognition}
    assert server.asked["token"] == 2


def test_outage_wakes_each_waiting_call_a_few_times_only() -> None:
    """2,000 first calls and an instant 503: a wake-up costs as much as a request."""
    hand = Hand([], policy=RetryPolicy(max_attempts=1))
    crowd = Crowd(hand, lambda _request: response(503, b""))
    ends = crowd.run([hand.flow() for _ in range(2000)])
    assert kinds(ends) == {ServerError}
    assert len(crowd.requests) == 2000
    assert crowd.most_in_flight == 3
    assert crowd.wakeups <= 2000


def test_call_that_stops_waiting_for_the_circuit_breaker_wakes_the_next() -> None:
    """A permit is not lost with the call that it was meant for."""
    hand = Hand([])
    running = [hand.flow() for _ in range(3)]
    waiting = [hand.flow() for _ in range(2)]
    for flow in running:
        next(flow)
    first, second = (waiter(flow) for flow in waiting)
    running[0].close()
    assert (first.woken, second.woken) == (True, False)
    waiting[0].close()
    assert second.woken


def test_deadlines_are_kept_while_calls_wait_for_each_other() -> None:
    """A slow server and three requests at a time: the rest fails at its deadline."""
    hand = Hand([], policy=RetryPolicy(max_attempts=1))
    crowd = Crowd(hand, lambda _request: response(503, b""), latency=1.0)
    ends = crowd.run([hand.flow(5.0) for _ in range(60)])
    late = [end for end in ends if isinstance(end, DeadlineExceededError)]
    assert len(late) == 60 - 15
    assert max(end.elapsed for end in ends) <= 5.0


def test_calls_that_wait_for_a_token_are_woken_one_by_one_after_a_cancelled_leader() -> None:
    """The next one asks for the token, and the others wait for it."""
    hand = Hand([], credentials=PASSWORD, projects={})
    server = TokenServer("tok-1")
    leader = hand.flow()
    next(leader)
    waiting = [hand.flow() for _ in range(500)]
    crowd = Crowd(hand, server)
    waiters = [waiter(flow) for flow in waiting]
    leader.close()
    assert sum(one.woken for one in waiters) == 1
    waiting[0].close()
    assert [one.woken for one in waiters[:3]] == [True, True, False]
    for flow in waiting[1:]:
        flow.close()
    assert kinds(crowd.run([hand.flow() for _ in range(5)])) == {Recognition}
