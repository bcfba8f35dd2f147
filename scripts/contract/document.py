"""Read, write and traverse contract documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.layout import ToolError

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")

NO_IMAGE = "none"
"""Value of `x-ocr.input` of an operation that takes options only."""

_FACTS: Mapping[str, tuple[type, str]] = {
    "input": (str, "a name"),
    "regions": (list, "a list like [ap-southeast-1]"),
    "formats": (list, "a list like [PNG, JPG]"),
    "min-side": (int, "a whole number"),
    "max-side": (int, "a whole number"),
    "max-pixels": (int, "a whole number"),
    "pdf": (bool, "true or false"),
    "withdrawn": (str, "a date like 2025-11-04"),
    "replaced-by": (str, "an operationId"),
}
"""Type of each fact under `x-ocr`, and the type in words."""


class _Loader(yaml.CSafeLoader):
    """YAML loader with JSON types: dates stay text, a repeated key is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                mark = key_node.start_mark
                raise ToolError(f"{mark.name}:{mark.line + 1}: the key {key!r} appears twice.")
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """YAML dumper: no anchors, indented lists, multi-line texts as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)


_NUMBER_LIKE = re.compile(r"[-+.]?\.?\d[^\s]*")


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Represent a text; quoted where YAML 1.2 would read `000895` as a number and 1.1 would not."""
    style = "|" if "\n" in value else "'" if _NUMBER_LIKE.fullmatch(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def load_yaml(path: Path) -> Any:
    """Read one YAML file.

    Raises:
        ToolError: the file is missing or is not YAML.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, _Loader)
    except OSError as error:
        raise ToolError(f"{path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ToolError(f"{path} is not YAML: {' '.join(str(error).split())}") from error


def dump_yaml(value: Any) -> str:
    """Return `value` as YAML, the same text for the same value on every machine."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def load_json(path: Path) -> Any:
    """Read one JSON file.

    Raises:
        ToolError: the file is missing or is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ToolError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ToolError(f"{path} is not JSON: {error}.") from error


def dump_json(value: Any) -> str:
    """Return `value` as indented JSON with a line feed at the end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class Place:
    """An operation of a bundle and its location."""

    path: str
    method: str
    item: dict[str, Any]
    operation: dict[str, Any]

    @property
    def name(self) -> str:
        """The operationId; empty if missing, which the lint reports."""
        return str(self.operation.get("operationId", ""))

    @property
    def ocr(self) -> dict[str, Any] | None:
        """The facts under `x-ocr`; None for the operations of the identity service."""
        found = self.operation.get("x-ocr")
        return found if isinstance(found, dict) else None

    @property
    def input_field(self) -> str | None:
        """The field of the image; None for an operation without one.

        It is `image` where the fact is missing, which the lint reports.
        """
        found = (self.ocr or {}).get("input", "image")
        return None if found == NO_IMAGE else str(found)


def wrong_facts(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line on each fact under `x-ocr` that is of another type than it should be."""
    for name, value in facts.items():
        kind, words = _FACTS.get(name, (object, ""))
        if kind is not object and type(value) is not kind:
            yield f"x-ocr.{name} is {value!r}, not {words}"


def operations(bundle: Mapping[str, Any]) -> Iterator[Place]:
    """Yield every operation of a bundle, in the bundle's order."""
    for path, item in (bundle.get("paths") or {}).items():
        for method in METHODS:
            if method in item:
                yield Place(path, method, item, item[method])


def resolve(bundle: Mapping[str, Any], node: Any) -> Any:
    """Follow `$ref` to the referenced node.

    Raises:
        ToolError: the reference leads nowhere; a bundle has none but its own.
    """
    while isinstance(node, dict) and "$ref" in node:
        target: Any = bundle
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(target, dict) or key not in target:
                raise ToolError(f"The reference {node['$ref']} has no target.")
            target = target[key]
        node = target
    return node


def request_schema(bundle: Mapping[str, Any], operation: Mapping[str, Any]) -> Any:
    """Return the schema of an operation's JSON body with the reference followed, else None."""
    body = resolve(bundle, operation.get("requestBody") or {})
    media = (body.get("content") or {}).get("application/json") or {}
    return resolve(bundle, media["schema"]) if "schema" in media else None


def success(bundle: Mapping[str, Any], operation: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return status and response object of an operation's first 2xx response.

    Raises:
        ToolError: it has none.
    """
    for status, response in (operation.get("responses") or {}).items():
        if str(status).startswith("2"):
            return str(status), resolve(bundle, response)
    raise ToolError(f"{operation.get('operationId')} has no successful response.")


def response_schema(bundle: Mapping[str, Any], operation: Mapping[str, Any]) -> Any:
    """Return the schema of an operation's successful JSON response, else None."""
    _, response = success(bundle, operation)
    media = (response.get("content") or {}).get("application/json") or {}
    return resolve(bundle, media["schema"]) if "schema" in media else None
