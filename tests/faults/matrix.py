"""Every fault of the emulator, and the expected result of a call.

Nothing here is written case by case: the kinds come from the emulator, the codes with their
class and whether to repeat from the contract, and the expectations follow from rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ocr_emulator.contract.bundle import load
from ocr_emulator.scripting.faults import KINDS, Fault

MAX_ATTEMPTS = 3
DEADLINE = 60.0
SHORT = 0.1
"""Seconds of a deadline that has to be waited for: servers that are slow are really slow."""
LONG = 1.0

CONTRACT = load()
OPERATIONS = sorted(CONTRACT.operations)
ERRORS: Mapping[str, Any] = CONTRACT.document["x-errors"]

# Decided by the issue that describes the client, not read off its code.
CLASS_OF_CATEGORY = {
    "parameters": "ParametersError",
    "image": "ImageRejectedError",
    "recognition": "RecognitionFailedError",
    "authentication": "AuthenticationError",
    "permission": "PermissionDeniedError",
    "source": "ImageDownloadError",
    "not_found": "NotFoundError",
    "throttled": "RateLimitError",
    "backend": "ServerError",
    "unavailable_for_hours": "ServiceUnavailableError",
}
CODE_OF_STATUS = {
    int(status): str(entry["usual-code"])
    for status, entry in CONTRACT.document["x-error-statuses"].items()
    if "usual-code" in entry
}
# Without a code of the vendor: these say that the request was not begun, the others come from
# something in between, and the call may have been carried out.
NOT_BEGUN = {429, 503}
PERHAPS_CARRIED_OUT = {408, 500, 502, 504}


@dataclass(frozen=True)
class Case:
    """One fault, how the client is set, and what has to come of it."""

    id: str
    fault: Fault
    ends: Mapping[str, int]
    """How it may end: class of the error or `ok`, and the attempts that belong to it."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    times: int | None = None
    """How often the fault strikes; None is always."""
    least_gap: float = 0.0
    """Seconds that have to lie between two attempts, as the server measures them."""
    slow: bool = False
    """Whether the server goes on with the call after the client has left."""
    mixed: bool = False
    """Whether attempts of one call may end differently, so that there may be fewer or more."""

    def allows(self, end: str, attempts: int) -> bool:
        """Whether a call may end so after so many attempts."""
        if self.mixed:
            return end in self.ends and 1 <= attempts <= MAX_ATTEMPTS
        if self.slow:
            # On a busy machine the time may be over before the server has seen the call.
            return end in self.ends and attempts <= self.ends[end]
        return self.ends.get(end) == attempts


def _retries(retryable: bool, status: int) -> int:
    # A 4xx says that this request is refused, even if its code is retryable.
    worth = retryable and (status >= 500 or status in (408, 429))
    return MAX_ATTEMPTS if worth else 1


def _error(code: str, status: int | None = None) -> dict[str, int]:
    entry = ERRORS[code]
    shown = status or entry["statuses"][0]
    return {CLASS_OF_CATEGORY[entry["category"]]: _retries(entry["retryable"], shown)}


def _of_status(status: int) -> str:
    """Return the class of a response that names no code."""
    if status == 429:
        return "RateLimitError"
    if status == 408 or status >= 500:
        return "NotFoundError" if status == 501 else "ServerError"
    return {401: "AuthenticationError", 403: "PermissionDeniedError", 404: "NotFoundError"}[status]


def _codes() -> Iterator[Case]:
    for code, entry in ERRORS.items():
        for status in entry["statuses"]:
            fault = Fault("error", code=code, status=status)
            yield Case(f"{code} with {status}", fault, _error(code, status))
    for status in (*CODE_OF_STATUS, 405, 408, 409, 422, 501, 505, 599):
        code = CODE_OF_STATUS.get(status, CODE_OF_STATUS[500])
        yield Case(f"status {status}", Fault("error", status=status), _error(code, status))


def _throttled() -> Iterator[Case]:
    def case(name: str, wait: float, form: str, ends: dict[str, int], **more: Any) -> Case:
        fault = Fault("error", status=429, retry_after=wait, retry_form=form)
        return Case(f"429, Retry-After {name}", fault, ends, **more)

    for form in ("seconds", "date"):
        for wait in (0.0, 7.0):
            ends = {"RateLimitError": MAX_ATTEMPTS}
            yield case(f"{wait:g} s as {form}", wait, form, ends, least_gap=wait)
        yield case(f"7 s as {form}, once", 7.0, form, {"ok": 2}, times=1, least_gap=7.0)
        # Waiting longer than the deadline allows does not help: the refusal is raised at once.
        yield case(f"90 s as {form}, deadline {DEADLINE:g} s", 90.0, form, {"RateLimitError": 1})
    yield Case("503, Retry-After 5 s", Fault("error", status=503, retry_after=5.0),
               {"ServerError": MAX_ATTEMPTS}, least_gap=5.0)  # fmt: skip


