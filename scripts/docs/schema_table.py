"""Render a schema as an HTML table of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.contract.document import resolve
from scripts.docs.html import Child, Markup, inline, join, table, tag

_BOUNDS = (
    ("minimum", "at least {:,}"),
    ("maximum", "at most {:,}"),
    ("maxLength", "at most {:,} characters"),
)


class SchemaTable:
    """Render one body; nested objects are folded below their parent."""

    def __init__(self, bundle: Mapping[str, Any]) -> None:
        self._bundle = bundle
        self._open: list[str] = []

    def draw(self, reference: Mapping[str, Any]) -> Markup:
        """Return the table of an object and, folded, those of the objects inside it."""
        name = _name(reference)
        schema = resolve(self._bundle, reference)
        self._open.append(name)
        rows: list[list[Child]] = []
        inner: list[Child] = []
        required = schema.get("required") or []
        for field, child in (schema.get("properties") or {}).items():
            rows.append(self._row(field, child, must=field in required))
            inner.extend(
                tag("details", tag("summary", "Fields of ", tag("code", field)), self.draw(part))
                for part in self._objects(child)
            )
        self._open.pop()
        choice = _choice(schema)
        parts: list[Child] = [tag("p", inline(choice))] if choice else []
        if rows:
            parts.append(table(("Field", "Type", "About"), rows))
        return join((*parts, inner))

    def _row(self, field: str, reference: Mapping[str, Any], *, must: bool) -> list[Child]:
        schema = resolve(self._bundle, reference)
        about = [inline(reference.get("description") or schema.get("description") or "")]
        limits = [text.format(schema[key]) for key, text in _BOUNDS if key in schema]
        items = resolve(self._bundle, schema.get("items") or {})
        for values in (schema.get("enum"), items.get("enum")):
            if values:
                line = ", ".join(f"`{value}`" if value != "" else "empty" for value in values)
                limits.append(f"one of {line}")
        if schema.get("x-requires"):
            limits.append("needs " + ", ".join(f"`{name}`" for name in schema["x-requires"]))
        if limits:
            line = "; ".join(limits) + "."
            about.append(tag("div", inline(line[0].upper() + line[1:]), class_="limits"))
        return [
            tag("code", field),
            self.in_words(reference) + (" (required)" if must else ""),
            about,
        ]

    def in_words(self, reference: Mapping[str, Any]) -> str:
        """Return a type in words."""
        schema = resolve(self._bundle, reference)
        members = [*(schema.get("anyOf") or []), *(schema.get("oneOf") or [])]
        if members and "type" not in schema:
            return " or ".join(dict.fromkeys(self.in_words(member) for member in members))
        kinds = schema.get("type") or "anything"
        words = []
        for kind in [kinds] if isinstance(kinds, str) else kinds:
            if kind == "array" and "items" in schema:
                words.append(f"list of {self.in_words(schema['items'])}")
            else:
                words.append("list" if kind == "array" else kind)
        return " or ".join(words)

    def _objects(self, reference: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the objects with fields that a field holds, in a list or by choice too."""
        if _name(reference) in self._open:
            return []
        schema = resolve(self._bundle, reference)
        if schema.get("properties"):
            return [reference]
        children = [*(schema.get("anyOf") or []), *(schema.get("oneOf") or [])]
        if isinstance(schema.get("items"), dict):
            children.append(schema["items"])
        return [part for child in children for part in self._objects(child)]


def _name(reference: Mapping[str, Any]) -> str:
    return str(reference.get("$ref", id(reference))).rsplit("/", 1)[-1]


def _choice(schema: Mapping[str, Any]) -> str:
    names = [
        "`" + "`, `".join(member["required"]) + "`"
        for member in schema.get("oneOf") or []
        if "required" in member
    ]
    return f"Exactly one of {' and '.join(names)} is given." if len(names) > 1 else ""
