"""Access to the parts of a bundle that a test breaks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.contract.document import operations
from scripts.contract.rules import Rule

Bundle = dict[str, Any]
Breaker = Callable[[Bundle, Path], object]
Case = tuple[Rule, Breaker, str]
"""A rule, how the contract is broken, and a word of the report."""


def passport(bundle: Bundle) -> Bundle:
    """Return the passport's operation."""
    found = [p.operation for p in operations(bundle) if p.name == "recognize_passport"]
    return found[0]


def schema(bundle: Bundle, name: str) -> Bundle:
    """Return a named schema."""
    found: Bundle = bundle["components"]["schemas"][name]
    return found


def response(bundle: Bundle, status: str = "200") -> Bundle:
    """Return the JSON body of one of the passport's responses."""
    found: Bundle = passport(bundle)["responses"][status]["content"]["application/json"]
    return found


def within(bundle: Bundle, *path: str) -> Bundle:
    """Return the schema of a property, by the names from a named schema down to it."""
    node: Any = schema(bundle, path[0])
    for key in path[1:]:
        node = node["properties"][key]
    found: Bundle = node
    return found


def image(bundle: Bundle) -> Bundle:
    """Return the passport's example request with an image."""
    body = passport(bundle)["requestBody"]["content"]["application/json"]
    found: Bundle = body["examples"]["image"]["value"]
    return found


def local_language(bundle: Bundle) -> Bundle:
    """Return the innermost object of the passport's example response."""
    result = response(bundle)["examples"]["chinese"]["value"]["result"]
    found: Bundle = result["extra_info"]["local_language"]
    return found
