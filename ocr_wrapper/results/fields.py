"""Named fields of a response, each with its confidence and position.

The service returns values and confidences separately, and in a different structure for each
operation: confidences by field name, one confidence for everything, pages of key-value pairs. The
rules here follow the structure of the response and not a list of operations, so that a new
operation of the contract has its fields at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from huawei_ocr_api.catalog import FILE_FIELDS, OBJECT_FIELDS, PLACE_FIELDS

from ocr_wrapper.results import geometry
from ocr_wrapper.results.geometry import Polygon

JsonObject: TypeAlias = Mapping[str, Any]
"""One object of a response body."""

T_co = TypeVar("T_co", covariant=True)

_LOCATION_SUFFIX = "_location"
"""Coordinates of the value, portrait or plate with the same prefix."""

_RESULT_SUFFIX = "_result"
"""One kind of free text of a smart document."""

_CARD_RESULTS = frozenset({"alarm_result"})
"""Objects with the suffix of `_RESULT_SUFFIX` that belong to a card."""

_FLAGS = frozenset({"side"})
"""Values that are not printed on the document, so that the overall confidence does not apply."""

_FREE_TEXT_KEYS = frozenset({"words_block_list", "words_region_list", "markdown_result", "excel"})
"""Keys that only a result of free text has; fields are elsewhere in it."""

_CONFIDENCE_ALIASES = {"card_number": "id_number"}
"""Values whose confidence has another name: the back of a Thailand ID card is described with
`card_number` in the vendor's table and with `id_number` in its example (4.8)."""

_MAX_DEPTH = 4
"""Deepest nesting of objects that is searched for values; the contract has two levels."""

_MAX_TEXT_DEPTH = 16
"""Deepest nesting of lists that is joined to text."""

_BASE64_LENGTH = 2000
"""Length from which a text of its characters is taken for Base64; no printed value is so long."""

_BASE64 = re.compile(r"[0-9A-Za-z+/=\r\n]+")
"""The characters of Base64, in one line or several; a long text in Chinese has no spaces either."""


@dataclass(frozen=True, slots=True)
class Field(Generic[T_co]):
    """One recognized value with its confidence; the repr shows neither."""

    name: str
    """Name as in the response; for nested objects `translation_info.name_translation`."""

    value: T_co = field(repr=False)
    """Value as returned: usually text, or any other JSON value that the service sent."""

    confidence: float | None = field(default=None, repr=False)
    """0 to 1; None if the response has none."""

    polygon: Polygon | None = field(default=None, repr=False)
    """Position in the image, for the few operations that return it."""

    @property
    def text(self) -> str:
        """The value as one line of text, parts of a list joined by spaces; empty for None."""
        return as_text(self.value)

    @property
    def is_image(self) -> bool:
        """Whether the value is an image as Base64, such as the portrait of a card."""
        return _is_image(self.name, self.value)


def as_text(value: object, depth: int = _MAX_TEXT_DEPTH) -> str:
    """Return any value of a response as text on one line; deeper nesting is omitted."""
    if isinstance(value, str) and depth:
        return " ".join(value.split())
    if value is None or depth == 0:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return " ".join(part for part in (as_text(item, depth - 1) for item in value) if part)
    try:
        return " ".join(str(value).split())
    except (RecursionError, ValueError):  # deep objects, and integers with thousands of digits
        return ""


def fields(raw: JsonObject) -> dict[str, Field[Any]]:
    """Return the fields of a response body by name, in the order of the service.

    If a response contains several objects, such as license plates, the names of the second one end
    in `#2` and so on. Free text has no fields, except key-value pairs and extracted data.
    """
    found: dict[str, Field[Any]] = {}
    counts: dict[str, int] = {}
    result = raw.get("result")
    for entry in result if isinstance(result, list) else [result]:
        if not isinstance(entry, Mapping):
            continue
        for item in _entry_fields(entry):
            name = item.name
            # Continues from the last number, because a response may repeat one name many times.
            while name in found:
                counts[item.name] = counts.get(item.name, 1) + 1
                name = f"{item.name}#{counts[item.name]}"
            found[name] = Field(name, item.value, item.confidence, item.polygon)
    return found


