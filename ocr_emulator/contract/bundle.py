"""The emulator's own reading of the contract: the bundle that the package carries.

Read once a process and path. Validators are compiled when an operation is first called,
so that starting the emulator costs nothing of them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs

__all__ = ["Contract", "ErrorEntry", "Operation", "load", "reference_page"]

# A status for codes whose status the pages do not tell, by the class of the code.
_STATUS_OF_CATEGORY = {
    "parameters": 400,
    "image": 400,
    "recognition": 400,
    "authentication": 401,
    "permission": 403,
    "source": 400,
    "not_found": 404,
    "throttled": 429,
    "backend": 500,
    "unavailable_for_hours": 503,
}


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One line of the error table."""

    code: str
    messages: tuple[str, ...]
    category: str
    status: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One OCR operation, as far as the emulator needs it."""

    name: str
    path: str
    """Template, `/v2/{project_id}/ocr/passport`."""
    slug: str
    input_field: str
    regions: tuple[str, ...]
    formats: tuple[str, ...]
    min_side: int
    max_side: int
    max_pixels: int | None
    max_encoded_bytes: int
    """Length of the Base64 text."""
    pdf: bool
    withdrawn: str | None
    request_schema: Mapping[str, Any] = field(repr=False)
    response_schema: Mapping[str, Any] = field(repr=False)
    requires: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Options that work only together with others: name → what else must be on."""
    examples: Mapping[str, Any] = field(repr=False)
    """Good answers by name; `default` is the one given without an engine."""
    failures: Mapping[int, Mapping[str, Any]] = field(repr=False)
    """Bad answers by status and name."""


