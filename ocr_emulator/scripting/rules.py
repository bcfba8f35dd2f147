"""Fault injection rules: which requests fail, how often and until when.

A rule is applied only after a request has passed every check: a client that sends an invalid
request gets the error for it and does not use up a fault that was meant for its valid
requests. The two kinds that act before there is anything to check (`reset-before`, `clock`)
are the exception.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.scripting.answers import MAX_TIMES
from ocr_emulator.scripting.faults import ADDING, EARLY, IAM, PAUSE_SECONDS, Fault
from ocr_emulator.scripting.rule_list import RuleList
from ocr_emulator.scripting.steps import Step, check_operation, parse_step

_MAX_RULES = 1_000
_MAX_SEED = 2**63
RULE_FIELDS = ("fault", "operation", "account", "times", "probability", "seed", "expires_in")


@dataclass
class Rule:
    """A fault with its conditions and the number of requests it was applied to."""

    id: int
    fault: Step
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


class Faults(RuleList[Rule]):
    """The rules of one namespace, in the order they were added."""

    kind = "fault rule"

    def __init__(self, contract: Contract, now: Callable[[], float]) -> None:
        super().__init__()
        self._contract = contract
        self._now = now

    def __repr__(self) -> str:
        return f"<Faults {len(self._rules)} rules>"

    def add(
        self,
        fault: Step | str | int | Mapping[str, Any],
        *,
        operation: str | None = None,
        account: str | None = None,
        times: int | None = None,
        probability: float = 1.0,
        seed: int = 0,
        expires_in: float | None = None,
    ) -> Rule:
        """Add a rule for a fault, or for an answer: `{"answer": "nothing-found"}`.

        `times` limits how often it applies (None: always), `probability` applies it at
        random, repeatable by `seed`, `expires_in` ends the rule so many seconds from now by
        the emulator's clock.
        """
        check_operation(self._contract, operation)
        step = parse_step(self._contract, fault, operation)
        if account is not None:
            checks.text("account", account)
        if times is not None:
            checks.integer("times", times, 1, MAX_TIMES)
        checks.number("probability", probability, 0, 1)
        checks.integer("seed", seed, -_MAX_SEED, _MAX_SEED)
        if expires_in is not None:
            checks.number("expires_in", expires_in)
        rule = Rule(
            next(self._ids),
            step,
            operation,
            account,
            times,
            probability,
            None if expires_in is None else self._now() + expires_in,
            random.Random(seed),  # noqa: S311  (chance for tests, nothing secret)
        )
        with self._lock:
            if len(self._rules) >= _MAX_RULES:
                raise ValueError(f"a namespace has at most {_MAX_RULES} fault rules; remove some")
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
        """End the body after `size` bytes (default: half of it), at the latest before its last."""
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

    def dribble(self, size: int = 16, pause: float = PAUSE_SECONDS, **conditions: Any) -> Rule:
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
