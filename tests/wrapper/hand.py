"""Drive a flow by hand: a clock that only moves when told, replies from a script, no I/O."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper.attempts.body import image_body
from ocr_wrapper.attempts.circuit_breaker import AuthCircuitBreaker
from ocr_wrapper.attempts.loop import RetryLoop
from ocr_wrapper.attempts.messages import Failure, Request, Response, Send, Sleep, Wait
from ocr_wrapper.attempts.rate_limiter import RateLimiter
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.auth.credentials import AkSk, Credentials
from ocr_wrapper.auth.providers import IdentityProvider
from ocr_wrapper.call import Answer, Call, recognize
from ocr_wrapper.service.endpoints import Endpoint
from ocr_wrapper.service.regions import Route
from ocr_wrapper.telemetry import Event, Observer

REGION = "ap-southeast-1"
KEYS = AkSk("EXAMPLEKEY", "examplesecret")
WALL = 1_770_000_000.0
"""Where the wall clock starts: 2026-02-02T02:40:00Z."""


def answer(
    status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return an answer with a JSON body, by default a success."""
    shown = {"result": {"surname": "LINDQVIST"}} if body is None else body
    raw = shown if isinstance(shown, bytes) else json.dumps(shown).encode()
    return Response(status, {"content-type": "application/json", **(headers or {})}, raw)


def refusal(
    code: str, status: int = 400, message: str = "no", headers: Mapping[str, str] | None = None
) -> Response:
    """Return a refusal by the service."""
    return answer(status, {"error_code": code, "error_msg": message}, headers)


Reply = Response | Failure | Callable[["Hand"], Response | Failure]


@dataclass
class Hand:
    """Answer a flow's commands from a script and note what it asked for."""

    replies: list[Reply]
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    credentials: Credentials = KEYS
    projects: Mapping[str, str] = field(default_factory=lambda: {REGION: "p1"})
    limiter: RateLimiter = field(default_factory=RateLimiter)
    budget: RetryBudget = field(default_factory=RetryBudget)
    jitter: float = 0.5
    attempt_timeout: float | None = None
    now: float = 1000.0
    sent: list[Request] = field(default_factory=list)
    limits: list[float | None] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    parked: list[float | None] = field(default_factory=list)
    on_park: Callable[[Hand], None] | None = None
    """What happens while a flow waits for others; by default its time runs out."""
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        start = self.now
        self.exchange = RetryLoop(
            policy=self.policy,
            budget=self.budget,
            guard=AuthCircuitBreaker(),
            limiter=self.limiter,
            observer=Observer([self.events.append]),
            monotonic=lambda: self.now,
            wall=lambda: WALL + self.now - start,
            jitter=lambda: self.jitter,
            attempt_timeout=self.attempt_timeout,
        )
        self.identities = IdentityProvider(self.credentials, self.projects, (REGION,))

    def call(self, deadline: float | None = 60.0, operation: str = "recognize_passport") -> Answer:
        """Make one call and return its answer or raise its error."""
        endpoint = Endpoint("https", "ocr.example.com")
        call = Call(
            operation=OPERATIONS[operation],
            route=Route(REGION, endpoint, Endpoint("https", "iam.example.com")),
            body=image_body("image", b"picture", {}),
            started=self.now,
            until=None if deadline is None else self.now + deadline,
        )
        return self.run(recognize(self.exchange, self.identities, call))

    def run(self, flow: Generator[Any, Any, Any]) -> Any:
        """Perform a flow."""
        reply: Response | Failure | None = None
        try:
            while True:
                command = flow.send(reply)
                reply = None
                if isinstance(command, Send):
                    self.sent.append(command.request)
                    self.limits.append(command.deadline)
                    step = self.replies.pop(0)
                    reply = step(self) if callable(step) else step
                elif isinstance(command, Sleep):
                    self.slept.append(command.seconds)
                    self.now += command.seconds
                else:
                    assert isinstance(command, Wait)
                    self.parked.append(command.seconds)
                    if self.on_park is not None:
                        self.on_park(self)
                        continue
                    assert command.seconds is not None, "nobody would ever wake this flow"
                    self.now += command.seconds
        except StopIteration as stop:
            return stop.value
        finally:
            flow.close()
