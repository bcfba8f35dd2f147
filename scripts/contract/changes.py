"""Compare two bundles of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.contract.document import (
    Place,
    operations,
    request_schema,
    resolve,
    response_schema,
    success,
)

# Of each pair of limits the first breaks when it grows, the second when it shrinks.
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_CHOICES = ("anyOf", "oneOf", "allOf")


@dataclass(frozen=True)
class Change:
    """One difference: where it is and whether it breaks users."""

    where: str
    what: str
    breaking: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return all differences that a user can notice, in the order of the contract."""
    return [
        *_operations(old, new),
        *_limits(old, new),
        *_regions(old, new),
        *_errors(old, new),
    ]


def _operations(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {(place.method, place.path): place for place in operations(old)}
    after = {(place.method, place.path): place for place in operations(new)}
    by_name = {place.name: place for place in after.values()}
    for key, place in before.items():
        if key in after:
            yield from _operation(old, new, place, after[key])
        elif place.name in by_name:
            moved = by_name[place.name]
            if place.path != moved.path:
                yield Change(place.name, f"the path changed from {place.path} to {moved.path}")
            if place.method != moved.method:
                yield Change(
                    place.name, f"the method changed from {place.method} to {moved.method}"
                )
            yield from _operation(old, new, place, moved)
        else:
            yield Change(place.name, "the operation was removed")
    known = {place.name for place in before.values()}
    for key, place in after.items():
        if key not in before and place.name not in known:
            yield Change(place.name, "a new operation", breaking=False)


def _operation(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Place, after: Place
) -> Iterator[Change]:
    name = before.name
    if before.name != after.name:
        yield Change(name, f"the operationId changed to {after.name}")
    yield from _facts(name, before.ocr or {}, after.ocr or {})
    if after.operation.get("deprecated") and not before.operation.get("deprecated"):
        yield Change(name, "deprecated", breaking=False)
    yield from _parameters(old, new, before, after)
    yield from _Requests(old, new).schema(
        f"{name} request",
        request_schema(old, before.operation) or {},
        request_schema(new, after.operation) or {},
    )
    yield from _Responses(old, new).schema(
        f"{name} response",
        response_schema(old, before.operation) or {},
        response_schema(new, after.operation) or {},
    )
    yield from _response(name, success(old, before.operation), success(new, after.operation))


def _response(
    name: str, before: tuple[str, dict[str, Any]], after: tuple[str, dict[str, Any]]
) -> Iterator[Change]:
    """Compare status and headers of the successful response: the token comes in a header."""
    if before[0] != after[0]:
        yield Change(name, f"the status of success changed from {before[0]} to {after[0]}")
    for header in before[1].get("headers") or {}:
        if header not in (after[1].get("headers") or {}):
            yield Change(name, f"the response's header {header} was removed")


def _facts(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key, noun in (("regions", "region"), ("formats", "format")):
        old, new = before.get(key) or [], after.get(key) or []
        yield from (
            Change(name, f"the {noun} {item} was removed") for item in old if item not in new
        )
        yield from (
            Change(name, f"a new {noun}, {item}", breaking=False) for item in new if item not in old
        )
    if before.get("input") != after.get("input"):
        yield Change(name, f"the input field is {after.get('input')}, it was {before.get('input')}")
    if before.get("pdf") and not after.get("pdf"):
        yield Change(name, "PDF is no longer accepted")
    yield from _limit(name, "min-side", before, after, lower=True)
    yield from _limit(name, "max-side", before, after, lower=False)
    yield from _limit(name, "max-pixels", before, after, lower=False)


def _limit(
    where: str, key: str, before: Mapping[str, Any], after: Mapping[str, Any], *, lower: bool
) -> Iterator[Change]:
    old, new = before.get(key), after.get(key)
    if old == new:
        return
    narrowed = new is not None
    if old is not None and new is not None:
        narrowed = new > old if lower else new < old
    shown = [("no limit" if value is None else value) for value in (old, new)]
    yield Change(where, f"{key} changed from {shown[0]} to {shown[1]}", breaking=narrowed)


def _limits(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = old.get("x-limits") or {}, new.get("x-limits") or {}
    for name in {**before, **after}:
        yield from _limit("limits", name, before, after, lower=False)


def _parameters(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Place, after: Place
) -> Iterator[Change]:
    def found(document: Mapping[str, Any], place: Place) -> dict[tuple[str, str], Any]:
        every = [*place.item.get("parameters", []), *place.operation.get("parameters", [])]
        resolved = [resolve(document, parameter) for parameter in every]
        return {(item["in"], str(item["name"])): item for item in resolved}

    was, now = found(old, before), found(new, after)
    for (where, name), item in was.items():
        if (where, name) not in now:
            yield Change(before.name, f"the {where} parameter {name} was removed")
        elif now[where, name].get("required") and not item.get("required"):
            yield Change(before.name, f"the {where} parameter {name} is required now")
    for (where, name), item in now.items():
        if (where, name) not in was:
            must = bool(item.get("required"))
            what = f"a new {where} parameter {name}" + (" that is required" if must else "")
            yield Change(before.name, what, breaking=must)


class _Walk:
    """Compare two schemas recursively, each pair of named schemas once."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[str, str]] = set()

    def schema(self, where: str, before: Any, after: Any) -> Iterator[Change]:
        """Yield what differs from here down."""
        if not isinstance(before, dict) or not isinstance(after, dict):
            return
        before, after = _one(self._old, before), _one(self._new, after)
        names = (str(before.get("$ref", "")), str(after.get("$ref", "")))
        if names[0] and names in self._seen:
            return
        self._seen.add(names)
        yield from self.here(where, before, after)
        old, new = before.get("properties") or {}, after.get("properties") or {}
        for name, child in old.items():
            if name in new:
                yield from self.schema(f"{where}.{name}", child, new[name])
            else:
                yield Change(f"{where}.{name}", "the field was removed")
        for name in new:
            if name not in old:
                yield from self.added(f"{where}.{name}", name, after)
        for key in ("items", "additionalProperties"):
            yield from self.schema(f"{where}.{key}", before.get(key), after.get(key))
        for key in _CHOICES:
            first, second = before.get(key) or [], after.get(key) or []
            for index, child in enumerate(first):
                if index < len(second):
                    yield from self.schema(f"{where}.{key}.{index}", child, second[index])
                elif not _is_rule(child):
                    yield Change(f"{where}.{key}.{index}", "the choice was removed")

    def here(
        self, where: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[Change]:
        """Yield what differs in this schema itself."""
        raise NotImplementedError

    def added(self, where: str, name: str, after: Mapping[str, Any]) -> Iterator[Change]:
        """Yield what a new field means."""
        raise NotImplementedError


class _Requests(_Walk):
    """Compare requests: what was allowed must stay allowed."""

    def here(
        self, where: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[Change]:
        gone = _types(before) - _types(after) if _types(after) else set()
        if gone or (_types(after) and not _types(before)):
            yield Change(where, f"the type narrowed from {_describe(before)} to {_describe(after)}")
        elif _types(before) != _types(after):
            what = f"the type widened from {_describe(before)} to {_describe(after)}"
            yield Change(where, what, breaking=False)
        old = before.get("properties") or {}
        for name in after.get("required") or []:
            if name not in (before.get("required") or []) and name in old:
                yield Change(f"{where}.{name}", "the field is required now")
        yield from self._values(where, before, after)
        for key in (*_LOWER, *_UPPER):
            yield from _limit(where, key, before, after, lower=key in _LOWER)
        if after.get("pattern") not in (None, before.get("pattern")):
            yield Change(where, "the pattern changed")
        for name in after.get("x-requires") or []:
            if name not in (before.get("x-requires") or []):
                yield Change(where, f"it needs {name} now")

    def added(self, where: str, name: str, after: Mapping[str, Any]) -> Iterator[Change]:
        must = name in (after.get("required") or [])
        yield Change(where, "a new required field" if must else "a new field", breaking=must)

    @staticmethod
    def _values(
        where: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[Change]:
        if "enum" not in after:
            return
        if "enum" not in before:
            yield Change(where, "only listed values are allowed now")
            return
        old, new = before["enum"], after["enum"]
        for value in old:
            if value not in new:
                yield Change(where, f"the value {value!r} was removed")
        for value in new:
            if value not in old:
                yield Change(where, f"a new value, {value!r}", breaking=False)


class _Responses(_Walk):
    """Compare responses: a field must stay, with the same type."""

    def here(
        self, where: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Iterator[Change]:
        if _types(before) != _types(after):
            yield Change(where, f"the type changed from {_describe(before)} to {_describe(after)}")
        for name in before.get("required") or []:
            if name not in (after.get("required") or []):
                yield Change(f"{where}.{name}", "the field may be missing now")

    def added(self, where: str, name: str, after: Mapping[str, Any]) -> Iterator[Change]:
        del name, after
        yield Change(where, "a new field", breaking=False)


def _one(document: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema at `node` together with its name.

    A choice between one schema and null is that schema with null among its types, so
    that a change inside a field is found in each form of writing that it may be null.
    """
    found: dict[str, Any] = {**resolve(document, node)}
    name = node.get("$ref")
    for key in _CHOICES:
        members = [member for member in found.get(key) or [] if not _is_rule(member)]
        real = [member for member in members if member != {"type": "null"}]
        if len(real) == 1 and "properties" not in found:
            inner = _one(document, real[0])
            name = inner.pop("$ref", name)
            kinds = _types(inner) | ({"null"} if len(members) > 1 else set())
            found = {**inner, "type": sorted(kinds)}
    return {**found, "$ref": name} if name else found


def _is_rule(member: Mapping[str, Any]) -> bool:
    """Whether a choice is between required fields and not between types of value."""
    return set(member) <= {"required", "not"}


def _types(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("type") or []
    return {found} if isinstance(found, str) else set(found)


def _describe(schema: Mapping[str, Any]) -> str:
    return " or ".join(sorted(_types(schema))) or "anything"


def _regions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = old.get("x-regions") or {}, new.get("x-regions") or {}
    for name, facts in before.items():
        if name not in after:
            yield Change(f"region {name}", "the region was removed")
            continue
        for key in ("hosts", "iam"):
            for host in facts.get(key) or []:
                if host not in (after[name].get(key) or []):
                    yield Change(f"region {name}", f"the host {host} was removed")
    yield from (
        Change(f"region {name}", "a new region", breaking=False)
        for name in after
        if name not in before
    )


def _errors(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for table in ("x-errors", "x-error-families"):
        before, after = old.get(table) or {}, new.get(table) or {}
        for code, facts in before.items():
            if code not in after:
                yield Change(f"error {code}", "the code was removed")
                continue
            for key in ("category", "retryable"):
                if facts.get(key) != after[code].get(key):
                    yield Change(
                        f"error {code}",
                        f"{key} changed from {facts.get(key)} to {after[code].get(key)}",
                    )
        for code in after:
            if code not in before:
                yield Change(f"error {code}", "a new code", breaking=False)
    before, after = old.get("x-error-statuses") or {}, new.get("x-error-statuses") or {}
    for status, facts in before.items():
        for key in ("category", "retryable"):
            now = after.get(status, {}).get(key)
            if facts.get(key) != now:
                yield Change(f"status {status}", f"{key} changed from {facts.get(key)} to {now}")
