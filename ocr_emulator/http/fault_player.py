"""Fault player: carries out the faults and sequences that are scripted for a request."""

from __future__ import annotations

import asyncio
import math
import random
from dataclasses import dataclass

from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import ApiError, api_error
from ocr_emulator.http.broken import DropConnection, html_page
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.scripting.answers import ScriptedAnswer
from ocr_emulator.scripting.faults import DROPPING, IAM, Fault
from ocr_emulator.scripting.steps import Step
from ocr_emulator.state.clock import http_date

_DEFAULT_CODE = "ModelArts.4505"
_DEFAULT_LIMIT = 10


class ShortCircuit(Exception):  # noqa: N818  (a signal to the pipeline, not an error)
    """Raised to end the pipeline with a response that a fault has prepared."""

    def __init__(self, response: ApiResponse) -> None:
        super().__init__(response.status)
        self.response = response


@dataclass(frozen=True, slots=True)
class Script:
    """What is scripted for one request, known when it arrives."""

    step: Step | None = None
    sequenced: bool = False
    """Whether a sequence decides: rules do not apply then."""
    skew: float = 0.0
    """Seconds that the server's clock is ahead for this request."""


UNSCRIPTED = Script()


class FaultPlayer:
    """Carry out scripted faults, on arrival and before the response."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def begin(self, context: RequestContext) -> Script:
        """Take the sequence's step and apply the faults that act before any check.

        Raises `DropConnection` for a reset on arrival.
        """
        name, account = _subject(context)
        space = context.namespace
        context.early_by = space.retry_after.take_early(account, name, context.at)
        sequence = space.sequences.find(name, account)
        step = None
        if sequence is not None:
            step = sequence.take(context.at, context.early_by)
        elif context.early_by is not None:
            space.sequences.note_early(name, account, context.at, context.early_by)
        steps = [rule.fault for rule in space.faults.match(name, account, early=True)]
        if step is not None:
            steps.append(step)
        faults = [fault for fault in steps if isinstance(fault, Fault)]
        for fault in faults:
            if fault.kind == "reset-before":
                raise DropConnection(fault)
        skew = sum(fault.delay for fault in faults if fault.kind == "clock")
        return Script(step, sequence is not None, skew)

    async def play(self, context: RequestContext, script: Script) -> Fault | None:
        """Apply the faults of a valid request; returns the one that breaks its response.

        Raises `ApiError`, `ShortCircuit` or `DropConnection` for faults that replace it.
        """
        breaking: Fault | None = None
        for fault, rng in self._steps(context, script):
            if isinstance(fault, ScriptedAnswer):
                context.source = fault.source
                raise ShortCircuit(ApiResponse.json(200, fault.body))
            if fault.kind == "latency":
                await asyncio.sleep(max(0.0, fault.delay + rng.uniform(0, fault.jitter)))
            elif fault.kind == "error":
                raise self._error(context, fault)
            elif fault.kind == "html":
                context.source = "fault html"
                status = fault.status or 502
                page = ApiResponse(status, html_page(status), {"Content-Type": "text/html"})
                raise ShortCircuit(page)
            elif fault.kind != "clock":
                breaking = fault
        if breaking is not None and breaking.kind in DROPPING:
            raise DropConnection(breaking)
        return breaking

    def _steps(self, context: RequestContext, script: Script) -> list[tuple[Step, random.Random]]:
        found: list[tuple[Step, random.Random]] = []
        if script.step is not None:
            found.append((script.step, random.Random(0)))  # noqa: S311  (jitter of a test)
        # A sequence states exactly what comes: rules do not mix into it.
        if not script.sequenced:
            rules = context.namespace.faults.match(*_subject(context), early=False)
            found += [(rule.fault, rule.rng) for rule in rules]
        return found

    def _error(self, context: RequestContext, fault: Fault) -> ApiError:
        code = fault.code or self._contract.usual_code(fault.status or 500) or _DEFAULT_CODE
        message = fault.message
        if message is None and code == "APIG.0308":
            message = throttling_message(_DEFAULT_LIMIT)
        headers: dict[str, str] = {}
        if fault.retry_after is not None:
            moment = context.namespace.clock.now() + fault.retry_after
            name, account = _subject(context)
            context.namespace.retry_after.record(account, name, moment)
            seconds = f"{fault.retry_after:g}"
            # Rounded up: a date cut to its second would end the wait too early.
            date = http_date(math.ceil(moment))
            headers["Retry-After"] = date if fault.retry_form == "date" else seconds
        context.source = "fault error"
        return api_error(
            self._contract, code, status=fault.status, message=message, headers=headers
        )


def _subject(context: RequestContext) -> tuple[str | None, str | None]:
    """Return operation and account, as rules and sequences name them."""
    operation = context.operation.name if context.operation else None
    account = context.account.name if context.account else None
    return IAM if context.service == "iam" else operation, account


def throttling_message(limit: int) -> str:
    """Return the gateway's text for APIG.0308 with the limit that was exceeded."""
    return (
        "The throttling threshold has been reached: policy user over ratelimit,"
        f"limit:{limit},time:1 minute."
    )
