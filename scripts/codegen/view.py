"""Simplified views of the contract for the code generators.

The contract is stricter than they understand. What they do not support is taken out
here, mechanically and for them alone; the bundle that ships says all of it, and the
client and the emulator enforce it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from scripts.contract.document import operations, success
from scripts.contract.ledger import Entry, linked

TAG = "operations"
_CONSTRAINTS = ("required", "not", "properties")
_VERBATIM = ("example", "examples")
_ALTERNATIVES = ("oneOf", "anyOf", "allOf")
_CONDITIONS = (
    "if",
    "then",
    "else",
    "not",
    "dependentRequired",
    "dependentSchemas",
    "minProperties",
)
_PUBLISHED = (
    "\nThis variant is for code generators: it does not state that exactly one of the image and "
    "`url` is given.\n"
)
# Each of these makes openapi-python-client convert or check a value, and raise on an odd one.
_CONVERSIONS = ("format", "enum", "const", "default", "contentEncoding", "pattern")


def for_models(bundle: dict[str, Any]) -> dict[str, Any]:
    """Return the view from which the classes are generated.

    Values are carried, never judged: no enums, formats or defaults, no choice between
    required fields, and no `null` in a type, since every attribute may be None. Responses
    other than the successful one are left out: all of them are the schema `Error`.
    """
    view = _core(bundle)
    for place in operations(view):
        place.item.pop("servers", None)
        place.operation.pop("servers", None)
        place.operation["tags"] = [TAG]
        status, response = success(view, place.operation)
        response.pop("headers", None)
        place.operation["responses"] = {status: response}
    return _walk(view, carry=True)  # type: ignore[no-any-return]


def for_payloads(bundle: dict[str, Any]) -> dict[str, Any]:
    """Return the view from which the types of raw JSON are generated.

    Enums and `null` stay. The choices between required fields go: they would split one
    dictionary type into several that say less. A named object that may be null becomes
    a plain object, and each mention of it a choice between it and null: a class cannot
    be null, so the generator would forget that it may.
    """
    view: dict[str, Any] = _walk(_core(bundle), carry=False)
    nullable = _split_nullable(view["components"]["schemas"])
    view["components"]["schemas"] = _with_null(view["components"]["schemas"], nullable)
    return view


def published(bundle: Mapping[str, Any], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Return the bundle for other people's code generators.

    The exclusive choice of `image` or `url`, which most generators lose the body type over,
    is left out, and an object that may be null becomes a choice. All else stays, and
    numbers of the ledger become links.
    """
    view: dict[str, Any] = _walk(copy.deepcopy(dict(bundle)), carry=False)
    schemas = view["components"]["schemas"]
    nullable = _split_nullable(schemas)
    view["components"]["schemas"] = _null_apart(_with_null(schemas, nullable))
    view["info"]["description"] += _PUBLISHED
    linked: dict[str, Any] = _link(view, entries)
    return linked


def _split_nullable(schemas: dict[str, Any]) -> set[str]:
    """Make named objects that may be null plain objects; return references to them."""
    nullable = set()
    for name, schema in schemas.items():
        if isinstance(schema.get("type"), list) and set(schema["type"]) == {"object", "null"}:
            schema["type"] = "object"
            nullable.add(f"#/components/schemas/{name}")
    return nullable


def _null_apart(node: Any) -> Any:
    """Write an unnamed object that may be null as a choice between an object and null."""
    if isinstance(node, list):
        return [_null_apart(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _null_apart(value) for key, value in node.items()}
    if found.get("type") == ["object", "null"]:
        text = {"description": found.pop("description")} if "description" in found else {}
        return {**text, "anyOf": [{**found, "type": "object"}, {"type": "null"}]}
    return found


def _link(node: Any, entries: Mapping[str, Entry], *, text: bool = False) -> Any:
    if isinstance(node, list):
        return [_link(item, entries) for item in node]
    if isinstance(node, dict):
        return {
            key: _link(value, entries, text=key == "description") for key, value in node.items()
        }
    return linked(node, entries, "../DEVIATIONS.md") if text and isinstance(node, str) else node


def _with_null(node: Any, nullable: set[str]) -> Any:
    if isinstance(node, list):
        return [_with_null(item, nullable) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref") in nullable:
        return {"anyOf": [{"$ref": node["$ref"]}, {"type": "null"}]}
    return {key: _with_null(value, nullable) for key, value in node.items()}


def _core(bundle: dict[str, Any]) -> dict[str, Any]:
    """Copy the bundle without servers, our own keys and the examples of bodies."""
    view = copy.deepcopy({key: value for key, value in bundle.items() if key[:2] != "x-"})
    view.pop("servers", None)
    for place in operations(view):
        bodies = [place.operation.get("requestBody") or {}, *place.operation["responses"].values()]
        for body in bodies:
            for media in (body.get("content") or {}).values():
                media.pop("examples", None)
                media.pop("example", None)
    return view


def _walk(node: Any, *, carry: bool, names: bool = False) -> Any:
    """Return a reduced copy of `node`; `names`: its keys are names, not keywords."""
    if isinstance(node, list):
        return [_walk(item, carry=carry) for item in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {key: _walk(value, carry=carry) for key, value in node.items()}
    kept = {
        key: value
        if key in _VERBATIM
        else _walk(value, carry=carry, names=key in ("properties", "schemas", "paths"))
        for key, value in node.items()
        if not (key in _ALTERNATIVES and _only_constrains(value))
        and key not in _CONDITIONS
        and not (carry and key in _CONVERSIONS)
    }
    kind = kept.get("type")
    if carry and isinstance(kind, list):
        kinds = [name for name in kind if name != "null"]
        kept["type"] = kinds[0] if len(kinds) == 1 else kinds
    for key in _ALTERNATIVES:
        members = kept.get(key)
        if carry and isinstance(members, list):
            _without_null(kept, key, [m for m in members if m != {"type": "null"}])
    return kept


def _without_null(schema: dict[str, Any], key: str, members: list[Any]) -> None:
    if len(members) == 1 and set(schema) <= {key, "description"}:
        del schema[key]
        if "$ref" in members[0]:
            schema.pop("description", None)
        schema.update(members[0])
    else:
        schema[key] = members


def _only_constrains(members: Any) -> bool:
    return isinstance(members, list) and all(
        isinstance(member, dict) and set(member) <= set(_CONSTRAINTS) for member in members
    )
