"""Rules of responses: they are open, since what the service adds must not be lost."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.contract.document import resolve, response_schema
from scripts.contract.rules.contract import Contract, Problem, kinds

_SCALARS = frozenset(("string", "number", "integer", "boolean", "array"))
_POINT, _POLYGON, _ADDRESS = "Point", "Polygon", "ImageUrl"
_JUDGES = ("enum", "const", "pattern", "minimum", "maximum", "minLength", "maxLength", "format")


def objects_are_open(contract: Contract) -> Iterator[Problem]:
    """Find objects in responses that would refuse a new field."""
    for where, schema in [*contract.response_schemas(), *contract.failure_schemas()]:
        looks_like_object = "object" in kinds(schema) or "properties" in schema
        if looks_like_object and schema.get("additionalProperties") in (None, False):
            yield Problem(
                where, "a response's object needs `additionalProperties: true` or a schema"
            )


def leaves_are_nullable(contract: Contract) -> Iterator[Problem]:
    """Find fields of responses that do not allow null."""
    for where, schema in contract.response_schemas(recognizers_only=True):
        fields = dict(schema.get("properties") or {})
        if isinstance(schema.get("additionalProperties"), dict):
            fields["additionalProperties"] = schema["additionalProperties"]
        for name, reference in fields.items():
            found = kinds(resolve(contract.bundle, reference))
            if found and set(found) <= _SCALARS and (where, name) not in _result_lists(contract):
                yield Problem(f"{where}.{name}", f"the type {found} must allow 'null' too")
        found = kinds(resolve(contract.bundle, schema.get("items") or {}))
        if found and set(found) <= _SCALARS - {"array"} and where != _POINT:
            yield Problem(f"{where}.items", f"the type {found} must allow 'null' too")


def polygons_are_shared(contract: Contract) -> Iterator[Problem]:
    """Find lists of points that are not the shared schema `Polygon`."""
    for where, schema in contract.response_schemas():
        if (schema.get("items") or {}).get("$ref", "").endswith(f"/{_POINT}") and where != _POLYGON:
            yield Problem(where, f"a list of points must be `$ref` {_POLYGON}")


def files_are_marked(contract: Contract) -> Iterator[Problem]:
    """Find texts that are Base64 by their description and lack `contentEncoding: base64`."""
    for where, schema in [*contract.response_schemas(), *contract.request_schemas()]:
        says = "string" in kinds(schema) and "Base64" in str(schema.get("description", ""))
        file = says and not where.endswith(_ADDRESS)
        if file != (schema.get("contentEncoding") == "base64"):
            yield Problem(where, "a Base64 text, and no other, needs `contentEncoding: base64`")


def _result_lists(contract: Contract) -> set[tuple[str, str]]:
    """Return the one field that may be a list and not null: `result` of a response."""
    return {
        (f"{name}", "result")
        for name in contract.bundle.get("components", {}).get("schemas", {})
        if name.endswith("Response")
    }


def values_are_not_judged(contract: Contract) -> Iterator[Problem]:
    """Find enums and other limits on what the service may send."""
    for where, schema in contract.response_schemas():
        for key in _JUDGES:
            if key in schema:
                yield Problem(where, f"a response's value must not be held to `{key}`")


def only_the_result_is_required(contract: Contract) -> Iterator[Problem]:
    """Find responses that ask for more than their `result`, or not even for that."""
    for place in contract.recognizers:
        schema = response_schema(contract.bundle, place.operation) or {}
        if schema.get("required") != ["result"]:
            yield Problem(place.name, "the response must have `required: [result]`")
    for where, schema in contract.response_schemas(recognizers_only=True):
        if not where.endswith("Response") and schema.get("required"):
            yield Problem(where, "no part of a response but `result` may be required")
