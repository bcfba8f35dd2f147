"""Fault player: carries out the faults and sequences that are scripted for a request."""

from __future__ import annotations

import asyncio
import math
import random

from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import ApiError, api_error
from ocr_emulator.http.broken import DropConnection, html_page
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.scripting.answers import ScriptedAnswer
from ocr_emulator.scripting.faults import ADDING, DROPPING, IAM, Fault
from ocr_emulator.scripting.sequences import Sequence
from ocr_emulator.scripting.steps import Step
from ocr_emulator.state.clock import http_date

_DEFAULT_CODE = "ModelArts.4505"
_DEFAULT_LIMIT = 10


class ShortCircuit(Exception):  # noqa: N818  (a signal to the pipeline, not an error)
    """Raised to end the pipeline with a response that a fault has prepared."""

    def __init__(self, response: ApiResponse) -> None:
        super().__init__(response.status)
        self.response = response


class FaultPlayer:
    """Carry out scripted faults, on arrival and before the response."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def begin(self, context: RequestContext) -> None:
        """Apply what acts when a request arrives, before any check.

        Raises `DropConnection` for a reset on arrival.
        """
        name, account = _subject(context)
        space = context.namespace
        context.early_by = space.retry_after.early(account, name, context.at)
        sequence = space.sequences.find(name, account)
        found: list[Step | None] = []
        if sequence is None:
            if context.early_by is not None:
                space.sequences.note_early(name, account, context.at, context.early_by)
            found += [rule.fault for rule in space.faults.match(name, account, early=True)]
        elif sequence.begins:
            found.append(self._take(context, sequence))
            context.step_taken = True
        faults = [step for step in found if isinstance(step, Fault)]
        context.skew = sum(fault.delay for fault in faults if fault.kind == "clock")
        for fault in faults:
            if fault.kind == "reset-before":
                raise DropConnection(fault)

    async def play(self, context: RequestContext) -> None:
        """Apply the faults of a valid request; the context gets the one that breaks its response.

        Raises `ApiError`, `ShortCircuit` or `DropConnection` for faults that replace it.
        """
        steps = self._steps(context)
        for step, rng in steps:
            if isinstance(step, Fault) and step.kind == "latency":
                await asyncio.sleep(max(0.0, step.delay + rng.uniform(0, step.jitter)))
        for step, _ in steps:
            if isinstance(step, ScriptedAnswer):
                context.source = step.source
                raise ShortCircuit(ApiResponse.json(200, step.body))
            if step.kind == "error":
                raise self._error(context, step)
            if step.kind == "html":
                context.source = "fault html"
                status = step.status or 502
                page = ApiResponse(status, html_page(status), {"Content-Type": "text/html"})
                raise ShortCircuit(page)
            if step.kind in DROPPING:
                raise DropConnection(step)
            if step.kind not in ADDING:
                context.fault = step

    def _steps(self, context: RequestContext) -> list[tuple[Step, random.Random]]:
        """Return what is scripted for a valid request, and count it as given."""
        space = context.namespace
        # After a reset the scripts are those of another test than the request.
        if context.step_taken or context.retry_epoch != space.retry_after.epoch:
            return []
        name, account = _subject(context)
        sequence = space.sequences.find(name, account)
        if sequence is not None:
            # A sequence states exactly what comes: rules do not mix into it.
            step = self._take(context, sequence)
            return [] if step is None else [(step, random.Random(0))]  # noqa: S311  (jitter)
        if context.early_by is not None:
            space.retry_after.forget(account, name)
        rules = space.faults.match(name, account, early=False)
        return [(rule.fault, rule.rng) for rule in rules]

    def _take(self, context: RequestContext, sequence: Sequence) -> Step | None:
        """Return the step of a sequence that a request gets, which ends its Retry-After."""
        name, account = _subject(context)
        if context.early_by is not None:
            context.namespace.retry_after.forget(account, name)
        return sequence.take(context.at, context.early_by)

    def _error(self, context: RequestContext, fault: Fault) -> ApiError:
        code = fault.code or self._contract.usual_code(fault.status or 500) or _DEFAULT_CODE
        message = fault.message
        if message is None and code == "APIG.0308":
            message = throttling_message(_DEFAULT_LIMIT)
        headers: dict[str, str] = {}
        if fault.retry_after is not None:
            moment = context.namespace.clock.now() + fault.retry_after
            name, account = _subject(context)
            context.namespace.retry_after.record(account, name, moment, context.retry_epoch)
            # Not `:g`, which writes a large number with an exponent and rounds it.
            seconds = f"{fault.retry_after:f}".rstrip("0").rstrip(".")
            # Rounded up: a date cut to its second would end the wait too early.
            date = http_date(math.ceil(moment + context.skew))
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
