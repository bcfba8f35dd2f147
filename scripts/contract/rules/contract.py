"""Input and output of a lint rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.contract.document import Place, operations, request_schema, resolve, success


@dataclass(frozen=True)
class Problem:
    """One finding of the lint: where and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Contract:
    """A bundle and the folder of its source files."""

    bundle: Mapping[str, Any]
    folder: Path

    @cached_property
    def operations(self) -> list[Place]:
        """All operations."""
        return list(operations(self.bundle))

    @cached_property
    def recognizers(self) -> list[Place]:
        """The operations of the OCR service: all but those tagged IAM."""
        return [p for p in self.operations if "IAM" not in (p.operation.get("tags") or [])]

    def request(self, place: Place) -> dict[str, Any]:
        """Return the schema of an operation's body; empty when there is none."""
        return request_schema(self.bundle, place.operation) or {}

    def request_schemas(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every schema of a request, with its location."""
        for place in self.operations:
            body = resolve(self.bundle, place.operation.get("requestBody") or {})
            yield from self._of_bodies(place.name, {"request": body})

    def response_schemas(
        self, *, recognizers_only: bool = False
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every schema of a successful response, with its location."""
        for place in self.recognizers if recognizers_only else self.operations:
            status, response = success(self.bundle, place.operation)
            yield from self._of_bodies(place.name, {status: response})

    def failure_schemas(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every schema of an error response, with its location."""
        for place in self.operations:
            responses = {
                str(status): resolve(self.bundle, response)
                for status, response in place.operation["responses"].items()
                if not str(status).startswith("2")
            }
            yield from self._of_bodies(place.name, responses)

    def _of_bodies(
        self, name: str, bodies: Mapping[str, Any]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for key, body in bodies.items():
            for media in (body.get("content") or {}).values():
                yield from self.walk(f"{name} {key}", media.get("schema") or {}, set())

    def walk(self, where: str, schema: Any, seen: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield a schema and all below it; each named schema once."""
        if not isinstance(schema, dict):
            return
        if "$ref" in schema:
            target = str(schema["$ref"])
            if target in seen:
                return
            seen.add(target)
            where, schema = target.rsplit("/", 1)[-1], resolve(self.bundle, schema)
        yield where, schema
        for name, child in (schema.get("properties") or {}).items():
            yield from self.walk(f"{where}.{name}", child, seen)
        for key in ("items", "additionalProperties"):
            yield from self.walk(f"{where}.{key}", schema.get(key), seen)
        for key in ("oneOf", "anyOf", "allOf", "prefixItems"):
            for index, child in enumerate(schema.get(key) or []):
                yield from self.walk(f"{where}.{key}.{index}", child, seen)


def kinds(schema: Mapping[str, Any]) -> list[str]:
    """Return the types that a schema names; none when it names none."""
    found = schema.get("type") or []
    return [found] if isinstance(found, str) else list(found)
