"""List of what makes calls fail now: faults, sequences, answers, quotas, clock, accounts.

Each line says in words what a user has set, and which admin path removes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ocr_emulator.state.accounts import Account
from ocr_emulator.state.clock import Clock
from ocr_emulator.state.namespace import Namespace


def active(space: Namespace) -> list[dict[str, str]]:
    """Return what is active in a namespace: `text`, and `path` where one call removes it."""
    return [{"text": text, "path": path} for text, path in _active(space)]


def _active(space: Namespace) -> Iterator[tuple[str, str]]:
    for rule in space.faults.rules():
        found = rule.to_dict()
        often = f" of {rule.times}" if rule.times else ""
        text = (
            f"Fault {_step(found['fault'])} for {_where(found)}: applied {rule.hits}{often} times"
        )
        yield text, f"faults/{rule.id}"
    for sequence in space.sequences.all():
        found = sequence.to_dict()
        steps = ", ".join(step if isinstance(step, str) else _step(step) for step in found["steps"])
        left = f"{found['remaining']} left, verdict {found['verdict']}"
        yield f"Sequence {steps} for {_where(found)}: {left}", "sequences"
    for answer in space.answers.rules():
        yield f"Scripted answer for {answer.operation}: {answer.hits} times", f"answers/{answer.id}"
    for name, limits in space.quotas.to_dict().items():
        for operation, limit in limits.items():
            where = "every operation" if operation == "*" else operation
            yield f"Quota {name.replace('_', ' ')}: {limit} for {where}", "quotas"
    yield from _clock(space.clock)
    for account in list(space.accounts.values()):
        yield from ((f"Account {account.name}: {text}", "") for text in _standing(account))


def _clock(clock: Clock) -> Iterator[tuple[str, str]]:
    if clock.frozen or clock.shift:
        moment = datetime.fromtimestamp(clock.now(), UTC).isoformat(" ", "seconds")
        yield f"Clock {'frozen' if clock.frozen else 'moved'}: {moment}", "clock"


def _standing(account: Account) -> Iterator[str]:
    if account.frozen:
        yield "frozen"
    if account.restricted:
        yield "restricted"
    if not account.permitted:
        yield "without permission"
    for operation, region in sorted(account.unsubscribed):
        yield f"no subscription to {operation}" + ("" if region == "*" else f" in {region}")


def _where(rule: Mapping[str, Any]) -> str:
    account = f", account {rule['account']}" if rule["account"] else ""
    return (rule["operation"] or "every operation") + account


def _step(step: Mapping[str, Any]) -> str:
    kind = step.get("kind")
    if kind is None:
        return "answer"
    name = " ".join(str(step[key]) for key in ("status", "code") if key in step)
    delay = f" {step['delay']:g} s" if step.get("delay") else ""
    return (name if kind == "error" else kind) + delay