class Contract:
    """The contract, indexed by what a server asks of it."""

    def __init__(self, document: Mapping[str, Any], text: bytes = b"") -> None:
        self.document = document
        self.text = text or json.dumps(document).encode()
        self.operations: Mapping[str, Operation] = {
            operation.name: operation for operation in _operations(document)
        }
        self.by_slug: Mapping[str, Operation] = {
            operation.slug: operation for operation in self.operations.values()
        }
        self.regions: Mapping[str, Mapping[str, Any]] = dict(document.get("x-regions", {}))
        self.errors: Mapping[str, ErrorEntry] = {
            code: _error(code, entry) for code, entry in document.get("x-errors", {}).items()
        }
        self.max_signed_body_bytes = int(document["x-limits"]["signed-body-bytes"])
        self.max_file_bytes = max(o.max_encoded_bytes for o in self.operations.values()) // 4 * 3
        self._usual_codes = {
            int(status): str(entry["usual-code"])
            for status, entry in document["x-error-statuses"].items()
            if "usual-code" in entry
        }
        self._validators: dict[tuple[str, str], jsonschema_rs.Draft202012Validator] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Contract {len(self.operations)} operations, {len(self.errors)} error codes>"

    def validator(self, operation: Operation, side: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of an operation's `request` or `response`."""
        schema = operation.request_schema if side == "request" else operation.response_schema
        return self._compiled(operation.name, side, schema)

    def body_validator(self, path: str, method: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of the JSON body that a path takes."""
        content = self.document["paths"][path][method]["requestBody"]["content"]
        return self._compiled(path, method, content["application/json"]["schema"])

    def answer_validator(
        self, path: str, method: str, status: int
    ) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of the JSON body that a path answers with."""
        found = self.document["paths"][path][method]["responses"][str(status)]
        content = _resolve(self.document, found)["content"]["application/json"]
        return self._compiled(path, f"{method} {status}", content["schema"])

    def query_validator(self, path: str, name: str) -> jsonschema_rs.Draft202012Validator:
        """Return the compiled validator of a query parameter of a path's GET."""
        for parameter in self.document["paths"][path]["get"].get("parameters", ()):
            found = _resolve(self.document, parameter)
            if (found["in"], found["name"]) == ("query", name):
                return self._compiled(path, f"query {name}", found["schema"])
        raise KeyError(f"{path} has no query parameter {name}")

    def _compiled(
        self, name: str, side: str, schema: Mapping[str, Any]
    ) -> jsonschema_rs.Draft202012Validator:
        with self._lock:
            validator = self._validators.get((name, side))
            if validator is None:
                components = {"schemas": self.document.get("components", {}).get("schemas", {})}
                validator = jsonschema_rs.Draft202012Validator({**schema, "components": components})
                self._validators[(name, side)] = validator
            return validator

    def usual_code(self, status: int) -> str:
        """Return the code that mostly comes with a status; that of 500 for one not listed."""
        return self._usual_codes.get(status) or self._usual_codes[500]

    def error(self, code: str) -> ErrorEntry:
        """Return the table's entry for a code; one made up for a code it does not list."""
        entry = self.errors.get(code)
        if entry is not None:
            return entry
        return ErrorEntry(code, (f"Unlisted error {code}.",), "backend", 500)


@lru_cache(maxsize=8)
def load(path: str | None = None) -> Contract:
    """Read the bundle: the one in the installed package, or the file at `path`.

    Raises `RuntimeError` when the bundle is missing or not readable as a contract.
    """
    try:
        if path is None:
            text = (files("huawei_ocr_api") / "openapi.json").read_bytes()
        else:
            text = Path(path).read_bytes()
        return Contract(json.loads(text), text)
    except (OSError, ModuleNotFoundError, ValueError, KeyError, TypeError) as exc:
        where = path or "huawei_ocr_api/openapi.json"
        raise RuntimeError(
            f"the contract {where} cannot be read ({type(exc).__name__}: {exc}); "
            "reinstall the package, or run `make generate` in a checkout"
        ) from exc


def reference_page() -> bytes | None:
    """Return the API reference as one HTML page; None where it was not built."""
    page = files("huawei_ocr_api") / "reference.html"
    return page.read_bytes() if page.is_file() else None


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document.get("paths", {}).items():
        post = item.get("post")
        if not isinstance(post, Mapping) or "x-ocr" not in post:
            continue
        facts = post["x-ocr"]
        media = post["requestBody"]["content"]["application/json"]
        good = post["responses"]["200"]["content"]["application/json"]
        yield Operation(
            name=post["operationId"],
            path=path,
            slug=path.rsplit("/", 1)[-1],
            input_field=facts["input"],
            regions=tuple(facts["regions"]),
            formats=tuple(facts["formats"]),
            min_side=int(facts["min-side"]),
            max_side=int(facts["max-side"]),
            max_pixels=facts.get("max-pixels"),
            max_encoded_bytes=_max_encoded(document, media["schema"], facts["input"]),
            pdf=bool(facts.get("pdf", False)),
            withdrawn=str(facts["withdrawn"]) if facts.get("withdrawn") else None,
            request_schema=media["schema"],
            response_schema=good["schema"],
            requires=_requires(_resolve(document, media["schema"])),
            examples=_examples(document, good),
            failures=_failures(document, post["responses"]),
        )


def _resolve(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        target: Any = document
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def _max_encoded(document: Mapping[str, Any], schema: Mapping[str, Any], field: str) -> int:
    properties = _resolve(document, schema)["properties"]
    return int(_resolve(document, properties[field])["maxLength"])


def _requires(schema: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {
        name: tuple(prop["x-requires"])
        for name, prop in schema.get("properties", {}).items()
        if isinstance(prop, Mapping) and prop.get("x-requires")
    }


def _examples(document: Mapping[str, Any], media: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {
        name: _resolve(document, example)["value"]
        for name, example in media.get("examples", {}).items()
    }
    if "example" in media:
        found.setdefault("default", media["example"])
    return found


def _failures(
    document: Mapping[str, Any], responses: Mapping[str, Any]
) -> Mapping[int, Mapping[str, Any]]:
    found: dict[int, Mapping[str, Any]] = {}
    for status, response in responses.items():
        if not status.isdigit() or int(status) < 400:
            continue
        content = _resolve(document, response).get("content", {})
        found[int(status)] = _examples(document, content.get("application/json", {}))
    return found


def _error(code: str, entry: Mapping[str, Any]) -> ErrorEntry:
    statuses = entry.get("statuses") or ()
    category = str(entry.get("category", "backend"))
    status = int(statuses[0]) if statuses else _STATUS_OF_CATEGORY.get(category, 500)
    return ErrorEntry(code, tuple(entry.get("messages", ())) or (code,), category, status)
