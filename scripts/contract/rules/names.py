"""Rules of naming: names become methods, classes and words of the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.contract.document import resolve, response_schema, success
from scripts.contract.rules.contract import Contract, Problem

_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_CAMEL = re.compile(r"([A-Z][a-z0-9]*)+")


def operations_are_snake_case(contract: Contract) -> Iterator[Problem]:
    """Find operationIds that cannot be a method, and files that are named otherwise."""
    names = {place.name for place in contract.operations}
    for place in contract.operations:
        if not _SNAKE.fullmatch(place.name):
            yield Problem(
                f"{place.method.upper()} {place.path}",
                f"the operationId {place.name!r} must be words in lower case joined by `_`",
            )
    for file in sorted((contract.folder / "operations").glob("*.yaml")):
        if file.stem not in names:
            yield Problem(f"operations/{file.name}", "must be named as its operationId")


def schemas_are_camel_case(contract: Contract) -> Iterator[Problem]:
    """Find schemas whose name cannot be a class."""
    for name in contract.bundle.get("components", {}).get("schemas", {}):
        if not _CAMEL.fullmatch(name):
            yield Problem(name, "a schema's name must be words in CamelCase")


def bodies_share_a_noun(contract: Contract) -> Iterator[Problem]:
    """Find bodies that are not `<Noun>Request` and `<Noun>Response` with one noun."""
    for place in contract.recognizers:
        request, response = _bodies(contract, place.operation)
        nouns = {request.removesuffix("Request"), response.removesuffix("Response")}
        if not (request.endswith("Request") and response.endswith("Response")) or len(nouns) != 1:
            yield Problem(
                place.name,
                f"bodies must be <Noun>Request and <Noun>Response; they are {request!r} "
                f"and {response!r}",
            )


def parts_begin_with_the_noun(contract: Contract) -> Iterator[Problem]:
    """Find parts of a response that are not named after it and are not shared."""
    users: dict[str, set[str]] = {}
    for place in contract.recognizers:
        noun = _bodies(contract, place.operation)[1].removesuffix("Response")
        schema = response_schema(contract.bundle, place.operation)
        for where, _ in contract.walk(f"{noun}Response", schema, set()):
            users.setdefault(where.split(".", 1)[0], set()).add(noun)
    shared = _shared(contract)
    for name, nouns in users.items():
        if len(nouns) == 1 and name not in shared and not name.startswith(noun := min(nouns)):
            yield Problem(name, f"a part of the response {noun}Response must begin with {noun}")


def _shared(contract: Contract) -> set[str]:
    """Return the names that the files under `schemas/` give away."""
    found: set[str] = set()
    for file in (contract.folder / "schemas").glob("*.yaml"):
        found.update(re.findall(r"^([A-Z]\w*):", file.read_text(encoding="utf-8"), re.MULTILINE))
    return found


def _bodies(contract: Contract, operation: dict[str, object]) -> tuple[str, str]:
    names = []
    body = resolve(contract.bundle, operation.get("requestBody") or {})
    for holder in (body, success(contract.bundle, operation)[1]):
        media = (holder.get("content") or {}).get("application/json") or {}
        names.append(str((media.get("schema") or {}).get("$ref", "")).rsplit("/", 1)[-1])
    return names[0], names[1]
