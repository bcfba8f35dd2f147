"""Anonymization of recorded responses: values are replaced, types and structure stay.

A recording that becomes a fixture must not say who was on the document. What may stay is
decided by the contract and not by guessing: everything that it does not describe is replaced.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ocr_emulator.contract.bundle import Contract, resolve

_ERROR_FIELDS = ("error_code", "error_msg", "request_id")
_KEPT = ("error_code", "error_msg")
"""Texts that are not scrubbed, as a client acts on them; the address of an image in them is."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://\S+")
_COMBINED = ("allOf", "anyOf", "oneOf")
_MEASURES = frozenset({"number", "integer", "null"})
_FLAGS = frozenset({"boolean", "null"})


class _Characters(dict[int, str]):
    """What each character is replaced by; filled as they come."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _replacement(chr(code))
        return found


def _replacement(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] == "N":
        return "0"
    # Punctuation, blanks, line breaks and signs say little. All else is replaced: marks are
    # vowels and tones in many scripts, symbols hold letters in circles, and rare characters of
    # names are private ones, or newer than this Python.
    if kind[0] in "PZ" or kind in ("Cc", "Cf", "Sc", "Sk", "Sm"):
        return character
    return "x" if character.islower() else "X"


_CHARACTERS = _Characters()


def scrub_text(text: str) -> str:
    """Replace letters and digits; length, blanks and punctuation stay."""
    return text.translate(_CHARACTERS)


class _Place:
    """A place in a response: what the contract says of the value there."""

    def __init__(self, document: Mapping[str, Any], schemas: Iterable[Mapping[str, Any]]) -> None:
        self._document = document
        self._schemas = [found for schema in schemas for found in _alternatives(document, schema)]
        self._properties: dict[str, _Place] = {}
        self._other: _Place | None = None
        self._items: _Place | None = None
        types = {name for schema in self._schemas for name in _types(schema)}
        # A field that may be a text as well is a text of the document.
        self.is_measure: bool = bool(types) and types <= _MEASURES
        """Whether it is a confidence, a coordinate, a count or another number of this kind."""
        self.is_flag: bool = bool(types) and types <= _FLAGS
        """Whether it is true or false."""
        self.is_base64: bool = any(
            schema.get("contentEncoding") == "base64" for schema in self._schemas
        )
        """Whether it is a file: an image or a spreadsheet."""

    def property(self, name: str) -> _Place:
        """Return the place of a field."""
        found = self._properties.get(name)
        if found is not None:
            return found
        described = [
            s["properties"][name] for s in self._schemas if name in s.get("properties", ())
        ]
        if described:
            found = self._properties[name] = _Place(self._document, described)
            return found
        if self._other is None:
            others = [s.get("additionalProperties") for s in self._schemas]
            schemas = [other for other in others if isinstance(other, Mapping)]
            self._other = _Place(self._document, schemas)
        return self._other

    def items(self) -> _Place:
        """Return the place of the items of an array."""
        if self._items is None:
            schemas = [s["items"] for s in self._schemas if isinstance(s.get("items"), Mapping)]
            self._items = _Place(self._document, schemas)
        return self._items

    def names(self, seen: set[int]) -> Iterator[str]:
        """Yield the names of all fields here and below; `seen` are the schemas it had before."""
        for schema in self._schemas:
            if id(schema) in seen:
                continue
            seen.add(id(schema))
            for name in schema.get("properties", ()):
                yield name
                yield from self.property(name).names(seen)
            yield from self.property("").names(seen)
            yield from self.items().names(seen)


def _alternatives(
    document: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and those that it combines."""
    found = resolve(document, schema)
    yield found
    for keyword in _COMBINED:
        for part in found.get(keyword, ()):
            yield from _alternatives(document, part)


def _types(schema: Mapping[str, Any]) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


class Scrubber:
    """Replace what responses say of a document.

    Letters and digits of all texts are replaced, but those of an error's code and message, where
    only addresses are. A number keeps its value where the contract has nothing but a number, such
    as a confidence or a coordinate, and is 0 elsewhere; a Boolean likewise, and false. A name that
    the contract does not have is replaced like a text: in an object of labels and values it is
    one.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._roots: dict[str, tuple[_Place, frozenset[str]]] = {}

    def body(self, operation: str, text: str) -> str:
        """Return the body of a response to an operation, scrubbed."""
        place, names = self._root(operation)
        try:
            value = json.loads(text)
            scrubbed = _scrub(value, place, names)
        except (ValueError, RecursionError):
            return scrub_text(text)
        if isinstance(value, dict):
            for name in _KEPT:
                if isinstance(value.get(name), str):
                    scrubbed[name] = _ADDRESS.sub(lambda found: scrub_text(found[0]), value[name])
        return json.dumps(scrubbed, ensure_ascii=False)

    def _root(self, operation: str) -> tuple[_Place, frozenset[str]]:
        found = self._roots.get(operation)
        if found is None:
            schema = self._contract.operations[operation].response_schema
            place = _Place(self._contract.document, [schema])
            found = self._roots[operation] = (
                place,
                frozenset((*place.names(set()), *_ERROR_FIELDS)),
            )
        return found


def _scrub(value: Any, place: _Place, names: frozenset[str]) -> Any:
    if isinstance(value, str):
        return scrub_text(value) if not place.is_base64 else _scrub_base64(value)
    if isinstance(value, bool):
        return place.is_flag and value
    if isinstance(value, int | float):
        return value if place.is_measure else type(value)(0)
    if isinstance(value, list):
        below = place.items()
        return [_scrub(item, below, names) for item in value]
    if isinstance(value, dict):
        return _scrub_object(value, place, names)
    return value


def _scrub_base64(text: str) -> str:
    """Replace all of a file but its padding: the kinds of its characters would be a part of it."""
    end = len(text.rstrip("="))
    return "x" * end + text[end:]


def _scrub_object(value: dict[str, Any], place: _Place, names: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, item in value.items():
        kept = name if name in names else _unused(name, found, names)
        found[kept] = _scrub(item, place.property(name), names)
    return found


def _unused(name: str, found: Mapping[str, Any], names: frozenset[str]) -> str:
    """Return a name scrubbed, with a number if the object or the contract has it already."""
    wanted = scrub_text(name)
    return f"{wanted}_{len(found)}" if wanted in found or wanted in names else wanted
