"""Fault rules: what goes wrong, for whom, how often and until when.

A rule is consulted only after a request has passed every check: a client that sends
nonsense is told so and does not use up a fault that was meant for its good requests.
The two kinds that act before there is anything to check (`reset-before`, `clock`) are
the exception.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Literal, get_args

__all__ = ["IAM", "KINDS", "Fault", "Faults", "Rule"]

Kind = Literal[
    "error",
    "html",
    "latency",
    "reset-before",
    "reset-after",
    "empty",
    "truncate",
    "bad-json",
    "wrong-length",
    "wrong-gzip",
    "dribble",
    "clock",
]
KINDS: tuple[str, ...] = get_args(Kind)
IAM = "iam"
"""Name under which rules reach calls to the identity service."""
EARLY = frozenset({"reset-before", "clock"})
"""Kinds that act when a request arrives, before it is checked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; what a field means depends on the kind.

    `error`: `code` and/or `status`, `message`, `retry_after` seconds told as `retry_form`.
    `html`: a gateway's HTML page with `status`. `latency`: `delay` seconds plus up to
    `jitter`. `reset-before`, `reset-after`: the connection is reset before the body is
    read, or instead of the answer. `empty`: closed without a byte. `truncate`: the body
    ends after `size` bytes. `bad-json`: a 200 that is cut JSON with a right length.
    `wrong-length`: Content-Length is off by `size`. `wrong-gzip`: said to be gzip and is
    not. `dribble`: `size` bytes at a time, `delay` seconds between. `clock`: the server's
    clock is `delay` seconds ahead (negative: behind) for this request.
    """

    kind: str
    code: str | None = None
    status: int | None = None
    message: str | None = None
    retry_after: float | None = None
    retry_form: str = "seconds"
    delay: float = 0.0
    jitter: float = 0.0
    size: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault {self.kind!r}; known: {', '.join(KINDS)}")
        if self.kind == "error" and self.code is None and self.status is None:
            raise ValueError("a fault of kind 'error' needs a code, a status or both")
        if self.retry_form not in ("seconds", "date"):
            raise ValueError(f"retry_form {self.retry_form!r} is neither 'seconds' nor 'date'")
        if self.status is not None and not 400 <= self.status <= 599:
            raise ValueError(f"status {self.status} is not an error; give 400 to 599")

    @classmethod
    def of(cls, step: Fault | str | int | Mapping[str, Any]) -> Fault:
        """Read a short form: an error code, a status, a mapping of fields, or a fault."""
        if isinstance(step, Fault):
            return step
        if isinstance(step, bool):
            raise ValueError("a fault is a code, a status, a mapping or a Fault, not a Boolean")
        if isinstance(step, int):
            return cls("error", status=step)
        if isinstance(step, str):
            return cls(step) if step in KINDS else cls("error", code=step)
        known = {item.name for item in fields(cls)}
        unknown = set(step) - known
        if unknown:
            raise ValueError(f"a fault has no field {sorted(unknown)[0]!r}; it has {sorted(known)}")
        return cls(**step)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields that differ from their defaults."""
        defaults = {item.name: item.default for item in fields(self) if item.default is not MISSING}
        return {k: v for k, v in asdict(self).items() if k not in defaults or v != defaults[k]}


