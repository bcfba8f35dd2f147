"""Draw requests and responses from the schemas of the contract.

A small reading of the JSON Schema that the contract uses, made for two needs that general
tools do not serve: options that are almost right, and responses that are odder than the schema
(unknown fields, nulls, values of another type).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from ocr_emulator.contract.bundle import Operation, load

Json = Any
Strategy = st.SearchStrategy[Json]

_SCHEMAS: Mapping[str, Any] = load().document["components"]["schemas"]

# What JSON can carry: no lone surrogates, and NUL is a character like any other.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_EXTREMES = st.sampled_from(
    ["", " ", "\0", "\u202e", "𝔘𝔫𝔦", "x" * 3000, "null", "NaN", "0", "-1", "<a>", "\n", "ﬁ"]
)
_NUMBERS = (
    st.integers(-3, 40)
    | st.sampled_from([2**31, -(2**53) - 1, 10**30, 0.1, 1e308, 5e-324, -0.0, 1.0])
    | st.floats(allow_nan=False, allow_infinity=False)
)
SCALAR: Strategy = st.none() | st.booleans() | _NUMBERS | TEXT | _EXTREMES
ANYTHING: Strategy = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references."""
    while "$ref" in schema:
        schema = _SCHEMAS[schema["$ref"].rpartition("/")[2]]
    return schema


# --- requests ---------------------------------------------------------------


def option_schemas(operation: Operation) -> dict[str, Mapping[str, Any]]:
    """Return the schema of every option, without the image and its address."""
    properties = resolved(operation.request_schema)["properties"]
    sources = {operation.input_field, "url"}
    return {name: resolved(schema) for name, schema in properties.items() if name not in sources}


def _value(schema: Mapping[str, Any]) -> Strategy:
    """Draw a value that the schema of an option allows."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "string" if "pattern" in schema:
            letters = st.characters(exclude_categories=["Cs"])
            return st.from_regex(schema["pattern"], alphabet=letters)
        case "string":
            return st.text(
                st.characters(exclude_categories=["Cs"]),
                min_size=schema.get("minLength", 0),
                max_size=min(schema.get("maxLength", 20), 20),
            )
        case "integer":
            return st.integers(schema.get("minimum", -(2**40)), schema.get("maximum", 2**40))
        case "array":
            return st.lists(
                _value(resolved(schema["items"])),
                min_size=schema.get("minItems", 0),
                max_size=min(schema.get("maxItems", 4), 4),
                unique=schema.get("uniqueItems", False),
            )
    raise NotImplementedError(f"the contract has a new kind of option: {schema}")


def _fulfilled(operation: Operation, options: dict[str, Json]) -> dict[str, Json]:
    """Switch on what options that are on need besides."""
    for name, others in operation.requires.items():
        if options.get(name) not in (None, False, "", []):
            options.update(dict.fromkeys(others, True))
    return options


def options(operation: Operation) -> st.SearchStrategy[dict[str, Json]]:
    """Draw options that the contract allows, from none of them to all."""
    values = {name: _value(schema) for name, schema in option_schemas(operation).items()}
    drawn = st.fixed_dictionaries({}, optional=values)
    return drawn.map(lambda found: _fulfilled(operation, found))


def _near(schema: Mapping[str, Any]) -> list[Json]:
    """Return values at the very border of what an option allows, to both sides of it."""
    found: list[Json] = ["", "true", 0, 1, 2.0, 2.5, [], {}]
    for bound in ("minimum", "maximum"):
        if bound in schema:
            found += [schema[bound] - 1, schema[bound], schema[bound] + 1]
    for word in schema.get("enum", ())[:3]:
        found += [word, word.upper(), f"{word} ", [word]]
    if "items" in schema:
        words = schema["items"].get("enum", ["x"])
        found += [[words[0]], [words[0], words[0]], list(words), [*words, "?"], words[0]]
    for length in (schema.get("minLength"), schema.get("maxLength")):
        if length is not None:
            found += ["x" * n for n in (length - 1, length, length + 1) if n >= 0]
    return found


def borders(operation: Operation) -> list[dict[str, Json]]:
    """Return every option with every value at the border of what it allows, alone and with
    all that it needs."""
    schemas = option_schemas(operation)
    found = [{name: value} for name, schema in schemas.items() for value in _near(schema)]
    return found + [_fulfilled(operation, dict(pair)) for pair in found]


def doubtful(operation: Operation) -> st.SearchStrategy[dict[str, Json]]:
    """Draw options of which some are of another name, type or range, or lack what they need."""
    schemas = option_schemas(operation)
    names = [*schemas, *(name.upper() for name in schemas), "image_url", "options", "side"]
    anything = ANYTHING.filter(lambda value: value is not None)
    wrong = st.dictionaries(st.sampled_from(names), anything, max_size=2)
    values = {name: _value(schema) for name, schema in schemas.items()}
    right = st.fixed_dictionaries({}, optional=values)
    # An option by itself is refused for what it lacks, so half of them lack nothing.
    whole = right.map(lambda found: _fulfilled(operation, found))
    return st.builds(lambda a, b: {**a, **b}, right | whole, wrong)


# --- responses ----------------------------------------------------------------


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _drawn(schema: Mapping[str, Any], depth: int, *, odd: bool) -> Strategy:
    schema = resolved(schema)
    for word in ("anyOf", "oneOf"):
        if word in schema and "properties" not in schema:
            return st.one_of(*(_drawn(part, depth, odd=odd) for part in schema[word]))
    choices: list[Strategy] = []
    for kind in _kinds(schema):
        match kind:
            case "null":
                choices.append(st.none())
            case "boolean":
                choices.append(st.booleans())
            case "integer":
                choices.append(st.integers(-5, 10**6) | st.sampled_from([2**63, -(10**25)]))
            case "number":
                choices.append(_NUMBERS)
            case "string":
                choices.append(TEXT | _EXTREMES)
            case "array":
                items = schema.get("items", {})
                limit = 2 if depth < 4 else 1
                choices.append(st.lists(_drawn(items, depth + 1, odd=odd), max_size=limit))
            case "object":
                choices.append(_object(schema, depth, odd=odd))
    if odd and depth > 1:
        choices.append(ANYTHING)
    return st.one_of(*choices) if choices else ANYTHING


def _object(schema: Mapping[str, Any], depth: int, *, odd: bool) -> Strategy:
    known = {
        name: _drawn(part, depth + 1, odd=odd)
        for name, part in schema.get("properties", {}).items()
    }
    required = {name: known.pop(name) for name in schema.get("required", ()) if name in known}
    more = schema.get("additionalProperties", True)
    extra = _drawn(more, depth + 1, odd=odd) if isinstance(more, dict) and more else ANYTHING
    # Names that collide with what generated classes use themselves.
    names = st.sampled_from(
        ["new_field", "additional_properties", "to_dict", "class", "result_", ""]
    )
    unknown = st.dictionaries(names, extra, max_size=2)
    fixed = st.fixed_dictionaries(required, optional=known)
    return st.builds(lambda a, b: {**b, **a}, fixed, unknown)


def responses(operation: Operation, *, odd: bool = False) -> Strategy:
    """Draw whole responses: fields missing, null, extreme and unknown ones among them.

    With `odd` any value below the result may be of any other type too.
    """
    drawn = _drawn(operation.response_schema, 0, odd=odd)
    return drawn.filter(lambda response: isinstance(response.get("result"), dict | list))
