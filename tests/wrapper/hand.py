"""Hand-driven flows: a clock that tests move, replies from a script, no I/O."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from huawei_ocr_api.catalog import OPERATIONS

from ocr_wrapper import Environment
from ocr_wrapper.attempts.messages import Failure, Request, Response, Send, Sleep, Steps, Wait
from ocr_wrapper.attempts.rate_limiter import RateLimiter
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.auth.credentials import AkSk, Credentials
from ocr_wrapper.auth.providers import provider_for
from ocr_wrapper.call import CallOptions, CallPipeline
from ocr_wrapper.config import ClientConfig
from ocr_wrapper.results.recognition import Recognition

REGION = "ap-southeast-1"
KEYS = AkSk("EXAMPLEKEY", "examplesecret")
EPOCH_TIME = 1_770_000_000.0
"""Where the machine's clock starts: 2026-02-02T02:40:00Z."""

IMAGE = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (100).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0" + b"\0" * 9
)


def response(
    status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a response with a JSON body, by default a success."""
    shown = {"result": {"surname": "LINDQVIST"}} if body is None else body
    raw = shown if isinstance(shown, bytes) else json.dumps(shown).encode()
    return Response(status, {"content-type": "application/json", **(headers or {})}, raw)


def refusal(
    code: str, status: int = 400, message: str = "no", headers: Mapping[str, str] | None = None
) -> Response:
    """Return a refusal by the service."""
    return response(status, {"error_code": code, "error_msg": message}, headers)


def token(value: str = "tok-1", project: str = "p7", hours: int = 24) -> Response:
    """Return the identity service's response to a password."""
    return response(
        201,
        {
            "token": {
                "issued_at": "2026-02-02T02:40:00.000000Z",
                "expires_at": f"2026-02-{2 + (2 + hours) // 24:02}T{(2 + hours) % 24:02}:40:00.0Z",
                "project": {"id": project, "name": REGION},
            }
        },
        {"x-subject-token": value},
    )


def projects(*found: tuple[str, str]) -> Response:
    """Return the identity service's list of projects."""
    return response(200, {"projects": [{"name": name, "id": key} for name, key in found]})


Reply = Response | Failure | Callable[["Hand"], Response | Failure]


@dataclass
class Hand:
    """Reply to a flow's commands from a script and record what it asked for."""

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
    waited: list[float | None] = field(default_factory=list)
    on_wait: Callable[[Hand], None] | None = None
    """What happens while a flow waits for others; by default its time runs out."""
    events: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        start = self.now
        config = ClientConfig(
            REGION,
            self.credentials,
            endpoint="https://ocr.example.com",
            iam_endpoint="https://iam.example.com",
            hooks=self.events.append,
            rate_limiter=self.limiter,
            attempt_timeout=self.attempt_timeout,
            environment=Environment(),
        )
        self.pipeline = CallPipeline(config)
        self.pipeline.identities = provider_for(self.credentials, self.projects, (REGION,))
        self.loop = self.pipeline.loop
        self.loop.policy = self.policy
        self.loop.budget = self.budget
        self.loop.monotonic = lambda: self.now
        self.loop.now = lambda: EPOCH_TIME + self.now - start
        self.loop.jitter = lambda: self.jitter

    def flow(
        self, deadline: float | None = 60.0, operation: str = "recognize_passport"
    ) -> Steps[Recognition[Any]]:
        """Return the flow of one call that begins now."""
        assert operation in OPERATIONS
        self.pipeline._deadline = deadline
        call = self.pipeline.prepare(operation, IMAGE, CallOptions(), self.now)
        return self.pipeline.run(call)

    def call(self, deadline: float | None = 60.0) -> Recognition[Any]:
        """Make one call and return its result or raise its error."""
        found: Recognition[Any] = self.run(self.flow(deadline))
        return found

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
                    self.waited.append(command.seconds)
                    if self.on_wait is not None:
                        self.on_wait(self)
                        continue
                    assert command.seconds is not None, "nothing would ever wake this flow"
                    self.now += command.seconds
        except StopIteration as stop:
            return stop.value
        finally:
            flow.close()
