"""JSON Schema validation of requests and responses.

Reports the one violation that explains most. A schema is compiled when it is first used, so
that starting the emulator does not pay for schemas that are not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import jsonschema_rs

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import Violation, describe

Validator = jsonschema_rs.Draft202012Validator

WITHHELD = "*"
"""In place of an input field: no value of this body may be shown."""

_MAX_VIOLATIONS = 100
# Reported only when there is nothing else: "neither image nor url" explains less than
# "image is a number".
_WEAK = ("oneOf", "anyOf", "allOf", "not")


def _compiled(contract: Contract, name: str, side: str, schema: Mapping[str, Any]) -> Validator:
    components = {"schemas": contract.document.get("components", {}).get("schemas", {})}
    # Two threads may both compile it; the first one is kept.
    compiled: Validator = contract.validators.setdefault(
        (name, side), Validator({**schema, "components": components})
    )
    return compiled


def pointer(path: Iterable[str | int]) -> str:
    """Format a path into a JSON value as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _list(values: Sequence[Any]) -> str:
    shown = [describe(value) for value in values[:20]]
    return ", ".join(shown) + (" …" if len(values) > 20 else "")


def _one_of(error: jsonschema_rs.ValidationError, body: Any, input_field: str) -> tuple[str, str]:
    given = [name for name in (input_field, "url") if isinstance(body, dict) and name in body]
    expected = (
        f"exactly one of {input_field!r} and 'url'" if not error.instance_path else "one form"
    )
    return expected, " and ".join(map(repr, given)) if given else "neither"


def _explain(error: jsonschema_rs.ValidationError, body: Any, input_field: str) -> Violation:
    kind = error.kind
    name: str = kind.name
    value: Any = getattr(kind, "value", None)
    where = list(error.instance_path)
    # A URL may contain a signature, as temporary OBS links do.
    hidden = input_field == WITHHELD or (bool(where) and where[0] in (input_field, "url"))
    got = describe(error.instance, hidden=hidden)
    match name:
        case "additionalProperties" | "unevaluatedProperties":
            unknown = sorted(str(item) for item in value)
            where.append(unknown[0])
            expected, got = "a property of the contract", f"unknown {_list(unknown)}"
        case "enum":
            expected = f"one of {_list(value)}"
        case "type":
            expected = " or ".join(value) if isinstance(value, list) else str(value)
        case "required":
            expected, got = f"property {describe(value)}", "nothing"
        case "oneOf":
            expected, got = _one_of(error, body, input_field)
        case "minimum" | "exclusiveMinimum":
            expected = f"at least {value}" if name == "minimum" else f"more than {value}"
        case "maximum" | "exclusiveMaximum":
            expected = f"at most {value}" if name == "maximum" else f"less than {value}"
        case "minLength" | "maxLength":
            expected = f"{'at least' if name == 'minLength' else 'at most'} {value} characters"
            got = describe(error.instance, hidden=True)
        case "minItems" | "maxItems":
            expected = f"{'at least' if name == 'minItems' else 'at most'} {value} items"
        case "pattern":
            expected = f"text that matches {value}"
        case _:
            expected = name if value is None else f"{name} {describe(value)}"
    return Violation(pointer(where), expected, got, name)


def first_violation(
    errors: Iterable[jsonschema_rs.ValidationError], body: Any, input_field: str
) -> Violation | None:
    """Return the violation that explains most: strong keywords first, then depth, then name."""
    best: tuple[tuple[bool, int, str], Violation] | None = None
    for error in errors:
        violation = _explain(error, body, input_field)
        rank = (violation.keyword in _WEAK, len(error.instance_path), violation.pointer)
        if best is None or rank < best[0]:
            best = (rank, violation)
    return best[1] if best else None


def check_request(contract: Contract, operation: Operation, body: Any) -> Violation | None:
    """Return the first violation of a request, None when it is valid.

    "First" is the same for the same body: weak keywords last, then by depth, then by
    name. Options that need other options (`x-requires`) are checked after the schema.
    """
    validator = contract.validators.get((operation.name, "request")) or _compiled(
        contract, operation.name, "request", operation.request_schema
    )
    if not validator.is_valid(body):
        return first_violation(validator.iter_errors(body), body, operation.input_field or "")
    for name, others in operation.requires.items():
        if body.get(name) in (None, False, "", []):
            continue
        for other in others:
            if body.get(other) in (None, False, "", []):
                return Violation(
                    pointer([name]),
                    f"{other!r} to be on too",
                    f"{other!r} {'off' if other in body else 'absent'}",
                    "x-requires",
                )
    return None


def check_secret(
    contract: Contract, path: str, method: str, body: Any, *, status: int | None = None
) -> Violation | None:
    """Return the first violation of a body that contains secrets.

    The body is that of a request, or of the response with a status. Values are described by
    their length alone.
    """
    validator = _compiled(
        contract, path, f"{method} {status or ''}", contract.schema(path, method, status)
    )
    return first_violation(validator.iter_errors(body), body, WITHHELD)


def check_query(contract: Contract, path: str, name: str, value: str) -> Violation | None:
    """Return the violation of the value of a query parameter."""
    validator = _compiled(contract, path, f"query {name}", contract.query_schema(path, name))
    violation = first_violation(validator.iter_errors(value), value, "")
    if violation is None:
        return None
    return Violation(f"query:{name}", violation.expected, violation.got, violation.keyword)


def all_violations(
    contract: Contract, operation: Operation, side: str, body: Any
) -> list[Violation]:
    """Return every violation of a `request` or a `response`, without any value of it."""
    schema = operation.request_schema if side == "request" else operation.response_schema
    validator = contract.validators.get((operation.name, side)) or _compiled(
        contract, operation.name, side, schema
    )
    errors = islice(validator.iter_errors(body), _MAX_VIOLATIONS)
    return [_explain(error, body, WITHHELD) for error in errors]


def check_response(contract: Contract, operation: Operation, body: Any) -> Violation | None:
    """Return the first violation of a successful response."""
    validator = contract.validators.get((operation.name, "response")) or _compiled(
        contract, operation.name, "response", operation.response_schema
    )
    if validator.is_valid(body):
        return None
    return first_violation(validator.iter_errors(body), body, "")
