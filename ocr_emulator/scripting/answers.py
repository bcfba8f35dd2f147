"""Scripted answers: successful responses that a test chooses itself.

A test of a client needs results of its own: another name, a low confidence, nothing found. An
answer is checked against the contract when it is scripted, so that a test cannot rely on a
response that the service never sends.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.validation import check_response
from ocr_emulator.scripting.rule_list import RuleList

_MAX_RULES = 1_000
MAX_TIMES = 1_000_000_000
Predicate = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class ScriptedAnswer:
    """A complete body of a successful response."""

    body: Any = field(repr=False)
    source: str
    """`scripted`, or `example …` for an example of the contract."""
    kind: str = "answer"

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the admin API shows it."""
        if self.source.startswith("example "):
            return {"answer": self.source.removeprefix("example ")}
        return {"answer": copy.deepcopy(self.body)}


def build_answer(
    contract: Contract, operation: str | None, answer: object, *, strict: bool = True
) -> ScriptedAnswer:
    """Build the answer of an operation from an example's name, a result or a whole body.

    A mapping with the one key `result` is a whole body; everything else is the value of
    `result`. Raises `ValueError` for an unknown name and, unless `strict` is off, for a body
    that the contract forbids.
    """
    if operation is None:
        raise ValueError("an answer needs the operation that it belongs to")
    found = find_operation(contract, operation)
    checks.boolean("strict", strict)
    if isinstance(answer, str):
        name = checks.name_of(f"example of {operation}", answer, found.examples)
        return ScriptedAnswer(copy.deepcopy(found.examples[name]), f"example {name}")
    whole = isinstance(answer, Mapping) and set(answer) == {"result"}
    body = copy.deepcopy(answer) if whole else {"result": copy.deepcopy(answer)}
    _check_json(operation, body)
    if strict:
        violation = check_response(contract, found, body)
        if violation is not None:
            raise ValueError(
                f"the contract forbids this answer of {operation}: {violation.pointer} must be "
                f"{violation.expected}, not {violation.got}; strict=False allows it"
            )
    return ScriptedAnswer(body, "scripted")


def _check_json(operation: str, body: object) -> None:
    """Raise `ValueError` for a body that cannot be sent, also in fields of no schema."""
    try:
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        reason = "a text has half of a surrogate pair"
    except (TypeError, ValueError, RecursionError) as error:
        reason = str(error)
    else:
        return
    raise ValueError(f"the answer of {operation} cannot be written as JSON: {reason}")


def find_operation(contract: Contract, name: object) -> Operation:
    """Return an operation; raises `ValueError` with a suggestion for an unknown name."""
    return contract.operations[checks.name_of("operation", name, contract.operations)]


@dataclass
class AnswerRule:
    """An answer with its conditions and the number of requests that got it."""

    id: int
    operation: str
    answer: ScriptedAnswer
    account: str | None
    times: int | None
    when: Mapping[str, Any]
    """Options that a request must have, with their values."""
    predicate: Predicate | None = field(default=None, repr=False)
    hits: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as the admin API shows it."""
        return {
            "id": self.id,
            "operation": self.operation,
            **self.answer.to_dict(),
            "account": self.account,
            "times": self.times,
            "when": dict(self.when),
            "hits": self.hits,
        }

    def matches(self, operation: str, account: str | None, body: Mapping[str, Any]) -> bool:
        """Whether the rule applies to a request."""
        if self.operation != operation or self.account not in (None, account):
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        if any(name not in body or body[name] != value for name, value in self.when.items()):
            return False
        return self.predicate is None or bool(self.predicate(body))


class ScriptedAnswers(RuleList[AnswerRule]):
    """The scripted answers of one namespace; the newest that matches applies."""

    kind = "scripted answer"

    def __init__(self, contract: Contract) -> None:
        super().__init__()
        self._contract = contract

    def __repr__(self) -> str:
        return f"<ScriptedAnswers {len(self._rules)} rules>"

    def set(
        self,
        operation: str,
        answer: Mapping[str, Any] | list[Any] | str,
        *,
        times: int | None = None,
        when: Mapping[str, Any] | Predicate | None = None,
        account: str | None = None,
        strict: bool = True,
    ) -> AnswerRule:
        """Answer the valid requests for an operation with a result of your own.

        Args:
            operation: Name of the operation.
            answer: Name of an example, the value of `result`, or a whole body.
            times: Number of requests that get it (None: all).
            when: Options that a request must have, or a function of the request's body.
            account: Name of the account that it applies to (None: all).
            strict: False allows an answer that the contract forbids.

        Raises:
            ValueError: An unknown operation, example or option, or a forbidden answer.
        """
        found = find_operation(self._contract, operation)
        if times is not None:
            checks.integer("times", times, 1, MAX_TIMES)
        if account is not None:
            checks.text("account", account)
        predicate = when if callable(when) else None
        options: dict[str, Any] = {}
        if when is not None and predicate is None:
            options = self._options(found, when)
        built = build_answer(self._contract, operation, answer, strict=strict)
        with self._lock:
            if len(self._rules) >= _MAX_RULES:
                raise ValueError(f"a namespace has at most {_MAX_RULES} scripted answers")
            rule = AnswerRule(next(self._ids), operation, built, account, times, options, predicate)
            self._rules.append(rule)
            self.active = True
        return rule

    def _options(self, operation: Operation, when: object) -> dict[str, Any]:
        if not isinstance(when, Mapping):
            raise ValueError("when must map options of the request to their values")
        known = set(self._contract.request_options(operation))
        for name in when:
            checks.name_of(f"option of {operation.name}", name, known)
        return dict(when)

    def example(
        self,
        operation: str,
        example: str = "default",
        /,
        *,
        confidence: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Any:
        """Return the `result` of an example with some fields replaced.

        `confidence` replaces single confidences. The value is the caller's own copy. Raises
        `ValueError` for an unknown operation, example or field.
        """
        found = find_operation(self._contract, operation)
        name = checks.name_of(f"example of {operation}", example, found.examples)
        result = copy.deepcopy(found.examples[name]["result"])
        if not fields and confidence is None:
            return result
        if not isinstance(result, dict):
            raise ValueError(f"the result of {operation} is no object: change the list itself")
        known = self._contract.result_fields(found)
        for field_name in fields:
            checks.name_of(f"field of {operation}", field_name, known)
        result.update(copy.deepcopy(fields))
        if confidence is not None:
            confidences = result.setdefault("confidence", {})
            if not isinstance(confidences, dict):
                raise ValueError(f"{operation} has one confidence: give it as a number in a dict")
            for field_name in confidence:
                checks.name_of(f"field of {operation}", field_name, known)
            confidences.update(confidence)
        return result

    def examples(self, operation: str) -> list[str]:
        """Return the names of an operation's examples."""
        return list(find_operation(self._contract, operation).examples)

    def match(
        self, operation: str, account: str | None, body: Mapping[str, Any]
    ) -> ScriptedAnswer | None:
        """Return the answer for a request and count it; None when no rule applies."""
        with self._lock:
            for rule in reversed(self._rules):
                if rule.matches(operation, account, body):
                    rule.hits += 1
                    return rule.answer
        return None
