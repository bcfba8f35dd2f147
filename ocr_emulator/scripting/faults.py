"""Fault injection rules: what fails, for whom, how often and until when.

A rule is applied only after a request has passed every check: a client that sends an invalid
request gets the error for it and does not use up a fault that was meant for its valid
requests. The two kinds that act before there is anything to check (`reset-before`, `clock`)
are the exception.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Literal, get_args

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
"""Operation name of requests to the identity service."""
EARLY = frozenset({"reset-before", "clock"})
"""Kinds that act when a request arrives, before it is checked."""
ADDING = frozenset({"latency", "clock"})
"""Kinds that act together with another fault."""
DROPPING = frozenset({"reset-before", "reset-after", "empty"})
"""Kinds that end the connection without a response."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure; what a field means depends on the kind.

    `error`: `code` and/or `status`, `message`, `retry_after` seconds written as `retry_form`.
    `html`: a gateway's HTML page with `status`. `latency`: `delay` seconds plus up to
    `jitter`. `reset-before`, `reset-after`: the connection is reset before the body is
    read, or instead of the response. `empty`: closed without a byte. `truncate`: the body
    ends after `size` bytes. `bad-json`: a 200 with cut JSON and a correct length.
    `wrong-length`: Content-Length is off by `size`. `wrong-gzip`: declared as gzip but is
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
        """Parse a short form: an error code, a status, a mapping of fields, or a fault."""
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
    """A fault with its conditions and the number of requests it was applied to."""

    id: int
    fault: Fault
    operation: str | None
    account: str | None
    times: int | None
    probability: float
    expires: float | None
    rng: random.Random
    hits: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as the admin API shows it."""
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

    def matches(self, operation: str | None, account: str | None, now: float) -> bool:
        """Whether the rule applies to this request; counts it when it does."""
        # A rule for "any operation" means recognition; a login is matched by name only.
        if self.operation != operation and (self.operation is not None or operation == IAM):
            return False
        if self.account is not None and self.account != account:
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        if self.expires is not None and now >= self.expires:
            return False
        if self.probability < 1 and self.rng.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules of one namespace, in the order they were added."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.active = False
        """Whether there is any rule; a plain attribute, read for every request."""
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

        `times` limits how often it applies (None: always), `probability` applies it at
        random, repeatable by `seed`, `expires_in` ends the rule so many seconds from now by
        the emulator's clock.
        """
        if not 0 <= probability <= 1:
            raise ValueError(f"probability {probability} is not between 0 and 1")
        if times is not None and times < 1:
            raise ValueError(f"times {times} would never apply; give 1 or more, or None")
        rule = Rule(
            next(self._ids),
            Fault.of(fault),
            operation,
            account,
            times,
            probability,
            None if expires_in is None else self._now() + expires_in,
            random.Random(seed),  # noqa: S311  (chance for tests, nothing secret)
        )
        with self._lock:
            self._rules.append(rule)
            self.active = True
        return rule

    def error(self, code: str, *, message: str | None = None, **conditions: Any) -> Rule:
        """Respond with an error code of the table; status and message come from there."""
        return self.add(Fault("error", code=code, message=message), **conditions)

    def status(self, status: int, *, code: str | None = None, **conditions: Any) -> Rule:
        """Respond with a status, and with the code that is usual for it."""
        return self.add(Fault("error", status=status, code=code), **conditions)

    def throttle(
        self,
        retry_after: float | None = None,
        *,
        form: str = "seconds",
        code: str = "APIG.0308",
        **conditions: Any,
    ) -> Rule:
        """Respond with 429; Retry-After in seconds, as a date, or absent (None)."""
        return self.add(
            Fault("error", code=code, status=429, retry_after=retry_after, retry_form=form),
            **conditions,
        )

    def html(self, status: int = 502, **conditions: Any) -> Rule:
        """Respond with a gateway's HTML page instead of JSON."""
        return self.add(Fault("html", status=status), **conditions)

    def latency(self, seconds: float, *, jitter: float = 0.0, **conditions: Any) -> Rule:
        """Delay the response: `seconds` plus up to `jitter`; other faults still apply."""
        return self.add(Fault("latency", delay=seconds, jitter=jitter), **conditions)

    def reset(self, *, before: bool = False, **conditions: Any) -> Rule:
        """Reset the connection, before the body is read or instead of the response."""
        return self.add(Fault("reset-before" if before else "reset-after"), **conditions)

    def empty(self, **conditions: Any) -> Rule:
        """Close the connection without a byte."""
        return self.add(Fault("empty"), **conditions)

    def truncate(self, size: int | None = None, **conditions: Any) -> Rule:
        """End the body after `size` bytes (default: half of it)."""
        return self.add(Fault("truncate", size=size), **conditions)

    def bad_json(self, **conditions: Any) -> Rule:
        """Respond with 200 and cut JSON under a correct Content-Length."""
        return self.add(Fault("bad-json"), **conditions)

    def wrong_length(self, by: int = 10, **conditions: Any) -> Rule:
        """Announce a Content-Length that is off by so many bytes."""
        return self.add(Fault("wrong-length", size=by), **conditions)

    def wrong_gzip(self, **conditions: Any) -> Rule:
        """Declare the body as gzip when it is not."""
        return self.add(Fault("wrong-gzip"), **conditions)

    def dribble(self, size: int = 16, pause: float = 0.05, **conditions: Any) -> Rule:
        """Send `size` bytes at a time with `pause` seconds between."""
        return self.add(Fault("dribble", size=size, delay=pause), **conditions)

    def clock(self, seconds: float, **conditions: Any) -> Rule:
        """Put the server's clock ahead (negative: behind) for the matching requests."""
        return self.add(Fault("clock", delay=seconds), **conditions)

    def match(self, operation: str | None, account: str | None, *, early: bool) -> list[Rule]:
        """Return the rules that apply to a request: every adding kind, and one other."""
        now = self._now()
        found: list[Rule] = []
        taken = False
        with self._lock:
            for rule in self._rules:
                if (rule.fault.kind in EARLY) != early:
                    continue
                adds = rule.fault.kind in ADDING
                if taken and not adds:
                    continue
                if rule.matches(operation, account, now):
                    found.append(rule)
                    taken = taken or not adds
        return found

    def rules(self) -> list[Rule]:
        """Return the rules, used up and expired ones too."""
        with self._lock:
            return list(self._rules)

    def remove(self, rule_id: int) -> None:
        """Remove one rule; raises `KeyError` for an unknown id."""
        with self._lock:
            kept = [rule for rule in self._rules if rule.id != rule_id]
            if len(kept) == len(self._rules):
                raise KeyError(f"no fault rule {rule_id}")
            self._rules = kept
            self.active = bool(kept)

    def clear(self) -> None:
        """Remove all rules."""
        with self._lock:
            self._rules.clear()
            self.active = False
