"""Generate the catalog: the facts of the contract that code generators drop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.contract.document import (
    Place,
    operations,
    request_schema,
    resolve,
    response_schema,
    wrong_facts,
)
from scripts.layout import ToolError

_INPUTS = ("image", "data", "url")

_HEAD = '''"""Facts of the contract as plain values: operations, regions, errors, limits.

Region routing, input checks and exceptions read them from here alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One option of an operation: a field of its request."""

    name: str
    type: str
    """`boolean`, `string`, `integer`, `number`, `array` or `object`."""
    enum: tuple[str, ...] | None
    """Allowed values; None allows any."""
    item_enum: tuple[str, ...] | None
    """Allowed items of an array; None allows any."""
    minimum: float | None
    maximum: float | None
    requires: tuple[str, ...]
    """Options that must be given and true for this one to work."""
    summary: str
    pattern: str | None = None
    """Regular expression to search for in a text; None allows any."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation and the limits of its input."""

    name: str
    """The operationId, which is also the name of the client's method."""
    slug: str
    """Last segment of the path."""
    path: str
    input_field: str | None
    """Field that carries the file as Base64: `image` or `data`; None for an operation that
    takes no image, whose formats are none and whose limits are 0."""
    regions: tuple[str, ...]
    formats: tuple[str, ...]
    min_side: int
    """Pixels, of the shorter side."""
    max_side: int
    """Pixels, of the longer side."""
    max_pixels: int | None
    """Width times height."""
    pdf: bool
    max_encoded_bytes: int
    """Length of the Base64 text."""
    withdrawn: str | None
    """ISO date on which the vendor withdrew the operation."""
    options: tuple[Option, ...]
    summary: str
    tag: str
    replaced_by: str | None = None
    """Operation that the vendor recommends instead of a withdrawn one."""


