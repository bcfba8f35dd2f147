"""Differences between the live service and the contract.

This is the way to learn where the contract is wrong: both directions are checked, and a
difference is reported without the values of the documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import Violation
from ocr_emulator.contract.validation import all_violations

_MAX_DIFFERENCES = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a request or a response differs from the contract."""

    operation: str
    direction: str
    """`request` or `response`."""
    pointer: str
    expected: str
    got: str

    def to_dict(self) -> dict[str, str]:
        """Return the difference as the admin API shows it."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.operation} {self.direction} {self.pointer or '/'}: "
            f"expected {self.expected}, got {self.got}"
        )


class Differences:
    """The differences found so far, each once."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._found: dict[Difference, None] = {}

    def __iter__(self) -> Iterator[Difference]:
        return iter(list(self._found))

    def check_request(self, operation: Operation, body: Any) -> None:
        """Compare a request with the contract."""
        self._add(operation, "request", all_violations(self._contract, operation, "request", body))

    def check_response(self, operation: Operation, status: int, body: Any) -> None:
        """Compare a response with the contract."""
        if status == 200:
            found = all_violations(self._contract, operation, "response", body)
            found += self._unknown_fields(operation, body)
        else:
            found = self._error(status, body)
        self._add(operation, "response", found)

    def add(self, operation: Operation, direction: str, violation: Violation) -> None:
        """Add one difference."""
        self._add(operation, direction, [violation])

    def _unknown_fields(self, operation: Operation, body: Any) -> list[Violation]:
        result = body.get("result") if isinstance(body, dict) else None
        if not isinstance(result, dict):
            return []
        unknown = set(result) - set(self._contract.result_fields(operation))
        return [
            Violation(f"/result/{name}", "a field of the contract", "an unknown field")
            for name in sorted(unknown)
        ]

    def _error(self, status: int, body: Any) -> list[Violation]:
        code = body.get("error_code") if isinstance(body, dict) else None
        entry = self._contract.document["x-errors"].get(code) if isinstance(code, str) else None
        if entry is None:
            got = "another one" if isinstance(code, str) else "none"
            return [Violation("/error_code", "a code of the error table", got)]
        if status not in entry["statuses"]:
            expected = f"a status of {code}: {', '.join(map(str, entry['statuses']))}"
            return [Violation("status", expected, str(status))]
        return []

    def _add(self, operation: Operation, direction: str, found: list[Violation]) -> None:
        for violation in found:
            if len(self._found) < _MAX_DIFFERENCES:
                place = (violation.pointer, violation.expected, violation.got)
                self._found[Difference(operation.name, direction, *place)] = None
