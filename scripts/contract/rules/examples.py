"""Rules of examples: the emulator responds with them, so they must be true to the schemas."""

from __future__ import annotations

import base64
import binascii
import fnmatch
import io
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import PIL.Image

from scripts.contract.document import resolve
from scripts.contract.rules.contract import Contract, Problem

_REQUESTS = ("image", "url")
_REQUESTS_WITHOUT_IMAGE = ("default",)
_NEW = "new-fields"
_PLACEHOLDER = re.compile(r"\bX{2,}\b|\{x+\}|%\(\w+\)s")


def success_and_failure_are_shown(contract: Contract) -> Iterator[Problem]:
    """Find operations without the examples that the emulator and the tests need."""
    for place in contract.operations:
        shown = {where: examples for where, _, examples in _bodies(contract, place.operation)}
        if place in contract.recognizers:
            for key in _REQUESTS if place.input_field else _REQUESTS_WITHOUT_IMAGE:
                if key not in shown.get("request", {}):
                    yield Problem(
                        place.name, f"examples/{place.name}/request-{key}.json is missing"
                    )
        responses = {where: keys for where, keys in shown.items() if where != "request"}
        if not any("default" in keys for where, keys in responses.items() if where[0] == "2"):
            yield Problem(place.name, f"examples/{place.name}/response-default.json is missing")
        if not any(keys for where, keys in responses.items() if where[0] in "45"):
            yield Problem(place.name, f"examples/{place.name} shows no failure")


def fit_their_schemas(contract: Contract) -> Iterator[Problem]:
    """Find examples that violate their schema, and images in them that cannot be read."""
    for place in contract.operations:
        field = place.input_field
        for where, schema, examples in _bodies(contract, place.operation):
            whole = {**schema, "components": contract.bundle["components"]}
            try:
                validator = jsonschema_rs.Draft202012Validator(whole)
            except jsonschema_rs.ValidationError as refusal:
                path = "/".join(map(str, refusal.instance_path))
                line = f"the schema is not valid at /{path}: {refusal.message[:200]}"
                yield Problem(f"{place.name} {where}", line)
                continue
            for key, value in examples.items():
                name = f"{place.name} {where} example {key}"
                for error in validator.iter_errors(value):
                    path = "/".join(map(str, error.instance_path))
                    yield Problem(f"{name} at /{path}", error.message[:200])
                if where == "request" and field is not None and field in value:
                    least = (place.ocr or {}).get("min-side")
                    fault = _fault(value[field], least if isinstance(least, int) else 1)
                    if fault:
                        yield Problem(name, f"`{field}` {fault}")


def name_known_fields(contract: Contract) -> Iterator[Problem]:
    """Find example responses with a field that their schema does not have.

    Responses are open, so a misspelt field would pass. What the service may add one day is shown
    by the examples called `new-fields`.
    """
    for place in contract.recognizers:
        for where, schema, examples in _bodies(contract, place.operation):
            for key, value in examples.items() if where != "request" else ():
                unknown = set(_unknown(contract, schema, value, "")) if key != _NEW else ()
                for path in sorted(unknown):
                    line = f"the schema has no field {path}"
                    yield Problem(f"{place.name} {where} example {key}", line)


def _unknown(contract: Contract, reference: Any, value: Any, path: str) -> Iterator[str]:
    """Yield the path of each field of a value that its schema does not name."""
    schema = resolve(contract.bundle, reference)
    choices = [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key) or ()]
    parts = [schema, *(resolve(contract.bundle, part) for part in choices)]
    if isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for item in value if items else ():
            yield from _unknown(contract, items[0], item, path)
    elif isinstance(value, dict):
        named: dict[str, Any] = {}
        for part in parts:
            named |= part.get("properties") or {}
        open_maps = [part.get("additionalProperties") for part in parts]
        others = next((found for found in open_maps if isinstance(found, dict)), None)
        for name, child in value.items():
            below = named.get(name, others)
            if below is not None:
                yield from _unknown(contract, below, child, f"{path}/{name}")
            elif named:
                yield f"{path}/{name}"


def obey_needs(contract: Contract) -> Iterator[Problem]:
    """Find example requests with an option whose required option is missing or false."""
    for place in contract.recognizers:
        options = contract.request(place).get("properties") or {}
        for where, _, examples in _bodies(contract, place.operation):
            for key, value in examples.items() if where == "request" else ():
                for name in value:
                    needed = resolve(contract.bundle, options.get(name) or {}).get("x-requires")
                    listed = needed if isinstance(needed, list) else ()
                    for other in listed if value[name] is not False else ():
                        if value.get(other) in (None, False):
                            line = f"`{name}` stands without `{other}`, which it needs"
                            yield Problem(f"{place.name} request example {key}", line)


def show_known_codes(contract: Contract) -> Iterator[Problem]:
    """Find error examples with a code that is not in the error table."""
    known = set(contract.bundle.get("x-errors") or {})
    families = list(contract.bundle.get("x-error-families") or {})
    for place in contract.operations:
        for where, _, examples in _bodies(contract, place.operation):
            for key, value in examples.items() if where[0] in "45" else ():
                code = value.get("error_code")
                if code is None or code in known:
                    continue
                if not any(fnmatch.fnmatchcase(code, pattern) for pattern in families):
                    yield Problem(
                        f"{place.name} {where} example {key}", f"errors.yaml lacks {code}"
                    )


def quote_known_messages(contract: Contract) -> Iterator[Problem]:
    """Find error examples whose message is not one of their code.

    Clients match on messages, and users search for them. What stands for something that
    varies fits any text; a full stop at the end counts for nothing, since the gateway is
    not of one mind about it.
    """
    table = contract.bundle.get("x-errors") or {}
    for place in contract.operations:
        for where, _, examples in _bodies(contract, place.operation):
            for key, value in examples.items() if where[0] in "45" else ():
                messages = (table.get(value.get("error_code")) or {}).get("messages") or []
                shown = str(value.get("error_msg"))
                if messages and not any(_fits(shown, message) for message in messages):
                    yield Problem(
                        f"{place.name} {where} example {key}",
                        f"errors.yaml has no message {shown!r} under {value['error_code']}",
                    )


def _fits(shown: str, message: str) -> bool:
    fixed = [re.escape(part) for part in _PLACEHOLDER.split(message.removesuffix("."))]
    return re.fullmatch(".+".join(fixed), shown.removesuffix(".")) is not None


def _bodies(
    contract: Contract, operation: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield place, schema and example values of each JSON body of an operation."""
    holders = {"request": operation.get("requestBody") or {}, **operation["responses"]}
    for where, reference in holders.items():
        holder = resolve(contract.bundle, reference)
        media = (holder.get("content") or {}).get("application/json") or {}
        examples = {key: item["value"] for key, item in (media.get("examples") or {}).items()}
        if "schema" in media:
            yield str(where), media["schema"], examples


def _fault(text: object, min_side: int) -> str | None:
    """Return why the service could not read a file; None if it can."""
    try:
        content = base64.b64decode(str(text), validate=True)
    except binascii.Error:
        return "is not Base64"
    if content.startswith(b"%PDF-"):
        return None
    try:
        with PIL.Image.open(io.BytesIO(content)) as image:
            image.load()
            shorter = min(image.size)
    except (OSError, ValueError, SyntaxError):
        return "is no image that can be opened"
    return f"is less than {min_side} pixels wide or high" if shorter < min_side else None
