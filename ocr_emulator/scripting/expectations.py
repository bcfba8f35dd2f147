"""Expectations of a test, checked against the journal.

A request that should have come and did not must fail a test as loudly as a wrong one.
"""

from __future__ import annotations

from typing import Any

from ocr_emulator.scripting.journal import Entry, Journal


class Expectation:
    """Count the matching requests since this object was made.

    `times=None` means at least one. As a context manager it checks at the end of the
    block; too few requests fail as well as too many.
    """

    def __init__(self, journal: Journal, times: int | None, filters: dict[str, Any]) -> None:
        self._journal = journal
        self._times = times
        self._filters = filters
        self._from = journal.number
        self.checked: bool = False
        """Whether `verify` was called, by hand or by the end of a `with` block."""
        # A misspelt field fails here, not after the requests were made.
        journal.entries(**filters)

    def __repr__(self) -> str:
        return f"<Expectation times={self._times} {self._filters}>"

    def _since(self, **filters: Any) -> list[Entry]:
        return [e for e in self._journal.entries(**filters) if e.number > self._from]

    @property
    def calls(self) -> list[Entry]:
        """The matching requests so far."""
        return self._since(**self._filters)

    def _nearest(self) -> str:
        others = [entry for entry in self._since() if entry not in self.calls]
        if not others:
            return "no other request came"

        def agreement(entry: Entry) -> int:
            return sum(getattr(entry, name) == value for name, value in self._filters.items())

        best = max(others, key=agreement)
        differs = ", ".join(
            f"{name}={getattr(best, name)!r} instead of {value!r}"
            for name, value in self._filters.items()
            if getattr(best, name) != value
        )
        hint = f"; nearest served path {best.nearest}" if best.nearest else ""
        where = f" {best.violation}" if best.violation else ""
        return (
            f"nearest of {len(others)} other requests: {best.method} {best.path} → "
            f"{best.status} {best.code or ''}{where} ({differs}){hint}"
        )

    def verify(self) -> list[Entry]:
        """Return the matching requests.

        Raises `AssertionError` with the nearest other request when there are too few or too
        many of them.
        """
        self.checked = True
        calls = self.calls
        wanted = "at least 1" if self._times is None else str(self._times)
        met = bool(calls) if self._times is None else len(calls) == self._times
        if not met:
            raise AssertionError(
                f"expected {wanted} requests with {self._filters}, got {len(calls)}; "
                f"{self._nearest()}"
            )
        return calls

    def __enter__(self) -> Expectation:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        self.checked = True
        # The failure of the block itself is the cause; a count would hide it.
        if kind is None:
            self.verify()
