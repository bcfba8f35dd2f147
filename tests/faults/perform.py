"""Perform one call under one fault and record the result."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any

from ocr_emulator.emulator import Emulator
from ocr_emulator.scripting.faults import IAM
from ocr_wrapper import OcrError, PasswordToken
from tests.contract import images
from tests.contract.clients import Driver, driver
from tests.faults.matrix import CONTRACT, DEADLINE, MAX_ATTEMPTS, Case
from tests.faults.virtual import VirtualTime

TOKENS = "/v3/auth/tokens"
PROJECTS = "/v3/projects"


@dataclass(frozen=True)
class Outcome:
    """How a call ended, as the client says and as the server saw it."""

    end: str
    """Class of the error, or `ok`."""
    error: OcrError | None
    result: Any
    attempts: int
    """Requests that the server counted."""
    client_attempts: int
    """Attempts that the client counted."""
    gaps: tuple[float, ...]
    """Seconds between the attempts by the server's clock."""
    slept: float
    """Seconds that the client waited between attempts."""
    recovers: bool
    """Whether the same client's next call, without the fault, was good."""


def perform(
    case: Case, name: str, mode: str, emu: Emulator, virtual: VirtualTime, *, iam: str = ""
) -> Outcome:
    """Call an operation under a fault; exceptions that are not ours pass through.

    With `iam` the fault strikes the call to the identity service of that path instead.
    """
    emu.faults.clear()
    emu.journal.clear()
    virtual.rewind()
    rule = emu.faults.add(case.fault, operation=IAM if iam else name, times=case.times)
    settings = {"deadline": DEADLINE, "max_attempts": MAX_ATTEMPTS, **case.settings}
    if iam:
        settings["project_id"] = None
    if iam == TOKENS:
        settings["credentials"] = PasswordToken(**emu.user)
    with driver(mode, emu, **settings) as ocr:
        error, found = _call(ocr, name)
        slept = sum(virtual.slept)
        entries = emu.journal.entries(**({"path": iam} if iam else {"operation": name}))
        emu.faults.clear()
        # A deadline made for the fault is too short for anything else on a busy machine.
        after, _ = _call(ocr, name, timeout=DEADLINE)
    return Outcome(
        "ok" if error is None else type(error).__name__,
        error,
        None if found is None else found.raw,
        # The journal hears of a call when it ends, and a slow one has not ended yet.
        rule.hits if case.slow else len(entries),
        found.attempts if error is None else error.attempts,
        tuple(entry.gap for entry in entries if entry.gap is not None),
        slept,
        after is None,
    )


def _call(ocr: Driver, name: str, **options: Any) -> tuple[OcrError | None, Any]:
    try:
        given = [images.FILES["PNG"]] if CONTRACT.operations[name].input_field else []
        return None, ocr.method(name, *given, **options)
    except OcrError as error:
        # What cannot be pickled cannot cross a process pool, and hides what went wrong.
        again = pickle.loads(pickle.dumps(error))
        if (type(again), str(again), again.attempts) != (type(error), str(error), error.attempts):
            raise AssertionError("the error is another one after pickling") from error
        return error, None