@dataclass(frozen=True, slots=True)
class Region:
    """One region and its hosts, those of the .com domain first."""

    id: str
    name: str
    hosts: tuple[str, ...]
    iam_hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One error code or, in `FAMILIES`, all codes that match a pattern."""

    code: str
    messages: tuple[str, ...]
    meaning: str
    remedy: str
    category: str
    """`parameters`, `image`, `recognition`, `authentication`, `permission`, `source`,
    `not_found`, `throttled`, `backend` or `unavailable_for_hours`."""
    retryable: bool
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StatusInfo:
    """Meaning of an HTTP status without a code of `ERRORS` or `FAMILIES`."""

    meaning: str
    retryable: bool
    """Whether the same request, sent again within seconds, can succeed."""
    category: str
    """As in `ErrorCode`."""
    remedy: str


'''


@dataclass(frozen=True)
class _Call:
    """A constructor call; its repr is the source text of the catalog."""

    name: str
    arguments: Mapping[str, Any]

    def __repr__(self) -> str:
        inside = ", ".join(f"{key}={value!r}" for key, value in self.arguments.items())
        return f"{self.name}({inside})"


def generate(bundle: dict[str, Any], package: Path) -> None:
    """Write `catalog.py`.

    Raises:
        ToolError: an operation lacks a fact, which `scripts.contract.lint` explains.
    """
    found = {place.name: operation(bundle, place) for place in recognizers(bundle)}
    regions = _table(bundle, "x-regions", _region)
    errors = _table(bundle, "x-errors", _error)
    families = _table(bundle, "x-error-families", _error)
    by_text = _table(bundle, "x-error-statuses", _status)
    statuses = {_number(status): call for status, call in by_text.items()}
    parts = [
        _HEAD,
        "MAX_SIGNED_BODY_BYTES = ",
        f"{_limit(bundle, 'signed-body-bytes')}\n",
        '"""Largest body of a request that is signed with AK/SK (API Reference 3.4)."""\n\n',
        f"OPERATIONS: Mapping[str, Operation] = {found!r}\n\n",
        f"REGIONS: Mapping[str, Region] = {regions!r}\n\n",
        f"ERRORS: Mapping[str, ErrorCode] = {errors!r}\n\n",
        f"FAMILIES: Mapping[str, ErrorCode] = {families!r}\n",
        '"""Error codes that `ERRORS` does not list, by patterns with `*`."""\n\n',
        f"STATUSES: Mapping[int, StatusInfo] = {statuses!r}\n",
        '"""Meaning of a status alone; an unlisted one counts as the first of its hundred."""\n',
    ]
    for name, (_, about) in _KINDS.items():
        listed = sorted(_fields(bundle, name))
        parts.append(f'\n{name}: Set[str] = frozenset({listed!r})\n"""{about}"""\n')
    package.joinpath("catalog.py").write_text("".join(parts), encoding="utf-8")


def _is_file(bundle: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return bool(resolve(bundle, schema).get("contentEncoding") == "base64")


def _is_place(_: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    values = schema.get("additionalProperties")
    named = [schema, values] if isinstance(values, Mapping) else [schema]
    return any(str(part.get("$ref", "")).endswith("/Polygon") for part in named)


def _is_object(bundle: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    members = [schema, *(schema.get("anyOf") or ())]
    return any("object" in resolve(bundle, member).get("type", ()) for member in members)


_KINDS = {
    "FILE_FIELDS": (_is_file, "Names of response fields that hold a file as Base64 text."),
    "PLACE_FIELDS": (_is_place, "Names of response fields that hold corners in the image."),
    "OBJECT_FIELDS": (_is_object, "Names of response fields that hold an object or null."),
}


def _fields(bundle: Mapping[str, Any], kind: str) -> set[str]:
    """Return the names of the fields of a kind in the responses of all operations."""
    belongs, _ = _KINDS[kind]
    found: set[str] = set()
    seen: set[str] = set()
    queue = [response_schema(bundle, place.operation) for place in recognizers(bundle)]
    while queue:
        schema = queue.pop()
        for name, field in (schema.get("properties") or {}).items():
            if belongs(bundle, field):
                found.add(name)
        children = [*(schema.get("properties") or {}).values(), *(schema.get("anyOf") or ())]
        children += [schema[key] for key in ("items",) if isinstance(schema.get(key), dict)]
        for child in children:
            if child.get("$ref") not in seen:
                seen.update({child["$ref"]} if "$ref" in child else ())
                queue.append(resolve(bundle, child))
    return found


def recognizers(bundle: Mapping[str, Any]) -> list[Place]:
    """Return the operations of the OCR service, those of the identity service left out.

    Raises:
        ToolError: an operation that is neither.
    """
    found = []
    for place in operations(bundle):
        if place.ocr is not None:
            found.append(place)
        elif "IAM" not in (place.operation.get("tags") or []):
            raise ToolError(f"{place.name} has no `x-ocr`; only operations tagged IAM may lack it.")
    return sorted(found, key=lambda place: place.name)


def operation(bundle: Mapping[str, Any], place: Place) -> _Call:
    """Return the catalog's entry of one operation.

    Raises:
        ToolError: a fact or a description is missing or wrong.
    """
    facts = place.ocr or {}
    schema = request_schema(bundle, place.operation) or {}
    for fault in wrong_facts(facts):
        raise ToolError(f"{place.name}: {fault}.")
    unknown = [name for name in facts.get("regions") or () if name not in bundle["x-regions"]]
    if unknown:
        raise ToolError(f"{place.name} names the region {unknown[0]}, which regions.yaml lacks.")
    known = [entry["name"] for entry in bundle.get("tags") or ()]
    for name in place.operation.get("tags") or ():
        if name not in known:
            raise ToolError(f"{place.name} has the tag {name!r}, which openapi.yaml lacks.")
    try:
        one_line(place.operation["description"])  # The façade's docstring is made of it.
        _ = facts["input"]  # Its absence is an error; `input: none` is not.
        return _Call(
            "Operation",
            {
                "name": place.name,
                "slug": place.path.rsplit("/", 1)[-1],
                "path": place.path,
                "input_field": place.input_field,
                "regions": tuple(facts["regions"]),
                **_image_limits(bundle, place, schema),
                "withdrawn": facts.get("withdrawn"),
                "options": tuple(options(bundle, place, schema)),
                "summary": one_line(place.operation["summary"]),
                "tag": place.operation["tags"][0],
                "replaced_by": facts.get("replaced-by"),
            },
        )
    except (KeyError, IndexError) as error:
        raise ToolError(f"{place.name} does not say {error}; see CONTRIBUTING.md.") from error


def _image_limits(
    bundle: Mapping[str, Any], place: Place, schema: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the limits of an operation's image; nothing and 0 for one without an image."""
    facts, field = place.ocr or {}, place.input_field
    if field is None:
        facts = {"formats": (), "min-side": 0, "max-side": 0}
    encoded = resolve(bundle, schema["properties"][field]) if field else {"maxLength": 0}
    return {
        "formats": tuple(facts["formats"]),
        "min_side": facts["min-side"],
        "max_side": facts["max-side"],
        "max_pixels": facts.get("max-pixels"),
        "pdf": bool(facts.get("pdf", False)),
        "max_encoded_bytes": encoded["maxLength"],
    }


