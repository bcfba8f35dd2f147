"""Expectations of a test, checked against the journal.

A request that should have come and did not must fail a test as loudly as a wrong one.
"""

from __future__ import annotations

from typing import Any

from ocr_emulator.scripting.journal import Entry, Journal


class Expectation:
    """Count the matching requests since this object was made.

    A journal that is cleared, or too small for all of them, changes nothing of the number.
    `times=None` means at least one; `where` is a part of the message. As a context manager it
    counts until the end of the block and checks there; too few requests fail as well as too many.
    """

    def __init__(
        self, journal: Journal, times: int | None, filters: dict[str, Any], where: str = ""
    ) -> None:
        self._journal = journal
        self._where = where
        self._times = times
        self._filters = filters
        # A misspelt field fails here, not after the requests were made.
        self._tally = journal.tally(**filters)
        self.checked: bool = False
        """Whether `verify` was called, by hand or by the end of a `with` block."""

    def __repr__(self) -> str:
        return f"<Expectation times={self._times} {self._filters}>"

    def _since(self, **filters: Any) -> list[Entry]:
        return [e for e in self._journal.entries(**filters) if e.number > self._tally.since]

    @property
    def calls(self) -> list[Entry]:
        """The matching requests so far, as many of them as the journal has."""
        return self._since(**self._filters)

    def _nearest(self) -> str:
        calls = self.calls
        others = [entry for entry in self._since() if entry not in calls]
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
        """Return the matching requests that the journal has.

        Raises `AssertionError` with the nearest other request when there are too few or too
        many of them.
        """
        self.checked = True
        came = self._tally.count
        wanted = "at least 1" if self._times is None else str(self._times)
        met = came > 0 if self._times is None else came == self._times
        if not met:
            raise AssertionError(
                f"expected {wanted} requests with {self._filters}{self._where}, got {came}; "
                f"{self._nearest()}"
            )
        return self.calls

    def close(self) -> None:
        """Stop counting; may be called twice."""
        self._journal.end_tally(self._tally)

    def __enter__(self) -> Expectation:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        self.checked = True
        self.close()
        # The failure of the block itself is the cause; a count would hide it.
        if kind is None:
            self.verify()
