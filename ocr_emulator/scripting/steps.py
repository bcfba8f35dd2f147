"""Parser of the short forms in which faults and sequences are scripted.

One place knows what `"AIS.0105"`, `503`, `"truncate"`, `"nothing-found"` and a mapping mean,
so that Python and the admin API accept the same and explain a typo in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.scripting.answers import ScriptedAnswer, build_answer
from ocr_emulator.scripting.faults import FAULT_FIELDS, IAM, KINDS, PAUSE_SECONDS, Fault

Step = Fault | ScriptedAnswer
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*\.[0-9]{4}")


def parse_step(contract: Contract, step: object, operation: str | None) -> Step:
    """Return the fault or the answer that a short form describes.

    An error code, a status, a kind of fault, the name of an example, a mapping of a fault's
    fields, or a mapping with `answer`. Raises `ValueError` with a suggestion for a typo.
    """
    if isinstance(step, ScriptedAnswer):
        return step
    if isinstance(step, Fault):
        fault = step
    elif isinstance(step, str):
        found = _parse_name(contract, step, operation)
        if isinstance(found, ScriptedAnswer):
            return found
        fault = found
    elif isinstance(step, Mapping):
        if "answer" in step:
            checks.known_fields("an answer", step, ("answer", "strict"))
            strict = step.get("strict", True)
            return build_answer(contract, operation, step["answer"], strict=strict)
        checks.known_fields("a fault", step, FAULT_FIELDS)
        fault = _with_delay(step)
    elif isinstance(step, int) and not isinstance(step, bool):
        fault = Fault("error", status=step)
    else:
        raise ValueError(
            "a step is a code, a status, a kind, an example or a mapping, "
            f"not {type(step).__name__}"
        )
    if fault.code is not None and not _is_code(contract, fault.code):
        raise checks.unknown_name("error code", fault.code, contract.errors)
    return fault


def check_operation(contract: Contract, operation: object) -> None:
    """Raise `ValueError` for an operation that rules and sequences cannot name."""
    if operation is not None:
        checks.name_of("operation", operation, {*contract.operations, IAM})


def _parse_name(contract: Contract, name: str, operation: str | None) -> Step:
    if name in KINDS:
        return _with_delay({"kind": name})
    if _is_code(contract, name):
        return Fault("error", code=name)
    known = [*KINDS, *contract.errors]
    if operation is not None and operation in contract.operations:
        examples = contract.operations[operation].examples
        if name in examples:
            return build_answer(contract, operation, name)
        known += examples
    raise checks.unknown_name("error code, kind of fault or example", name, known)


def _with_delay(fields: Mapping[str, Any]) -> Fault:
    """Return a fault; one that changes nothing without a delay needs it, or has a usual one."""
    kind = fields.get("kind")
    if kind == "dribble":
        return Fault(**{"delay": PAUSE_SECONDS, **fields})
    if kind in ("latency", "clock") and not {"delay", "jitter"} & fields.keys():
        raise ValueError(f"a fault of kind {kind!r} needs a delay in seconds")
    return Fault(**fields)


def _is_code(contract: Contract, name: str) -> bool:
    # A code that the table does not list yet is allowed if it has the form of one.
    return name in contract.errors or _CODE.fullmatch(name) is not None