def _entry_fields(entry: JsonObject) -> Iterator[Field[Any]]:
    if _is_free_text(entry):
        yield from _pairs(entry.get("kv_result"))
        extracted = entry.get("extracted_data")
        if isinstance(extracted, Mapping):
            for name, value in extracted.items():
                yield from _flat(name, value, None, _MAX_DEPTH)
        return
    scores, overall = _scores(entry)
    for name, value in entry.items():
        if name == "confidence":
            continue
        if name in scores:
            yield Field(name, value, geometry.parse_number(scores[name]), _polygon(entry, name))
        elif isinstance(value, Mapping):
            if name not in PLACE_FIELDS:
                yield from _flat(name, value, None, _MAX_DEPTH)
        elif not _is_not_a_value(name, value):
            score = overall if isinstance(value, str) and name not in _FLAGS else None
            other = _CONFIDENCE_ALIASES.get(name, "")
            if other in scores and other not in entry:
                score = geometry.parse_number(scores[other])
            yield Field(name, value, score, _polygon(entry, name))


def _scores(entry: JsonObject) -> tuple[JsonObject, float | None]:
    """Return the confidences by name, or the one confidence of everything in `entry`."""
    known = entry.get("confidence")
    if isinstance(known, Mapping):
        return known, None
    return {}, geometry.parse_number(known)


def _is_not_a_value(name: str, value: object) -> bool:
    """Return whether a value is a position, an image, or null in place of an object."""
    return (
        name in PLACE_FIELDS
        or name in FILE_FIELDS
        or (value is None and name in OBJECT_FIELDS)
        or geometry.parse_polygon(value) is not None
        or _is_image(name, value)
    )


def _is_free_text(entry: JsonObject) -> bool:
    return not _FREE_TEXT_KEYS.isdisjoint(entry) or any(
        name.endswith(_RESULT_SUFFIX) and name not in _CARD_RESULTS and isinstance(value, Mapping)
        for name, value in entry.items()
    )


def _pairs(result: object) -> Iterator[Field[Any]]:
    """Read the key-value pairs of a smart document, which have no confidence."""
    blocks = result.get("kv_block_list") if isinstance(result, Mapping) else None
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Mapping):
            continue
        corners = None
        words = block.get("words_block_list")
        for word in words if isinstance(words, list) else []:
            if isinstance(word, Mapping) and word.get("type") == "value":
                corners = geometry.parse_polygon(word.get("location"))
        yield Field(
            as_text(block.get("key")),
            block.get("value"),
            geometry.parse_number(block.get("confidence")),
            corners,
        )


def _flat(name: str, value: Any, score: float | None, depth: int) -> Iterator[Field[Any]]:
    """Flatten a nested object to dotted names, with the confidences that it contains."""
    if isinstance(value, Mapping) and depth:
        scores, overall = _scores(value)
        for key, inner in value.items():
            if key != "confidence":
                known = geometry.parse_number(scores.get(key))
                yield from _flat(
                    f"{name}.{key}", inner, overall if known is None else known, depth - 1
                )
    elif not _is_not_a_value(name, value):
        yield Field(name, value, score)


def _polygon(entry: JsonObject, name: str) -> Polygon | None:
    """Find the position of a value: by name, or that of its portrait, plate or whole object."""
    if name in PLACE_FIELDS:
        return geometry.parse_polygon(entry.get(name))
    locations = entry.get("text_location")
    if isinstance(locations, Mapping) and name in locations:
        return geometry.parse_polygon(locations[name])
    for prefix in (name, name.partition("_")[0]):
        corners = geometry.parse_polygon(entry.get(prefix + _LOCATION_SUFFIX))
        if corners is not None:
            return corners
    return geometry.parse_polygon(entry.get("location"))


def _is_image(name: str, value: object) -> bool:
    return isinstance(value, str) and (
        name.rpartition(".")[2] in FILE_FIELDS
        or (len(value) > _BASE64_LENGTH and _BASE64.fullmatch(value) is not None)
    )
