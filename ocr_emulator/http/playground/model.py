"""Contract for the page: operations with options and examples, and the error table.

A sixth of the bundle, so that the page is usable at once; examples are asked for one by one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.http.playground.forms import Field, Kind

_LEDGER = re.compile(r" ?\(D-\d+\)")
"""References to the ledger of deviations, which help a maintainer only."""
_VALUE = re.compile(r"`([^`]+)` ([^`,;:.]{1,30})(?=[,;.]|$)")
_COUNTRIES = re.compile(r"\b(thailand|colombia|cambodian|myanmar|chile|vietnam|peru)\b")


def groups(contract: Contract, readers: Collection[str]) -> list[dict[str, Any]]:
    """Return the operations as groups of a select element, each with what answers it."""
    found = []
    for tag in contract.document.get("tags", ()):
        items = [
            (operation["name"], operation["title"] + _remark(operation, readers))
            for operation in model(contract)["operations"]
            if operation["group"] == tag["name"]
        ]
        if items:
            found.append({"label": tag["name"], "items": items})
    return found


def _remark(operation: Mapping[str, Any], readers: Collection[str]) -> str:
    if operation["withdrawn"]:
        return f" (withdrawn {operation['withdrawn']})"
    return "" if operation["name"] in readers else " · example only"


@lru_cache(maxsize=4)
def model(contract: Contract) -> dict[str, Any]:
    """Return what the page shows of the contract."""
    document = contract.document
    statuses = document.get("x-error-statuses", {})
    return {
        "operations": sorted(
            (_operation(contract, operation) for operation in contract.operations.values()),
            key=lambda operation: str(operation["title"]),
        ),
        "errors": document.get("x-errors", {}),
        "statuses": {status: entry for status, entry in statuses.items() if status >= "400"},
    }


def title(name: str) -> str:
    """Return the name of an operation for people, `Vietnam ID card`."""
    words = re.sub(r"\bid\b", "ID", name.removeprefix("recognize_").replace("_", " "))
    words = _COUNTRIES.sub(lambda match: match[0].capitalize(), words)
    return words[0].upper() + words[1:]


def _operation(contract: Contract, operation: Operation) -> dict[str, Any]:
    post = contract.document["paths"][operation.path]["post"]
    schema = _resolve(contract.document, operation.request_schema)
    low, high = operation.min_side, operation.max_side
    formats = f"{', '.join(operation.formats)}; {low} to {high:,} pixels a side."
    return {
        "name": operation.name,
        "title": title(operation.name),
        "group": post["tags"][0],
        "path": operation.path,
        "summary": post["summary"],
        "limits": formats if operation.input_field else "No image.",
        "description": _LEDGER.sub("", post.get("description", "")),
        "withdrawn": operation.withdrawn,
        "input": operation.input_field,
        "regions": operation.regions,
        "options": [
            asdict(_option(contract.document, name, schema["properties"][name]))
            for name in schema["properties"]
            if name not in (operation.input_field, "url")
        ],
        "examples": [[f"example={name}", name] for name in operation.examples],
        "failures": [
            [f"code={status}, example={name}", f"{status} {value.get('error_code', '')} {name}"]
            for status, examples in operation.failures.items()
            for name, value in examples.items()
        ],
    }


def _option(document: Mapping[str, Any], name: str, node: Mapping[str, Any]) -> Field:
    schema = _resolve(document, node)
    help_text = _LEDGER.sub("", schema.get("description", "")).strip()
    several = schema["type"] == "array"
    names = schema.get("enum") or _resolve(document, schema.get("items", {})).get("enum", [])
    labels = dict(_VALUE.findall(help_text))
    if 2 * sum(value in labels for value in names) < len(names) or len(names) < 3:
        # The text mentions single values in sentences; it does not list what they mean.
        labels = {}
    values = tuple((value, _label(value, labels)) for value in names)
    if schema["type"] == "boolean":
        values = (("true", "true"), ("false", "false"))
    if values and not several:
        values = ((None, "not sent"), *values)
    kinds: dict[str, Kind] = {"boolean": "boolean", "array": "several", "integer": "number"}
    kind = kinds.get(schema["type"], "choice" if values else "text")
    return Field(name, name, kind, values=values, help=help_text.replace("`", ""))


def _label(value: str, labels: Mapping[str, str]) -> str:
    if not value:
        return "(empty)"
    return f"{value}: {labels[value]}" if value in labels else value


def _resolve(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node
