"""Unknown fields of a response that a person wrote: a typo, found by a closed JSON Schema.

The contract leaves responses open, because the vendor adds fields without notice and a client has
to keep them. In an answer that a test scripts, a name that the contract does not have is a mistake
more often than a wish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import Violation
from ocr_emulator.contract.validation import pointer

_SIDE = "response without unknown fields"


def unknown_field(contract: Contract, operation: Operation, body: Any) -> Violation | None:
    """Return the first field of a response that neither schema nor examples of the contract have.

    The examples count because some of them show fields that a later version may add.
    """
    validator = contract.validators.get((operation.name, _SIDE)) or _compile(contract, operation)
    known = {name for example in operation.examples.values() for name in _keys(example)}
    for error in validator.iter_errors(body):
        if error.kind.name != "additionalProperties":
            continue
        for name in sorted(set(error.kind.value) - known):
            names = known.union(_properties(contract.document, operation.response_schema))
            return Violation(
                pointer([*error.instance_path, name]),
                "a field of the contract",
                f"unknown {checks.shorten(name, 60)!r} ({checks.suggestion(name, names)})",
            )
    return None


def _compile(contract: Contract, operation: Operation) -> jsonschema_rs.Draft202012Validator:
    schemas = contract.document.get("components", {}).get("schemas", {})
    closed = _closed({**operation.response_schema, "components": {"schemas": schemas}})
    compiled = jsonschema_rs.Draft202012Validator(closed)
    contract.validators[operation.name, _SIDE] = compiled
    return compiled


def _closed(node: Any) -> Any:
    """Return a schema whose objects have no properties but those that it names."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    closed = {name: _closed(value) for name, value in node.items()}
    if closed.get("properties") and closed.get("additionalProperties", True) is True:
        closed["additionalProperties"] = False
    return closed


def _keys(value: Any) -> Iterator[str]:
    """Yield the names of all members of a JSON value."""
    if isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _properties(document: Mapping[str, Any], schema: Any) -> set[str]:
    """Return the names of all properties in a schema, those of referenced schemas included."""
    found: set[str] = set()
    waiting, seen = [schema], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, Mapping):
            found.update(node.get("properties", ()))
            waiting += node.values()
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                name = reference.rpartition("/")[2]
                waiting.append(document["components"]["schemas"].get(name))
    return found
