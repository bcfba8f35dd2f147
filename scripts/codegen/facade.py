"""Generate the typed methods of the client, one per operation."""

from __future__ import annotations

import keyword
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.codegen import catalog
from scripts.contract.document import Place, request_schema, resolve, response_schema
from scripts.layout import ToolError

_TYPES = {"boolean": "bool", "string": "str", "integer": "int", "number": "float"}
_COMMON = {
    "url": ("str | None = None", "URL of the file, instead of `image`."),
    "enterprise_project_id": (
        "str | None = None",
        "Enterprise project that is billed.",
    ),
    "timeout": ("float | None = None", "Seconds for the whole call, retries included."),
    "region": ("str | None = None", "Region to call; one of those that the client may use."),
    "fit": ("bool = False", "Whether to scale or re-encode an image that exceeds the limits."),
}
_OF_IMAGE = ("url", "fit")
_HEAD = '''"""Typed methods of the operations: base classes of the clients, which define `call`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from ocr_wrapper import ImageInput, Recognition

    from .models import (
'''
_SYNC = '''

class SyncOperations:
    """One blocking method per operation."""

    def call(self, operation: str, image: ImageInput | None = None, **options: Any) -> Any:
        """Call an operation by its name; options that are None are not sent."""
        raise NotImplementedError
'''
_ASYNC = '''

class AsyncOperations:
    """One coroutine method per operation."""

    async def call(self, operation: str, image: ImageInput | None = None, **options: Any) -> Any:
        """Call an operation by its name; options that are None are not sent."""
        raise NotImplementedError
'''


def generate(bundle: dict[str, Any], package: Path) -> None:
    """Write `facade.py`.

    Raises:
        ToolError: an option is named as a parameter that every method has, or as a
            Python keyword.
    """
    places = catalog.recognizers(bundle)
    results = sorted({_result(bundle, place)[0] for place in places})
    parts = [_HEAD, *(f"        {name},\n" for name in results), "    )\n"]
    parts += [*_aliases(bundle, places), _SYNC]
    parts += [_method(bundle, place, asynchronous=False) for place in places]
    parts += [_ASYNC]
    parts += [_method(bundle, place, asynchronous=True) for place in places]
    package.joinpath("facade.py").write_text("".join(parts), encoding="utf-8")


def _result(bundle: Mapping[str, Any], place: Place) -> tuple[str, str]:
    """Return the model of an operation's `result` and the type that `r.result` has."""
    schema = response_schema(bundle, place.operation)
    node = schema["properties"]["result"]
    shape = "{}"
    target = resolve(bundle, node)
    if "items" in target:
        shape, node = "list[{}]", target["items"]
    if "$ref" not in node:
        raise ToolError(f"The `result` of {place.name} must be a named schema or a list of them.")
    name = str(node["$ref"]).rsplit("/", 1)[-1]
    return name, shape.format(name)


def _method(bundle: Mapping[str, Any], place: Place, *, asynchronous: bool) -> str:
    schema = request_schema(bundle, place.operation)
    options = {}
    for name, reference in schema["properties"].items():
        if name in ("image", "data", "url"):
            continue
        if name in _COMMON or keyword.iskeyword(name) or not name.isidentifier():
            raise ToolError(f"The option {name!r} of {place.name} cannot be a parameter's name.")
        option = resolve(bundle, reference)
        text = reference.get("description") or option.get("description") or ""
        kind = _type(bundle, option, _alias(place, name))
        options[name] = (f"{kind} | None = None", catalog.one_line(text))
    parameters = _parameters(place, options)
    takes_image = place.input_field is not None
    _, result = _result(bundle, place)
    names = ", ".join(f"{name}={name}" for name in parameters)
    lines = [
        "",
        f"    {'async ' if asynchronous else ''}def {place.name}(",
        "        self,",
        *(["        image: ImageInput | None = None,"] if takes_image else []),
        "        *,",
        *(f"        {name}: {kind}," for name, (kind, _) in parameters.items()),
        f"    ) -> Recognition[{result}]:",
        *_docstring(place, parameters),
        f"        found: Recognition[{result}] = {'await ' if asynchronous else ''}self.call(",
        f'            "{place.name}", {"image, " if takes_image else ""}{names}',
        "        )",
        "        return found",
    ]
    return "\n".join(lines) + "\n"


def _parameters(place: Place, options: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the keyword parameters of a method; without an image, none that concern it."""
    common = {
        name: about
        for name, about in _COMMON.items()
        if place.input_field is not None or name not in _OF_IMAGE
    }
    url = {"url": common.pop("url")} if "url" in common else {}
    return {**url, **options, **common}


def _aliases(bundle: Mapping[str, Any], places: list[Place]) -> Iterator[str]:
    """Yield a `Literal` for the values of each option that lists them."""
    for place in places:
        for name, reference in request_schema(bundle, place.operation)["properties"].items():
            option = resolve(bundle, reference)
            items = resolve(bundle, option.get("items") or {})
            values = option.get("enum") or items.get("enum")
            if values:
                listed = ", ".join(repr(value) for value in values)
                yield f"\n{_alias(place, name)}: TypeAlias = Literal[{listed}]\n"


def _alias(place: Place, option: str) -> str:
    """Return the name of the type of an option's values, `PassportCountryCode`."""
    media = place.operation["requestBody"]["content"]["application/json"]
    noun = str(media["schema"].get("$ref", place.name)).rpartition("/")[2].removesuffix("Request")
    return noun + "".join(word.capitalize() for word in option.split("_"))


def _type(bundle: Mapping[str, Any], option: Mapping[str, Any], alias: str) -> str:
    kind = option.get("type")
    if "enum" in option:
        return alias
    if kind == "array":
        return f"Sequence[{_type(bundle, resolve(bundle, option.get('items') or {}), alias)}]"
    return _TYPES.get(str(kind), "Mapping[str, Any]" if kind == "object" else "Any")


def _docstring(place: Place, parameters: Mapping[str, tuple[str, str]]) -> list[str]:
    operation, facts = place.operation, place.ocr or {}
    paragraphs = [catalog.one_line(operation["summary"])]
    if facts.get("withdrawn"):
        paragraphs.append(f"The vendor withdrew this operation on {facts['withdrawn']}.")
    text = operation["description"].strip()
    paragraphs += [catalog.one_line(part) for part in text.split("\n\n")]
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += ["", *textwrap.wrap(paragraph, 88)]
    lines += ["", "Args:"]
    about = {}
    if place.input_field is not None:
        about["image"] = "The image: path, URL, bytes, binary file, PIL image or Base64 text."
    about |= {name: text for name, (_, text) in parameters.items()}
    for name, text in about.items():
        lines += textwrap.wrap(
            f"{name}: {text}", 88, initial_indent="    ", subsequent_indent="        "
        )
    body = [line.replace("\\", "\\\\").replace('"""', "'''") for line in lines[1:]]
    body[0] = f'"""{body[0]}'
    return [f"        {line}".rstrip() for line in [*body, '"""']]
