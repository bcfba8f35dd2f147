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
    codes = tuple((code, entry.messages[0]) for code, entry in contract.errors.items())
    operation = Field(
        "operation", "Operation", "choice", values=((None, "every operation"), *names)
    )
    with_identity = Field(
        "operation", "Operation", "choice", values=(*operation.values, (IAM, "identity service"))
    )
    account = Field("account", "Account", placeholder="every account")
    return [
        asdict(form)
        for form in (
            _fault_form(with_identity, account, codes),
            Form(
                "Sequence",
                "Add the sequence",
                "POST",
                "sequences",
                (
                    Field("steps", "Responses in order", "list", "429, 503, ok", required=True),
                    with_identity,
                    account,
                ),
            ),
            Form(
                "Quotas",
                "Set the quotas",
                "PUT",
                "quotas",
                (
                    Field("per_minute", "Calls per minute", "number"),
                    Field("concurrency", "Calls at once", "number"),
                    operation,
                ),
            ),
            Form(
                "Clock",
                "Move the clock",
                "PUT",
                "clock",
                (
                    Field("advance", "Advance by seconds", "number", "86400"),
                    Field(
                        "freeze",
                        "Time",
                        "boolean",
                        values=((None, "unchanged"), ("true", "stands still"), ("false", "runs")),
                    ),
                ),
            ),
            Form(
                "Accounts",
                "Add the account",
                "POST",
                "accounts",
                (Field("name", "New account", required=True),),
            ),
        )
    ]


def _fault_form(operation: Field, account: Field, codes: tuple[tuple[str, str], ...]) -> Form:
    fields = (
        Field("fault.kind", "What happens", "choice", values=tuple(FAULT_KINDS.items())),
        Field("fault.code", "Error code", placeholder="AIS.0105", values=codes),
        Field("fault.status", "Status", "number"),
        Field("fault.delay", "Seconds", "number"),
        Field("fault.retry_after", "Retry-After, seconds", "number"),
        operation,
        account,
        Field("times", "How often", "number", "always"),
        Field("probability", "Probability", "number", "1"),
        Field("expires_in", "Ends after seconds", "number", "never"),
    )
    return Form("Fault", "Add the fault", "POST", "faults", fields)