def options(bundle: Mapping[str, Any], place: Place, schema: Mapping[str, Any]) -> list[_Call]:
    """Return the entries of a request's options in the contract's order.

    Raises:
        ToolError: an option has no description.
    """
    found = []
    for name, reference in (schema.get("properties") or {}).items():
        if name in _INPUTS:
            continue
        option = resolve(bundle, reference)
        kind = option.get("type", "object")
        items = resolve(bundle, option.get("items") or {})
        text = reference.get("description") or option.get("description")
        if not text:
            raise ToolError(f"{place.name}.{name} has no description.")
        found.append(
            _Call(
                "Option",
                {
                    "name": name,
                    "type": kind,
                    "enum": _values(option),
                    "item_enum": _values(items),
                    "minimum": option.get("minimum"),
                    "maximum": option.get("maximum"),
                    "requires": tuple(option.get("x-requires") or ()),
                    "summary": one_line(text),
                    "pattern": option.get("pattern"),
                },
            )
        )
    return found


def _values(schema: Mapping[str, Any]) -> tuple[Any, ...] | None:
    return tuple(schema["enum"]) if "enum" in schema else None


def _table(
    bundle: Mapping[str, Any], key: str, make: Callable[[str, Mapping[str, Any]], _Call]
) -> dict[str, _Call]:
    found = {}
    for name, facts in (bundle.get(key) or {}).items():
        try:
            found[name] = make(name, facts)
        except KeyError as error:
            raise ToolError(
                f"{name} in {key} does not say {error}; see CONTRIBUTING.md."
            ) from error
    return found


def _limit(bundle: Mapping[str, Any], name: str) -> int:
    found = (bundle.get("x-limits") or {}).get(name)
    if not isinstance(found, int):
        raise ToolError(f"x-limits has no number {name!r}; see limits.yaml.")
    return found


def _number(status: str) -> int:
    if not status.isdigit():
        raise ToolError(f"{status!r} in x-error-statuses is no status; write one like '503'.")
    return int(status)


def _region(name: str, facts: Mapping[str, Any]) -> _Call:
    return _Call(
        "Region",
        {
            "id": name,
            "name": facts["name"],
            "hosts": tuple(facts["hosts"]),
            "iam_hosts": tuple(facts["iam"]),
        },
    )


def _error(code: str, facts: Mapping[str, Any]) -> _Call:
    return _Call(
        "ErrorCode",
        {
            "code": code,
            "messages": tuple(facts.get("messages") or ()),
            "meaning": one_line(facts["meaning"]),
            "remedy": one_line(facts["remedy"]),
            "category": facts["category"],
            "retryable": facts["retryable"],
            "statuses": tuple(facts.get("statuses") or ()),
        },
    )


def _status(_: str, facts: Mapping[str, Any]) -> _Call:
    return _Call(
        "StatusInfo",
        {
            "meaning": one_line(facts["meaning"]),
            "retryable": facts["retryable"],
            "category": facts["category"],
            "remedy": one_line(facts["remedy"]),
        },
    )


def one_line(text: str) -> str:
    """Return a text of the contract without its line breaks."""
    return " ".join(text.split())
