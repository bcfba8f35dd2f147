"""Logging, hooks and tracing of calls.

Only a short list of facts is shown: names, numbers and ids. Keys, images, queries of addresses
and recognized values never reach this module.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ocr_wrapper.errors import OcrError
from ocr_wrapper.version import __version__

logger = logging.getLogger("ocr_wrapper")
"""The one logger: an attempt at DEBUG, a retry at INFO, a failing hook at WARNING."""

logger.addHandler(logging.NullHandler())

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
explicit_traceparent: ContextVar[str | None] = ContextVar("ocr_wrapper_traceparent", default=None)
"""The value of the innermost `traceparent` block."""

Kind: TypeAlias = Literal["request", "response", "failure", "retry"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one attempt; hooks receive it."""

    kind: Kind
    """`request`: about to be sent. `response`: a response came, of any status. `failure`: none
    came. `retry`: another attempt follows after `delay`."""

    operation: str
    """The operation; `create_token` or `list_projects` for the identity service."""

    region: str
    host: str
    attempt: int
    """From 1."""

    status: int | None = None
    code: str | None = None
    """The vendor's code of a refusal, such as `AIS.0103`."""

    request_id: str | None = None
    elapsed: float | None = None
    """Seconds that the attempt took; of a retry, the attempt that failed."""

    delay: float | None = None
    """Seconds until the next attempt."""

    error: str | None = None
    """Name of the error's class."""


Hook: TypeAlias = Callable[[Event], object]
"""Called in the thread or task of the call, for each event in order; what it returns is ignored."""


class Observer:
    """Log events and hand them to the caller's hooks."""

    def __init__(self, hooks: Sequence[Hook] = ()) -> None:
        self.hooks = tuple(hooks)

    def emit(self, event: Event) -> None:
        """Log an event and call every hook.

        A hook that raises is logged and ignored, and so is a filter or handler of the logger: a
        mistake of theirs must neither lose a response that was paid for nor cause a retry.
        """
        if logger.isEnabledFor(logging.DEBUG) or event.kind == "retry":
            with contextlib.suppress(Exception):
                _log(event)
        for hook in self.hooks:
            try:
                hook(event)
            except Exception as error:
                with contextlib.suppress(Exception):
                    logger.warning(
                        "a hook failed at event %s with %s", event.kind, type(error).__name__
                    )


def _log(event: Event) -> None:
    level = logging.INFO if event.kind == "retry" else logging.DEBUG
    logger.log(
        level,
        "%s %s in %s at %s attempt=%d status=%s code=%s id=%s elapsed=%s delay=%s error=%s",
        event.kind,
        event.operation,
        event.region,
        event.host,
        event.attempt,
        event.status,
        event.code,
        event.request_id,
        None if event.elapsed is None else round(event.elapsed, 3),
        None if event.delay is None else round(event.delay, 3),
        event.error,
    )


@functools.cache
def warn_withdrawn(operation: str, date: str, successor: str | None) -> None:
    """Log, once in the process, that the vendor has withdrawn an operation that is called."""
    instead = f": use {successor}" if successor else ""
    logger.warning("%s was withdrawn by the vendor on %s%s", operation, date, instead)


@contextlib.contextmanager
def traceparent(value: str) -> Iterator[None]:
    """Send `traceparent: value` with the calls made in the block (W3C Trace Context).

    Raises:
        ValueError: It is not of the form `00-<32 hex>-<16 hex>-<2 hex>`.
    """
    if not _TRACEPARENT.fullmatch(value):
        raise ValueError("traceparent must look like 00-<32 hex>-<16 hex>-<2 hex>")
    token = explicit_traceparent.set(value)
    try:
        yield
    finally:
        explicit_traceparent.reset(token)


def current_traceparent() -> str | None:
    """Return the `traceparent` to send: that of the block, else that of the active span."""
    given = explicit_traceparent.get()
    if given is not None:
        return given
    trace = opentelemetry()
    if trace is None:
        return None
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


@functools.cache
def opentelemetry() -> Any:
    """Return the tracing API of OpenTelemetry if it is installed, else None; looked for once."""
    try:
        return importlib.import_module("opentelemetry.trace")
    except ImportError:
        return None


@contextlib.contextmanager
def span(operation: str) -> Iterator[Callable[..., None]]:
    """Trace a call as one client span, where OpenTelemetry is installed.

    Yields a function that sets attributes. Of an error only class name, code and ids are recorded.
    """
    trace = opentelemetry()
    if trace is None:
        yield lambda **_attributes: None
        return
    tracer = trace.get_tracer("ocr_wrapper", __version__)
    with tracer.start_as_current_span(
        f"ocr {operation}",
        kind=trace.SpanKind.CLIENT,
        attributes={"ocr.operation": operation},
        record_exception=False,
        set_status_on_exception=False,
    ) as current:

        def note(**attributes: Any) -> None:
            for name, value in attributes.items():
                if value is not None:
                    current.set_attribute(f"ocr.{name}", value)

        try:
            yield note
        except OcrError as error:
            note(
                error=type(error).__name__,
                code=error.code,
                request_id=error.request_id,
                region=error.region,
                attempts=error.attempts,
            )
            current.set_status(trace.Status(trace.StatusCode.ERROR, type(error).__name__))
            raise