def _pages() -> Iterator[Case]:
    for status in (401, 403, 404, 408, 429, 500, 501, 502, 503, 504):
        attempts = MAX_ATTEMPTS if status in NOT_BEGUN else 1
        page = Fault("html", status=status)
        yield Case(f"HTML page with {status}", page, {_of_status(status): attempts})
        if status in PERHAPS_CARRIED_OUT:
            yield Case(f"HTML page with {status}, lost responses retried", page,
                       {_of_status(status): MAX_ATTEMPTS},
                       {"retry_lost_responses": True})  # fmt: skip


def _broken() -> Iterator[Case]:
    unread = {"InvalidResponseError": 1}
    yield Case("body cut in the middle", Fault("truncate"), unread)
    yield Case("body cut before its first byte", Fault("truncate", size=0), unread)
    yield Case("body cut after its first byte", Fault("truncate", size=1), unread)
    yield Case("cut JSON under a right length", Fault("bad-json"), unread)
    yield Case("Content-Length 10 too large", Fault("wrong-length", size=10), unread)
    yield Case("Content-Length 10 too small", Fault("wrong-length", size=-10), unread)
    yield Case("said to be gzip and is not", Fault("wrong-gzip"), unread)
    yield Case("body cut, lost responses retried", Fault("truncate"),
               {"InvalidResponseError": MAX_ATTEMPTS}, {"retry_lost_responses": True})  # fmt: skip


def _lost() -> Iterator[Case]:
    again = {"retry_lost_responses": True}
    lost = {"ResponseLostError": 1}
    # Whether the reset comes while the request is being written or after is up to the
    # kernel; before, nothing was carried out and the call is retried.
    early = {"ResponseLostError": 1, "ConnectError": MAX_ATTEMPTS}
    yield Case("reset before the body is read", Fault("reset-before"), early, mixed=True)
    yield Case("reset instead of a response", Fault("reset-after"), lost)
    yield Case("closed without a byte", Fault("empty"), lost)
    for kind in ("reset-after", "empty"):
        yield Case(f"{kind}, lost responses retried", Fault(kind), {"ResponseLostError": 3}, again)
        yield Case(f"{kind} once, lost responses retried", Fault(kind), {"ok": 2}, again, times=1)


def _slow() -> Iterator[Case]:
    late = Fault("latency", delay=LONG)
    drip = Fault("dribble", size=8, delay=0.05)
    yield Case("response after the deadline", late, {"DeadlineExceededError": 1},
               {"deadline": SHORT}, slow=True)  # fmt: skip
    yield Case("response after the time of one attempt", late, {"AttemptTimeoutError": 1},
               {"attempt_timeout": SHORT}, slow=True)  # fmt: skip
    yield Case("dribbled beyond the deadline", drip, {"DeadlineExceededError": 1},
               {"deadline": SHORT}, slow=True)  # fmt: skip
    yield Case("response 5 ms late", Fault("latency", delay=0.005, jitter=0.001), {"ok": 1})
    yield Case("dribbled within the deadline", Fault("dribble", size=4096, delay=0.001), {"ok": 1})


def _clocks() -> Iterator[Case]:
    for seconds in (-3600.0, -960.0, 960.0, 3600.0):
        name = f"server's clock {abs(seconds):g} s {'ahead' if seconds > 0 else 'behind'}"
        yield Case(name, Fault("clock", delay=seconds), {"ok": 2})
        # The one correction that is allowed was wrong: no second one, and no lock-out.
        yield Case(f"{name}, once", Fault("clock", delay=seconds), {"ClockSkewError": 2}, times=1)
    yield Case("server's clock 10 min ahead", Fault("clock", delay=600.0), {"ok": 1})


def _recovered() -> Iterator[Case]:
    for case in (*_codes(), *_pages()):
        (ends,) = case.ends.items()
        if ends[1] == MAX_ATTEMPTS:
            off = {**case.settings, "max_attempts": 1}
            yield Case(f"{case.id}, once", case.fault, {"ok": 2}, case.settings, times=1)
            yield Case(f"{case.id}, retries off", case.fault, {ends[0]: 1}, off)


CASES = [
    *_codes(),
    *_throttled(),
    *_pages(),
    *_broken(),
    *_lost(),
    *_slow(),
    *_clocks(),
    *_recovered(),
]


def _for_iam(case: Case) -> Case:
    # Asking for a token or an id bills nothing, so that a lost response may be retried.
    free = ("ResponseLostError", "InvalidResponseError")
    lost = case.fault.kind == "html" and case.fault.status in PERHAPS_CARRIED_OUT
    ends = {end: MAX_ATTEMPTS if end in free or lost else n for end, n in case.ends.items()}
    # A token comes in a header, so that a body cut after it costs another call, not this one.
    mixed = case.mixed or case.fault.kind in ("bad-json", "wrong-length")
    return replace(case, ends=ends, mixed=mixed)


IAM_CASES = [
    _for_iam(case)
    for case in CASES
    if not case.settings
    and not case.slow
    and case.fault.kind not in ("clock", "latency", "dribble")
]
if missing := set(KINDS) - {case.fault.kind for case in CASES}:
    raise AssertionError(f"the emulator has faults that nothing here expects: {missing}")
