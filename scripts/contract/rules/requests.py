"""Rules of requests: they are strict, since a wrong one costs a round trip or money."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.contract.document import resolve
from scripts.contract.rules.contract import Contract, Problem, kinds

_CHECKED_ITEMS = {"type", "enum", "description", "title"}
_CHECKED = _CHECKED_ITEMS | {
    "contentMediaType",
    "deprecated",
    "items",
    "maximum",
    "minimum",
    "pattern",
    "x-requires",
}

_INPUTS = ("image", "data", "url")

_BOUNDS = (
    ("minimum", "maximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def objects_are_closed(contract: Contract) -> Iterator[Problem]:
    """Find request objects that let a misspelt option through."""
    for where, schema in contract.request_schemas():
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield Problem(where, "a request's object needs `additionalProperties: false`")


def input_or_url(contract: Contract) -> Iterator[Problem]:
    """Find requests that do not ask for exactly one of the file and its address.

    That of an operation without an image may have neither.
    """
    for place in contract.recognizers:
        field = place.input_field
        schema = contract.request(place)
        if field is None:
            for name in _INPUTS:
                if name in (schema.get("properties") or {}):
                    yield Problem(place.name, f"takes no image, but the request has {name!r}")
            if "oneOf" in schema:
                yield Problem(place.name, "takes no image, but the request has a choice, `oneOf`")
            continue
        wanted = [{"required": [field]}, {"required": ["url"]}]
        if schema.get("oneOf") != wanted:
            yield Problem(place.name, f"the request must be oneOf required [{field}] and [url]")
        for name in (field, "url"):
            if name not in (schema.get("properties") or {}):
                yield Problem(place.name, f"the request has no property {name!r}")


def options_are_described(contract: Contract) -> Iterator[Problem]:
    """Find options without a description or with an invalid parameter name."""
    for place in contract.recognizers:
        for name, reference in (contract.request(place).get("properties") or {}).items():
            option = resolve(contract.bundle, reference)
            where = f"{place.name}.{name}"
            if not (reference.get("description") or option.get("description")):
                yield Problem(where, "the option has no description")
            if not name.isidentifier() or name != name.lower():
                yield Problem(where, "the option's name cannot be a parameter's name")
            if len(kinds(option)) != 1:
                yield Problem(where, "an option has exactly one type")


def options_can_be_checked(contract: Contract) -> Iterator[Problem]:
    """Find constraints on options that the catalog cannot carry, so that no client checks them."""
    for place in contract.recognizers:
        for name, reference in (contract.request(place).get("properties") or {}).items():
            if name in (place.input_field, "url"):
                continue
            option = resolve(contract.bundle, reference)
            items = resolve(contract.bundle, option.get("items") or {})
            unknown = (set(option) - _CHECKED) | (set(items) - _CHECKED_ITEMS)
            if unknown:
                words = ", ".join(sorted(unknown))
                yield Problem(f"{place.name}.{name}", f"the catalog carries no {words}")


def no_defaults(contract: Contract) -> Iterator[Problem]:
    """Find `default:` in requests: generated clients would send it always."""
    for where, schema in contract.request_schemas():
        if "default" in schema:
            yield Problem(where, "describe the default in the description, not in `default:`")


def needs_exist(contract: Contract) -> Iterator[Problem]:
    """Find `x-requires` that name no option of the same request, or the option itself."""
    for place in contract.recognizers:
        options = contract.request(place).get("properties") or {}
        for name, reference in options.items():
            found = resolve(contract.bundle, reference).get("x-requires") or []
            if not isinstance(found, list):
                yield Problem(f"{place.name}.{name}", f"x-requires {found!r} must be a list")
                continue
            for needed in found:
                if needed not in options or needed == name:
                    yield Problem(
                        f"{place.name}.{name}", f"x-requires names {needed!r}, no other option"
                    )


def bounds_are_in_order(contract: Contract) -> Iterator[Problem]:
    """Find schemas and parameters whose least value is above their greatest."""
    parts = [*contract.request_schemas(), *contract.response_schemas()]
    for place in contract.operations:
        for parameter in [
            *place.item.get("parameters", []),
            *place.operation.get("parameters", []),
        ]:
            found = resolve(contract.bundle, parameter)
            parts.append((f"{place.name} {found.get('name')}", found.get("schema") or {}))
    seen = set()
    for where, schema in parts:
        for low, high in _BOUNDS:
            if low in schema and high in schema and schema[low] > schema[high]:
                line = f"{low} {schema[low]} is above {high} {schema[high]}"
                if (where, line) not in seen:
                    seen.add((where, line))
                    yield Problem(where, line)
