"""Bundle the contract's files into one document."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.contract import derived, node
from scripts.contract.document import dump_yaml, load_json, load_yaml, operations, resolve
from scripts.layout import Layout, ToolError

_HEADER = "# Made by `make generate` from the files beside this folder; change those.\n"
_EXAMPLE = re.compile(r"(?:(request|response)|error-(\d{3}))-([a-z0-9-]+)")


def sync_paths(layout: Layout) -> bool:
    """Update `paths` of the root document to name every operation file; return if it changed.

    The rest of the root is hand-written and keeps its comments, so only the text from
    `paths:` on is replaced: it must stand last.

    Raises:
        ToolError: a file has no path, a path appears twice, `paths:` is not there.
    """
    entries: dict[str, str] = {}
    for file in sorted((layout.contract / "operations").glob("*.yaml")):
        source = load_yaml(file)
        path = source.get("path") if isinstance(source, dict) else None
        if not isinstance(path, str) or "item" not in source:
            raise ToolError(f"{file} needs the keys `path` and `item`.")
        if path in entries:
            raise ToolError(f"{file} and {entries[path]} describe the same path {path}.")
        entries[path] = f"operations/{file.name}#/item"
    iam = layout.contract / "iam.yaml"
    if iam.is_file():
        for path in load_yaml(iam).get("paths") or {}:
            entries[path] = "iam.yaml#/paths/" + path.replace("~", "~0").replace("/", "~1")
    before = layout.root_document.read_text(encoding="utf-8")
    head, found, _ = before.partition("\npaths:\n")
    if not found:
        raise ToolError(f"{layout.root_document} has no line `paths:`; it must be its last key.")
    lines = [f"  {path}:\n    $ref: {target}\n" for path, target in entries.items()]
    after = head + found + "".join(lines)
    if after != before:
        layout.root_document.write_text(after, encoding="utf-8")
    return after != before


def bundle(layout: Layout) -> dict[str, Any]:
    """Return the contract as one document with the examples in their places.

    Raises:
        ToolError: Redocly refuses the contract, or drops an operation, or an example has
            no operation or response to belong to.
    """
    with tempfile.TemporaryDirectory() as folder:
        # JSON, because YAML 1.2 as Redocly writes it and 1.1 as Python reads it differ.
        target = Path(folder) / "openapi.json"
        done = node.redocly("bundle", "openapi.yaml", "-o", str(target), cwd=layout.contract)
        if done.returncode or not target.is_file():
            raise ToolError(f"Redocly could not bundle the contract:\n{done.stdout}{done.stderr}")
        document: dict[str, Any] = load_json(target)
    _expect_every_operation(layout, document)
    attach_examples(document, layout.contract / "examples")
    _drop_unused(document)
    derived.add(document)
    return document


def _expect_every_operation(layout: Layout, document: dict[str, Any]) -> None:
    names = [place.name for place in operations(document)]
    listed = layout.root_document.read_text(encoding="utf-8")
    for file in sorted((layout.contract / "operations").glob("*.yaml")):
        if f"operations/{file.name}#/item" not in listed:
            raise ToolError(f"{layout.root_document} does not name {file.name}; run: make generate")
        if file.stem not in names:
            raise ToolError(f"{file} has no operation with the operationId {file.stem!r}.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ToolError(f"The operationId {twice[0]!r} appears twice in the bundle.")


def _drop_unused(document: dict[str, Any]) -> None:
    """Drop shared responses that no operation refers to any more."""
    responses = document.get("components", {}).get("responses", {})
    text = json.dumps(document["paths"])
    for name in list(responses):
        if f'"#/components/responses/{name}"' not in text:
            del responses[name]


def attach_examples(document: dict[str, Any], folder: Path) -> None:
    """Put each `examples/<operationId>/*.json` where its file name says.

    A response that several operations share is copied into the operation first: an
    example belongs to one of them.

    Raises:
        ToolError: a file or folder that fits nowhere.
    """
    places = {place.name: place for place in operations(document)}
    for directory in sorted(path for path in folder.glob("*") if path.is_dir()):
        if directory.name not in places:
            raise ToolError(f"{directory} belongs to no operation of the contract.")
        operation = places[directory.name].operation
        for file in sorted(directory.iterdir()):
            match = _EXAMPLE.fullmatch(file.stem)
            if file.suffix != ".json" or not match:
                raise ToolError(
                    f"{file} is no example: name it request-<key>.json, response-<key>.json "
                    "or error-<status>-<key>.json."
                )
            kind, status, key = match.groups()
            media = _media(document, operation, kind, status, file)
            value = load_json(file)
            if not isinstance(value, dict):
                raise ToolError(f"{file} is no JSON object, which every body is.")
            media.setdefault("examples", {})[key] = {"value": value}


def _media(
    document: dict[str, Any], operation: dict[str, Any], kind: str | None, status: str, file: Path
) -> dict[str, Any]:
    if kind == "request":
        holder = operation.get("requestBody") or {}
    else:
        responses = operation.get("responses") or {}
        code = status or next((code for code in responses if str(code).startswith("2")), "")
        if code not in responses:
            raise ToolError(f"{file} shows a response {code} that its operation does not have.")
        holder = responses[code]
        if "$ref" in holder:
            holder = responses[code] = copy.deepcopy(resolve(document, holder))
    media = (holder.get("content") or {}).get("application/json")
    if media is None:
        raise ToolError(f"{file} belongs to a body that its operation does not have.")
    return media  # type: ignore[no-any-return]


def write_bundles(layout: Layout, document: Mapping[str, Any], published: Mapping[str, Any]) -> str:
    """Write both bundles, delete other files in their folder, and return the first's text."""
    texts = {
        layout.bundle: _HEADER + dump_yaml(document),
        layout.codegen_bundle: _HEADER + dump_yaml(published),
    }
    layout.bundle.parent.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    for stray in layout.bundle.parent.iterdir():
        if stray not in texts and stray.is_file():
            stray.unlink()
    return texts[layout.bundle]
