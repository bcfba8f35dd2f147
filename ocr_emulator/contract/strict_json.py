"""Strict JSON parser: UTF-8, no duplicate keys, no NaN, bounded depth, and headers that say so.

A lenient parser and the check after it may each see another of two equal keys.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from ocr_emulator.contract.errors import Violation

MAX_DEPTH = 16
"""Levels of nesting; the deepest request of the contract has three."""
MAX_VALUES = 10_000
"""Values in a body; the longest request of the contract has a few dozen."""


_CHARSETS = ("", "charset=utf-8", "charset=utf8")
"""Many clients write it without the hyphen."""


class BodyError(ValueError):
    """Raised when a body is not JSON that the service accepts; says why, shows no content."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.expected = expected
        self.got = got


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise BodyError("each key once in an object", f"key {name[:60]!r} twice")
            seen.add(name)
    return result


def _constant(name: str) -> Any:
    raise BodyError("a JSON number", name)


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise BodyError("a finite number", "one that is too large")
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_constant, parse_float=_float)


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise BodyError(f"at most {MAX_DEPTH} levels of nesting", "a deeper body")
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(v for v in item.values() if isinstance(v, dict | list))
            elif isinstance(item, list):
                below.extend(v for v in item if isinstance(v, dict | list))
        level = below


def _check_size(body: bytes, limit: int) -> None:
    # Counted before parsing: megabytes of small values would hold the interpreter for seconds.
    found = 0
    for mark in b",:[{":
        # `find` and not `count`: 0.4 ms against 70 ms for the Base64 of 7 MiB.
        at = body.find(mark)
        while at >= 0:
            found += 1
            if found > limit:
                raise BodyError(f"at most {limit} values", "more")
            at = body.find(mark, at + 1)


def read(body: bytes, *, max_values: int = MAX_VALUES) -> Any:
    """Parse a body.

    Raises `BodyError` for anything that a strict parser refuses. A lenient one would keep
    the last of two equal keys, although the first may be the one that was checked.
    """
    if not body:
        raise BodyError("a JSON body", "an empty one")
    _check_size(body, max_values)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyError("UTF-8", f"an invalid byte at offset {error.start}") from None
    if text.startswith("\ufeff"):
        raise BodyError("JSON without a byte order mark", "a byte order mark")
    try:
        value = _DECODER.decode(text)
    except BodyError:
        raise
    except RecursionError:
        raise BodyError(f"at most {MAX_DEPTH} levels of nesting", "a deeper body") from None
    except json.JSONDecodeError as error:
        raise BodyError("JSON", f"an error at character {error.pos} ({error.msg})") from None
    except ValueError:
        # int() refuses thousands of digits; no number of the contract comes near.
        raise BodyError("a number of reasonable length", "thousands of digits") from None
    _check_depth(value)
    # In the Base64 of 7 MiB one character is searched for in 0.1 ms, three in 35 ms.
    if "\\" in text and ("\\ud" in text or "\\uD" in text):
        # Half of a surrogate pair is not a character: nothing after this could encode it.
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise BodyError("Unicode text", "half of a surrogate pair") from None
    return value


def check_headers(header: Mapping[str, str]) -> Violation | None:
    """Return why the headers, by their names in lower case, are not those of a JSON body."""
    encoding = header.get("content-encoding", "").lower()
    if encoding not in ("", "identity"):
        return Violation("header:Content-Encoding", "no encoding", encoding[:40])
    content_type = header.get("content-type", "")
    media, _, parameters = content_type.partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if media.strip().lower() != "application/json" or charset not in _CHARSETS:
        expected, got = "application/json in UTF-8", content_type[:80] or "nothing"
        return Violation("header:Content-Type", expected, got)
    return None
