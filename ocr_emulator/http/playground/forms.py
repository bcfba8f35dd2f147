"""Forms of the playground: options of operations, faults, sequences, quotas, clock, accounts.

The page draws each from its description and sends the filled fields as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ocr_emulator.contract.bundle import Contract
from ocr_emulator.scripting import faults
from ocr_emulator.scripting.faults import IAM

Kind = Literal["text", "number", "choice", "boolean", "list", "several"]
FAULT_KINDS: Mapping[faults.Kind, str] = {
    "error": "error code or status",
    "latency": "slow response",
    "html": "HTML page of a gateway",
    "reset-before": "reset before the body is read",
    "reset-after": "reset in place of the response",
    "empty": "connection closed without a byte",
    "truncate": "body cut short",
    "bad-json": "JSON cut short",
    "wrong-length": "wrong Content-Length",
    "wrong-gzip": "wrong Content-Encoding",
    "dribble": "a few bytes at a time",
    "clock": "wrong clock of the server",
}
"""What each kind of fault does, in the words of the form."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field; an empty one is not sent."""

    name: str
    """Name in the JSON, `fault.code` for a member of an object."""
    label: str
    kind: Kind = "text"
    placeholder: str = ""
    values: tuple[tuple[str | None, str], ...] = ()
    """Values with their labels, for a choice; suggestions for a text. None is not sent."""
    required: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form with the request that it sends."""

    title: str
    submit: str
    method: str
    path: str
    fields: tuple[Field, ...]


def forms(contract: Contract) -> list[dict[str, Any]]:
    """Return the forms with the operations and error codes of the contract."""
    names = tuple((name, name) for name in contract.operations)
    every = (None, "every operation")
    operation = Field("operation", "Operation", "choice", values=(every, *names))
    with_identity = Field(
        "operation", "Operation", "choice", values=(*operation.values, (IAM, "identity service"))
    )
    found = (
        _fault_form(with_identity, contract),
        _sequence_form(with_identity),
        _quota_form(operation),
        _CLOCK,
        _ACCOUNTS,
    )
    return [asdict(form) for form in found]


_ACCOUNT = Field("account", "Account", placeholder="every account")
_FREEZE = ((None, "unchanged"), ("true", "stands still"), ("false", "runs"))
_CLOCK = Form(
    "Clock",
    "Move the clock",
    "PUT",
    "clock",
    (
        Field("advance", "Advance by seconds", "number", "86400"),
        Field("freeze", "Time", "boolean", values=_FREEZE),
    ),
)
_ACCOUNTS = Form(
    "Accounts",
    "Add the account",
    "POST",
    "accounts",
    (Field("name", "New account", required=True),),
)


def _fault_form(operation: Field, contract: Contract) -> Form:
    codes = tuple((code, entry.messages[0]) for code, entry in contract.errors.items())
    fields = (
        Field("fault.kind", "What happens", "choice", values=tuple(FAULT_KINDS.items())),
        Field("fault.code", "Error code", placeholder="AIS.0105", values=codes),
        Field("fault.status", "Status", "number"),
        Field("fault.delay", "Seconds", "number"),
        Field("fault.retry_after", "Retry-After, seconds", "number"),
        operation,
        _ACCOUNT,
        Field("times", "How often", "number", "always"),
        Field("probability", "Probability", "number", "1"),
        Field("expires_in", "Ends after seconds", "number", "never"),
    )
    return Form("Fault", "Add the fault", "POST", "faults", fields)


def _sequence_form(operation: Field) -> Form:
    steps = Field("steps", "Responses in order", "list", "429, 503, ok", required=True)
    return Form("Sequence", "Add the sequence", "POST", "sequences", (steps, operation, _ACCOUNT))


def _quota_form(operation: Field) -> Form:
    fields = (
        Field("per_minute", "Calls per minute", "number"),
        Field("concurrency", "Calls at once", "number"),
        operation,
    )
    return Form("Quotas", "Set the quotas", "PUT", "quotas", fields)
