"""Run statistics: inputs done, skipped and failed by class, calls, rate and time left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

IN_DOUBT = "may have been billed"
"""How calls without a known outcome are counted."""


@dataclass
class Summary:
    """Counts of a run over many inputs."""

    total: int
    """Inputs in all; grows when a document has several pages."""

    monotonic: Callable[[], float]
    done: int = 0
    skipped: int = 0
    planned: int = 0
    """Inputs that a dry run would send."""

    failed: Counter[str] = field(default_factory=Counter)
    """By class of the error."""

    in_doubt: int = 0
    """Calls that may have been billed and have no result; not among those that failed."""

    calls: int = 0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.monotonic()

    @property
    def tried(self) -> int:
        """Inputs whose outcome is known."""
        return self.done + self.skipped + self.planned + self.failed.total() + self.in_doubt

    @property
    def not_tried(self) -> int:
        """Inputs that the run did not come to."""
        return max(0, self.total - self.tried)

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return self.monotonic() - self.started

    @property
    def rate(self) -> float:
        """Results a second; what was skipped does not count."""
        seconds = self.seconds
        return (self.tried - self.skipped) / seconds if seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds until all inputs are tried; None if nothing is known yet."""
        rate = self.rate
        return self.not_tried / rate if rate > 0 else None

    def to_dict(self) -> dict[str, object]:
        """Return the counts as JSON shows them."""
        left = self.seconds_left
        return {
            "total": self.total,
            "done": self.done,
            "skipped": self.skipped,
            "failed": dict(sorted(self.failed.items())),
            "in_doubt": self.in_doubt,
            "calls": self.calls,
            "seconds": round(self.seconds, 1),
            "per_second": round(self.rate, 2),
            "seconds_left": None if left is None else round(left),
        }

    def text(self) -> str:
        """Return the counts as one line for people."""
        parts = [f"{self.done} of {self.total} processed"]
        if self.skipped:
            parts.append(f"{self.skipped} skipped")
        if self.failed:
            kinds = ", ".join(f"{count} {name}" for name, count in self.failed.most_common())
            parts.append(f"{self.failed.total()} failed ({kinds})")
        if self.in_doubt:
            parts.append(f"{self.in_doubt} {IN_DOUBT}")
        if self.not_tried:
            parts.append(f"{self.not_tried} not tried")
        calls = "1 call" if self.calls == 1 else f"{self.calls} calls"
        return f"{', '.join(parts)}; {calls} in {self.seconds:.1f} s"
