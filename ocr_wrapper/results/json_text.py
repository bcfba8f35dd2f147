"""JSON encoding of results: valid UTF-8, safe to display, and complete for every response.

The standard encoder writes lone surrogates, which no file can hold, and gives up on deep nesting.
A result was billed, so that saving it must never fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

_UNSAFE = re.compile(
    "[\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters, bidi controls and surrogates, which the standard encoder does not escape."""

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity')
"""A text, which is left as it is, or the name that the standard encoder gives to infinity."""

_NUMBERS = {"Infinity": "1e999", "-Infinity": "-1e999"}
"""Infinity as JSON, which Python reads as infinity again. NaN is no number of JSON, and the decoder
of responses accepts none."""

_NOT_ASCII = re.compile("[^\x00-\x7f]")

_Frame: TypeAlias = tuple[Iterator[Any], str]
"""An open array or object: the remaining items and the closing bracket."""


def dumps(value: object, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """Return JSON text, on one line unless `indent` is given.

    Characters outside ASCII are written as they are, except those that cannot be encoded or that
    control a terminal; with `ascii_only` all of them are escaped. A number that is too large for
    Python, and infinite there, is written as 1e999, because JSON has no infinity.
    """
    try:
        text = _encoded(value, ensure_ascii=ascii_only, indent=indent)
    except RecursionError:
        text = "".join(_iterative(value))
        if ascii_only:
            text = _NOT_ASCII.sub(_escaped, text)
    return _UNSAFE.sub(_escaped, text)


def _encoded(value: object, *, ensure_ascii: bool = False, indent: int | None = None) -> str:
    try:
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, allow_nan=False)
    except ValueError:
        text = json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)
        return _TOKEN.sub(lambda match: _NUMBERS.get(match[0], match[0]), text)


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def _iterative(value: object) -> Iterator[str]:
    """Encode without recursion and without indentation, for values that are nested too deeply."""
    stack: list[_Frame] = [(iter([("", value)]), "")]
    first = True
    while stack:
        items, closing = stack[-1]
        item = next(items, None)
        if item is None:
            stack.pop()
            yield closing
            first = False
            continue
        prefix, inner = item
        yield prefix if first else f", {prefix}"
        first = False
        if isinstance(inner, Mapping):
            yield "{"
            stack.append((((f"{_key(k)}: ", v) for k, v in inner.items()), "}"))
            first = True
        elif isinstance(inner, list | tuple):
            yield "["
            stack.append(((("", v) for v in inner), "]"))
            first = True
        else:
            yield _encoded(inner)


def _key(name: object) -> str:
    return json.dumps(str(name), ensure_ascii=False)
