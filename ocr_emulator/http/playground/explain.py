"""Explanation of an outcome: who read the image, or why the request was refused.

An example of the contract must never be taken for the content of the image, and an error code
says little without its meaning and its remedy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.http.playground.model import title

_EXAMPLE = "example "
_FIELDS = ("status", "source", "prefer", "broken", "violation", "response")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the page got for a request."""

    status: int
    source: str
    """Header `X-Emulator-Answer`."""
    prefer: str
    """The response that the page asked for; empty for the real one."""
    broken: str
    """Why there is no usable response: a lost connection, a body that is not JSON."""
    violation: Mapping[str, Any]
    """Header `X-Emulator-Violation`."""
    response: object

    @property
    def result(self) -> object:
        """The result of a successful response; None for anything else."""
        good = self.status == 200 and not self.broken and isinstance(self.response, Mapping)
        return self.response.get("result") if good else None  # type: ignore[attr-defined]

    @property
    def is_example(self) -> bool:
        """Whether the response is an example of the contract."""
        return self.result is not None and self.source.startswith(_EXAMPLE)


@dataclass(frozen=True, slots=True)
class Notice:
    """What the page says above a result."""

    level: Literal["good", "warn", "bad"]
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def parse_outcome(body: object) -> Outcome:
    """Return the outcome that the page describes; raises `ValueError`."""
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    checks.known_fields("an outcome", body, _FIELDS)
    violation = _violation(str(body.get("violation") or ""))
    source, prefer, broken = (str(body.get(name) or "") for name in ("source", "prefer", "broken"))
    return Outcome(
        checks.integer("status", body.get("status"), 0, 999),
        source,
        prefer,
        broken,
        violation,
        body.get("response"),
    )


def _violation(header: str) -> Mapping[str, Any]:
    """Return the content of the header; the text itself if it was cut because it was long."""
    try:
        found = json.loads(header)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"pointer": header} if header else {}


def explain(outcome: Outcome, contract: Contract, readers: Sequence[str]) -> Notice:
    """Return what to say about an outcome; `readers` are the operations that can read an image."""
    if outcome.result is None:
        return _refusal(outcome, contract)
    if not outcome.is_example:
        by_engine = outcome.source.startswith("engine ")
        found = f"Read by the {outcome.source}." if by_engine else f"Response: {outcome.source}."
        return Notice("good", found)
    name = outcome.source.removeprefix(_EXAMPLE)
    text = f"This is the example “{name}” of the contract. {_advice(outcome, readers)}"
    return Notice("warn", "Not the content of your image.", text)


def _advice(outcome: Outcome, readers: Sequence[str]) -> str:
    if outcome.prefer:
        return "You asked for it under “Response”."
    if readers:
        titles = ", ".join(sorted(title(name) for name in readers))
        return f"The engine cannot read this kind of document. It reads: {titles}."
    return (
        'To have images read, stop the emulator, run pip install "ocr-wrapper[local]" and start '
        "it again."
    )


def _refusal(outcome: Outcome, contract: Contract) -> Notice:
    response = outcome.response if isinstance(outcome.response, Mapping) else {}
    code = str(response.get("error_code") or "")
    status = str(outcome.status or "")
    tables = contract.document.get("x-errors", {}), contract.document.get("x-error-statuses", {})
    known: Mapping[str, Any] = tables[0].get(code) or tables[1].get(status) or {}
    violation = outcome.violation
    retry = {True: "yes, after a pause", False: "no, it would fail again"}
    facts = (
        ("Where", str(violation.get("pointer") or "the body") if violation else ""),
        ("Expected", str(violation.get("expected", ""))),
        ("Got", str(violation.get("got", ""))),
        ("Meaning", str(known.get("meaning", ""))),
        ("What to do", str(known.get("remedy", ""))),
        ("Retry", retry.get(known.get("retryable", ""), "")),
        ("Caused by", _cause(outcome.source)),
    )
    return Notice(
        "bad",
        outcome.broken or " · ".join(filter(None, (status, code))),
        str(response.get("error_msg") or ""),
        tuple((name, value) for name, value in facts if value),
    )


def _cause(source: str) -> str:
    return f"the {source} that is set under Break" if source.startswith("fault ") else ""
