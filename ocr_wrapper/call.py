"""Decide one OCR call from beginning to end, as a generator that does nothing itself."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from huawei_ocr_api.catalog import Operation

from ocr_wrapper.attempts.body import Body
from ocr_wrapper.attempts.loop import RequestSpec, RetryLoop
from ocr_wrapper.attempts.messages import Command, Reply, Request, Response
from ocr_wrapper.attempts.responses import read_result
from ocr_wrapper.auth.credentials import AkSk
from ocr_wrapper.auth.providers import Identity, IdentityProvider
from ocr_wrapper.auth.request_builder import authorized
from ocr_wrapper.errors import OcrError
from ocr_wrapper.service.regions import Route


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one checked call, ready to be sent."""

    operation: Operation
    route: Route
    body: Body
    started: float
    """When the call began, on the monotonic clock."""

    until: float | None
    """When it is given up, on the monotonic clock."""

    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """Headers beside those of every call: enterprise project, trace."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What of the call itself must not come back in an error, such as a signed address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold a whole result and how it came."""

    raw: dict[str, Any] = field(repr=False)
    request_id: str | None
    attempts: int
    elapsed: float


def recognize(
    exchange: RetryLoop, identities: IdentityProvider, call: Call
) -> Generator[Command, Reply, Answer]:
    """Authenticate, send, repeat where that is right, and return the whole result.

    Raises the errors of `ocr_wrapper.errors`, each with operation, region, attempts and time.
    """
    operation, route, body = call.operation, call.route, call.body
    digest: list[str] = []

    def authorize() -> Generator[Command, Reply, Identity]:
        return (yield from identities.find(exchange, route, call.until))

    def build(identity: Identity, wall: float) -> Request:
        headers = dict(call.headers)
        if isinstance(identity.auth, AkSk):
            headers["x-project-id"] = identity.project_id
            if not digest:
                digest.append(body.sha256())
        return authorized(
            "POST",
            route.endpoint,
            operation.path.replace("{project_id}", identity.project_id),
            headers=headers,
            body=body,
            body_sha256=digest[0] if digest else None,
            auth=identity.auth,
            wall=wall,
        )

    last: list[Identity] = []

    def judge(response: Response) -> tuple[dict[str, Any], str | None] | OcrError:
        secrets = (*identities.secrets, *last[-1].auth.secrets, *call.secrets)
        found = read_result(response, secrets)
        if isinstance(found, OcrError):
            return found
        return found, response.headers.get("x-request-id")

    def remember(identity: Identity, wall: float) -> Request:
        last[:] = [identity]
        return build(identity, wall)

    job = RequestSpec(
        name=operation.name,
        region=route.region,
        host=route.endpoint.host,
        until=call.until,
        authorize=authorize,
        build=remember,
        judge=judge,
        limited=True,
        refused=lambda identity: identities.refused(identity, route.region),
    )
    try:
        done = yield from exchange.run(job)
    except OcrError as error:
        error.operation = operation.name
        error.region = route.region
        error.elapsed = exchange.monotonic() - call.started
        raise
    raw, request_id = done.value
    return Answer(raw, request_id, done.attempts, exchange.monotonic() - call.started)