@dataclass
class Rule:
    """A fault with its conditions and how often it struck."""

    id: int
    fault: Fault
    operation: str | None
    account: str | None
    times: int | None
    probability: float
    expires: float | None
    dice: random.Random
    hits: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as the admin side shows it."""
        return {
            "id": self.id,
            "fault": self.fault.to_dict(),
            "operation": self.operation,
            "account": self.account,
            "times": self.times,
            "probability": self.probability,
            "expires": self.expires,
            "hits": self.hits,
        }

    def strikes(self, operation: str | None, account: str | None, now: float) -> bool:
        """Whether the rule strikes this call; counts it when it does."""
        # A rule for "any operation" means recognition; logging in is hit by name only.
        if self.operation != operation and (self.operation is not None or operation == IAM):
            return False
        if self.account is not None and self.account != account:
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        if self.expires is not None and now >= self.expires:
            return False
        if self.probability < 1 and self.dice.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules of one namespace, in the order they were added."""

    def __init__(self, now: Any) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._ids = itertools.count(1)

    def __repr__(self) -> str:
        return f"<Faults {len(self._rules)} rules>"

    def __len__(self) -> int:
        return len(self._rules)

    def add(
        self,
        fault: Fault | str | int | Mapping[str, Any],
        *,
        operation: str | None = None,
        account: str | None = None,
        times: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
        expires_in: float | None = None,
    ) -> Rule:
        """Add a rule.

        `times` strikes at most so often (None: always), `probability` strikes by dice
        that `seed` makes repeatable, `expires_in` ends the rule so many seconds from now
        by the emulator's clock.
        """
        if not 0 <= probability <= 1:
            raise ValueError(f"probability {probability} is not between 0 and 1")
        if times is not None and times < 1:
            raise ValueError(f"times {times} would never strike; give 1 or more, or None")
        rule = Rule(
            next(self._ids),
            Fault.of(fault),
            operation,
            account,
            times,
            probability,
            None if expires_in is None else self._now() + expires_in,
            random.Random(seed),  # noqa: S311  (dice for tests, nothing secret)
        )
        with self._lock:
            self._rules.append(rule)
        return rule

    def error(self, code: str, *, message: str | None = None, **conditions: Any) -> Rule:
        """Answer with an error code of the table; status and message come from there."""
        return self.add(Fault("error", code=code, message=message), **conditions)

    def status(self, status: int, *, code: str | None = None, **conditions: Any) -> Rule:
        """Answer with a status, and a code that is usual for it."""
        return self.add(Fault("error", status=status, code=code), **conditions)

    def throttle(
        self,
        retry_after: float | None = None,
        *,
        form: str = "seconds",
        code: str = "APIG.0308",
        **conditions: Any,
    ) -> Rule:
        """Answer 429; Retry-After in seconds, as a date, or absent (None)."""
        return self.add(
            Fault("error", code=code, status=429, retry_after=retry_after, retry_form=form),
            **conditions,
        )

    def html(self, status: int = 502, **conditions: Any) -> Rule:
        """Answer with a gateway's HTML page instead of JSON."""
        return self.add(Fault("html", status=status), **conditions)

    def latency(self, seconds: float, *, jitter: float = 0.0, **conditions: Any) -> Rule:
        """Answer late: `seconds` plus up to `jitter`; other faults still apply."""
        return self.add(Fault("latency", delay=seconds, jitter=jitter), **conditions)

    def reset(self, *, before: bool = False, **conditions: Any) -> Rule:
        """Reset the connection, before the body is read or instead of the answer."""
        return self.add(Fault("reset-before" if before else "reset-after"), **conditions)

    def empty(self, **conditions: Any) -> Rule:
        """Close the connection without a byte."""
        return self.add(Fault("empty"), **conditions)

    def truncate(self, size: int | None = None, **conditions: Any) -> Rule:
        """End the body after `size` bytes (default: half of it)."""
        return self.add(Fault("truncate", size=size), **conditions)

    def bad_json(self, **conditions: Any) -> Rule:
        """Answer 200 with cut JSON under a right Content-Length."""
        return self.add(Fault("bad-json"), **conditions)

    def wrong_length(self, by: int = 10, **conditions: Any) -> Rule:
        """Announce a Content-Length that is off by so many bytes."""
        return self.add(Fault("wrong-length", size=by), **conditions)

    def wrong_gzip(self, **conditions: Any) -> Rule:
        """Say that the body is gzip when it is not."""
        return self.add(Fault("wrong-gzip"), **conditions)

    def dribble(self, size: int = 16, pause: float = 0.05, **conditions: Any) -> Rule:
        """Send `size` bytes at a time with `pause` seconds between."""
        return self.add(Fault("dribble", size=size, delay=pause), **conditions)

    def clock(self, seconds: float, **conditions: Any) -> Rule:
        """Let the server's clock be ahead (negative: behind) for the matching requests."""
        return self.add(Fault("clock", delay=seconds), **conditions)

    def strike(
        self, operation: str | None, account: str | None, *, early: bool
    ) -> list[tuple[Fault, random.Random]]:
        """Return what strikes a call now: all clock or latency rules, and one other."""
        now = self._now()
        found: list[tuple[Fault, random.Random]] = []
        taken = False
        with self._lock:
            for rule in self._rules:
                if (rule.fault.kind in EARLY) != early:
                    continue
                adds = rule.fault.kind in ("latency", "clock")
                if taken and not adds:
                    continue
                if rule.strikes(operation, account, now):
                    found.append((rule.fault, rule.dice))
                    taken = taken or not adds
        return found

    def rules(self) -> list[Rule]:
        """Return the rules, spent and expired ones too."""
        with self._lock:
            return list(self._rules)

    def remove(self, rule_id: int) -> None:
        """Take one rule away; raises `KeyError` for an id that is not there."""
        with self._lock:
            kept = [rule for rule in self._rules if rule.id != rule_id]
            if len(kept) == len(self._rules):
                raise KeyError(f"no fault rule {rule_id}")
            self._rules = kept

    def clear(self) -> None:
        """Take all rules away."""
        with self._lock:
            self._rules.clear()
