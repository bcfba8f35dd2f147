"""Thread-safe list of scripted rules: the part that faults and scripted answers share.

A test adds and removes rules while the event loop matches requests against them.
"""

from __future__ import annotations

import itertools
import threading
from typing import Generic, Protocol, TypeVar


class Identified(Protocol):
    """What the list needs of a rule."""

    @property
    def id(self) -> int:
        """Number of the rule, for its removal."""


R = TypeVar("R", bound=Identified)


class RuleList(Generic[R]):
    """Rules of one namespace, in the order in which they were added."""

    kind = "rule"
    """What a rule is called in an error message."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[R] = []
        self._ids = itertools.count(1)
        self.active: bool = False
        """Whether there is any rule; a plain attribute, read for every request."""

    def __len__(self) -> int:
        return len(self._rules)

    def rules(self) -> list[R]:
        """Return the rules, used up and expired ones too."""
        with self._lock:
            return list(self._rules)

    def remove(self, rule_id: int) -> None:
        """Remove one rule; raises `KeyError` for an unknown id."""
        with self._lock:
            kept = [rule for rule in self._rules if rule.id != rule_id]
            if len(kept) == len(self._rules):
                raise KeyError(f"no {self.kind} {rule_id}")
            self._rules = kept
            self.active = bool(kept)

    def clear(self) -> None:
        """Remove all rules."""
        with self._lock:
            self._rules.clear()
            self.active = False
