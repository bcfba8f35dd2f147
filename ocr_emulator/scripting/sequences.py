"""Scripted sequences of responses for one client, with a report of what it did.

The gaps in the report are measured by the server: what a client believes about its own
pauses is what a test wants to check.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.scripting.faults import EARLY, IAM, Fault
from ocr_emulator.scripting.steps import Step, check_operation, parse_step

_MAX_STEPS = 10_000
_MAX_SEQUENCES = 1_000
_MAX_SHOWN = 20
"""Steps of a sequence that a list shows."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that a sequence responded to."""

    number: int
    at: float
    gap: float | None
    """Seconds since the attempt before, by the emulator's clock."""
    answer: str
    early_by: float | None
    """Seconds it came before the previous Retry-After was over; None: not too early."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a client did with a sequence."""

    attempts: tuple[Attempt, ...]
    remaining: int
    verdict: str
    """`ok`, `incomplete` (steps are left) or `early` (came before Retry-After was over)."""

    @property
    def gaps(self) -> list[float]:
        """Seconds between the attempts, as the server measured them."""
        return [attempt.gap for attempt in self.attempts if attempt.gap is not None]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as the admin API shows it."""
        return {
            "attempts": [asdict(attempt) for attempt in self.attempts],
            "gaps": self.gaps,
            "remaining": self.remaining,
            "verdict": self.verdict,
        }


@dataclass
class Sequence:
    """Responses that the matching requests get, in order."""

    id: int
    steps: tuple[Step | None, ...]
    operation: str | None
    account: str | None
    _attempts: list[Attempt] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def matches(self, operation: str | None, account: str | None) -> bool:
        """Whether the sequence is for this client and operation."""
        same = self.operation == operation or (self.operation is None and operation != IAM)
        return same and self.account in (None, account)

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return len(self._attempts) >= len(self.steps)

    @property
    def begins(self) -> bool:
        """Whether the next step acts when a request arrives, before it is checked."""
        step = None if self.finished else self.steps[len(self._attempts)]
        return step is not None and step.kind in EARLY

    def take(self, now: float, early_by: float | None) -> Step | None:
        """Return the next step and note when the request came; None is a good response."""
        step = self.steps[len(self._attempts)]
        if step is None:
            given = "ok"
        elif isinstance(step, Fault):
            given = str(step.code or step.status or step.kind)
        else:
            given = step.source
        self.note(now, early_by, given)
        return step

    def note(self, now: float, early_by: float | None, answer: str) -> None:
        """Note an attempt."""
        with self._lock:
            before = self._attempts[-1].at if self._attempts else None
            gap = None if before is None else now - before
            self._attempts.append(Attempt(len(self._attempts) + 1, now, gap, answer, early_by))

    def to_dict(self) -> dict[str, Any]:
        """Return the sequence as the admin API lists it, without the single attempts."""
        report = self.report()
        return {
            "id": self.id,
            "operation": self.operation,
            "account": self.account,
            "steps": ["ok" if step is None else step.to_dict() for step in self.steps[:_MAX_SHOWN]],
            "length": len(self.steps),
            "attempts": len(report.attempts),
            "remaining": report.remaining,
            "verdict": report.verdict,
        }

    def report(self) -> Report:
        """Return the attempts so far, with a verdict."""
        with self._lock:
            attempts = tuple(self._attempts)
        remaining = max(0, len(self.steps) - len(attempts))
        if any(attempt.early_by is not None for attempt in attempts):
            verdict = "early"
        else:
            verdict = "incomplete" if remaining else "ok"
        return Report(attempts, remaining, verdict)


class Sequences:
    """The sequences of one namespace; the first with a step left responds."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._lock = threading.Lock()
        self._sequences: list[Sequence] = []
        self._ids = itertools.count(1)
        self.active: bool = False
        """Whether there is any sequence; a plain attribute, read for every request."""

    def __repr__(self) -> str:
        return f"<Sequences {len(self._sequences)}>"

    def add(
        self,
        steps: Iterable[Step | str | int | Mapping[str, Any]],
        *,
        operation: str | None = None,
        account: str | None = None,
    ) -> Sequence:
        """Add a sequence.

        A step is `"ok"`, an error code, a status, a kind of fault, a fault, the name of an
        example, or `{"answer": …}`. Raises `ValueError` for anything else.
        """
        check_operation(self._contract, operation)
        if account is not None:
            checks.text("account", account)
        listed = list(itertools.islice(steps, _MAX_STEPS + 1))
        if not 1 <= len(listed) <= _MAX_STEPS:
            raise ValueError(f"a sequence has at least one and at most {_MAX_STEPS} steps")
        parsed = tuple(
            None if step == "ok" else parse_step(self._contract, step, operation) for step in listed
        )
        with self._lock:
            if len(self._sequences) >= _MAX_SEQUENCES:
                raise ValueError(f"a namespace has at most {_MAX_SEQUENCES} sequences")
            sequence = Sequence(next(self._ids), parsed, operation, account)
            self._sequences.append(sequence)
            self.active = True
            return sequence

    def find(self, operation: str | None, account: str | None) -> Sequence | None:
        """Return the sequence that responds to a request."""
        with self._lock:
            for sequence in self._sequences:
                if not sequence.finished and sequence.matches(operation, account):
                    return sequence
        return None

    def note_early(
        self, operation: str | None, account: str | None, now: float, early_by: float
    ) -> None:
        """Note a request that came too early after the last step of a finished sequence."""
        with self._lock:
            for sequence in reversed(self._sequences):
                if sequence.finished and sequence.matches(operation, account):
                    sequence.note(now, early_by, "after the end")
                    return

    def get(self, sequence_id: int) -> Sequence:
        """Return a sequence by its id; raises `KeyError`."""
        with self._lock:
            for sequence in self._sequences:
                if sequence.id == sequence_id:
                    return sequence
        raise KeyError(f"no sequence {sequence_id}")

    def all(self) -> list[Sequence]:
        """Return the sequences in the order they were added."""
        with self._lock:
            return list(self._sequences)

    def clear(self) -> None:
        """Remove all sequences."""
        with self._lock:
            self._sequences.clear()
            self.active = False
