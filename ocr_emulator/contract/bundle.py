"""Index of the OpenAPI bundle: operations, error table, limits, examples.

The emulator has its own reading of the contract, so that client and emulator check each
other. The bundle is parsed once per process and path.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_NO_IMAGE = "none"
"""Value of `x-ocr.input` of an operation that takes options only."""


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One entry of the error table."""

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
    input_field: str | None
    """Field of the image; None for an operation that takes no image: its limits are 0."""
    regions: tuple[str, ...]
    formats: tuple[str, ...]
    min_side: int
    max_side: int
    max_encoded_bytes: int
    """Length of the Base64 text."""
    max_pixels: int | None
    pdf: bool
    withdrawn: str | None
    request_schema: Mapping[str, Any] = field(repr=False)
    response_schema: Mapping[str, Any] = field(repr=False)
    requires: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Options that work only together with others: name → the options that must be on."""
    examples: Mapping[str, Any] = field(repr=False)
    """Successful responses by name; `default` is the one given without an engine."""
    failures: Mapping[int, Mapping[str, Any]] = field(repr=False)
    """Error responses by status and name."""


class Contract:
    """The contract, indexed for a server."""

    def __init__(self, document: Mapping[str, Any], text: bytes = b"") -> None:
        self.document = document
        self.text: bytes = text or json.dumps(document).encode()
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
        self._codes: Mapping[int, str] = {
            int(status): entry["usual-code"]
            for status, entry in document.get("x-error-statuses", {}).items()
            if "usual-code" in entry
        }
        self.max_signed_body_bytes: int = int(document["x-limits"]["signed-body-bytes"])
        longest = max(operation.max_encoded_bytes for operation in self.operations.values())
        self.max_file_bytes: int = longest // 4 * 3
        """Bytes of a file behind a `url`: what the longest image in Base64 decodes to."""
        self.validators: dict[tuple[str, str], Any] = {}
        """Compiled schemas, filled by `contract.validation` when first used."""

    def __repr__(self) -> str:
        return f"<Contract {len(self.operations)} operations, {len(self.errors)} error codes>"

    def schema(self, path: str, method: str, status: int | None = None) -> Mapping[str, Any]:
        """Return the schema of the JSON body that a path takes, or responds with under a status."""
        found = self.document["paths"][path][method]
        if status is None:
            found = found["requestBody"]
        else:
            found = resolve(self.document, found["responses"][str(status)])
        schema: Mapping[str, Any] = found["content"]["application/json"]["schema"]
        return schema

    def query_schema(self, path: str, name: str) -> Mapping[str, Any]:
        """Return the schema of a query parameter of a path's GET."""
        for parameter in self.document["paths"][path]["get"].get("parameters", ()):
            found = resolve(self.document, parameter)
            if (found["in"], found["name"]) == ("query", name):
                schema: Mapping[str, Any] = found["schema"]
                return schema
        raise KeyError(f"{path} has no query parameter {name}")

    def error(self, code: str) -> ErrorEntry:
        """Return the table's entry for a code; an invented one for a code it does not list."""
        entry = self.errors.get(code)
        if entry is not None:
            return entry
        return ErrorEntry(code, (f"Unlisted error {code}.",), "backend", 500)

    def request_options(self, operation: Operation) -> list[str]:
        """Return the names of the fields of an operation's request."""
        return list(resolve(self.document, operation.request_schema)["properties"])

    def result_fields(self, operation: Operation) -> list[str]:
        """Return the names of the fields in an operation's `result`; none for an array."""
        response = resolve(self.document, operation.response_schema)
        result = resolve(self.document, response["properties"]["result"])
        return list(result.get("properties", ()))

    def usual_code(self, status: int) -> str | None:
        """Return the code that usually comes with a status; None where there is none."""
        return self._codes.get(status)


@lru_cache(maxsize=8)
def load(path: str | None = None) -> Contract:
    """Load the bundle: the one in the installed package, or the file at `path`.

    Raises `RuntimeError` when the bundle is missing or not a contract.
    """
    try:
        if path is None:
            text = (files("huawei_ocr_api") / "openapi.json").read_bytes()
        else:
            text = Path(path).read_bytes()
        return Contract(json.loads(text), text)
    except (OSError, ModuleNotFoundError, ValueError, KeyError, TypeError) as error:
        where = path or "huawei_ocr_api/openapi.json"
        raise RuntimeError(
            f"the contract {where} cannot be read ({type(error).__name__}: {error}); "
            "reinstall the package, or run `make generate` in a checkout"
        ) from error


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
        input_field = None if facts["input"] == _NO_IMAGE else str(facts["input"])
        media = post["requestBody"]["content"]["application/json"]
        good = post["responses"]["200"]["content"]["application/json"]
        yield Operation(
            name=post["operationId"],
            path=path,
            slug=path.rsplit("/", 1)[-1],
            input_field=input_field,
            regions=tuple(facts["regions"]),
            formats=tuple(facts["formats"]) if input_field else (),
            min_side=int(facts["min-side"]) if input_field else 0,
            max_side=int(facts["max-side"]) if input_field else 0,
            max_encoded_bytes=_max_encoded(document, media["schema"], input_field),
            max_pixels=facts.get("max-pixels"),
            pdf=bool(facts.get("pdf", False)),
            withdrawn=str(facts["withdrawn"]) if facts.get("withdrawn") else None,
            request_schema=media["schema"],
            response_schema=good["schema"],
            requires=_requires(resolve(document, media["schema"])),
            examples=_examples(document, good),
            failures=_failures(document, post["responses"]),
        )


def resolve(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow the references of a schema to what they name in the document."""
    while "$ref" in node:
        target: Any = document
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def _max_encoded(document: Mapping[str, Any], schema: Mapping[str, Any], name: str | None) -> int:
    if name is None:
        return 0
    field_schema = resolve(document, resolve(document, schema)["properties"][name])
    return int(field_schema["maxLength"])


def _requires(schema: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {
        name: tuple(prop["x-requires"])
        for name, prop in schema.get("properties", {}).items()
        if isinstance(prop, Mapping) and prop.get("x-requires")
    }


def _examples(document: Mapping[str, Any], media: Mapping[str, Any]) -> Mapping[str, Any]:
    found = {
        name: resolve(document, example)["value"]
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
        content = resolve(document, response).get("content", {})
        found[int(status)] = _examples(document, content.get("application/json", {}))
    return found


def _error(code: str, entry: Mapping[str, Any]) -> ErrorEntry:
    messages = tuple(entry.get("messages", ())) or (code,)
    return ErrorEntry(code, messages, str(entry["category"]), int(entry["statuses"][0]))
