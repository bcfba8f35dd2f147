"""Bring each recognized field together with its confidence, for any operation.

The service answers with values in one place and confidences in another, and no two operations
do it alike: a map by field name, one number for all, pages of key-value pairs. The rules here
follow the shape of the answer and not a list of operations, so an operation that is added to
the contract has its fields at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocr_wrapper.results import geometry
from ocr_wrapper.results.geometry import Polygon

Answer = Mapping[str, Any]

_PAGE_KEYS = frozenset({"words_block_list", "words_region_list", "markdown_result", "excel"})
"""Keys by which a result is known for one of free text; its fields stand elsewhere in it."""

_ALIASES = {"card_number": "id_number"}
"""Values whose confidence comes under another name: the back of a Thailand ID card is described
with ``card_number`` in the vendor's table and with ``id_number`` in its example (4.8)."""

_NESTED_DEPTH = 4
"""Deepest nesting of named values that is looked into; the contract has two."""


@dataclass(frozen=True, slots=True)
class Field:
    """Hold one recognized value with its confidence; the repr shows neither."""

    name: str
    """Name as in the answer; nested ones as ``translation_info.name_translation``."""

    value: Any = field(repr=False)
    """Value as it came: text as a rule, and whatever else the service sent."""

    confidence: float | None = field(default=None, repr=False)
    """0 to 1, None where the answer gives none."""

    polygon: Polygon | None = field(default=None, repr=False)
    """Where the field stands, for the few operations that tell."""

    @property
    def text(self) -> str:
        """The value as one line of text, parts of a list joined by blanks; empty for None."""
        return as_text(self.value)

    @property
    def is_picture(self) -> bool:
        """Whether the value is a picture as Base64, such as the portrait of a card."""
        return _is_picture(self.name, self.value)


def as_text(value: Any) -> str:
    """Return any value of an answer as text on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(part for part in map(as_text, value) if part)
    return " ".join(str(value).split())


def fields(raw: Answer) -> dict[str, Field]:
    """Return the fields of a whole answer by name, in its own order.

    Where an answer holds several objects, such as license plates, the second one's names end in
    ``#2`` and so on. Free text has no fields; its key-value pairs and extracted data are some.
    """
    found: dict[str, Field] = {}
    result = raw.get("result")
    for entry in result if isinstance(result, list) else [result]:
        if not isinstance(entry, Mapping):
            continue
        for item in _entry(entry):
            name, count = item.name, 1
            while name in found:
                count += 1
                name = f"{item.name}#{count}"
            found[name] = Field(name, item.value, item.confidence, item.polygon)
    return found


def _entry(entry: Answer) -> Iterator[Field]:
    if _is_page(entry):
        yield from _pairs(entry.get("kv_result"))
        extracted = entry.get("extracted_data")
        if isinstance(extracted, Mapping):
            for name, value in extracted.items():
                yield from _flat(name, value, None, _NESTED_DEPTH)
        return
    scores, overall = _scores(entry)
    for name, value in entry.items():
        if name == "confidence":
            continue
        if name in scores:
            yield Field(name, value, geometry.confidence(scores[name]), _place(entry, name))
        elif isinstance(value, Mapping):
            if not name.endswith("_location"):
                yield from _flat(name, value, None, _NESTED_DEPTH)
        elif not _is_aside(name, value):
            score = overall if isinstance(value, str) and name != "side" else None
            other = _ALIASES.get(name, "")
            if other in scores and other not in entry:
                score = geometry.confidence(scores[other])
            yield Field(name, value, score, _place(entry, name))


def _scores(entry: Answer) -> tuple[Answer, float | None]:
    """Return the confidences by name, or the one confidence of everything in ``entry``."""
    known = entry.get("confidence")
    if isinstance(known, Mapping):
        return known, None
    return {}, geometry.confidence(known)


def _is_aside(name: str, value: object) -> bool:
    """Tell whether a value is a place, a picture, or an empty stand-in for an object."""
    return (
        name.endswith(("_location", "_image"))
        or (value is None and name.endswith("_info"))
        or geometry.polygon(value) is not None
        or _is_picture(name, value)
    )


def _is_page(entry: Answer) -> bool:
    return not _PAGE_KEYS.isdisjoint(entry) or any(
        name.endswith("_result") and name != "alarm_result" and isinstance(value, Mapping)
        for name, value in entry.items()
    )


def _pairs(result: object) -> Iterator[Field]:
    """Read the key-value pairs of a smart document; the service gives them no confidence."""
    blocks = result.get("kv_block_list") if isinstance(result, Mapping) else None
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Mapping):
            continue
        place = None
        words = block.get("words_block_list")
        for word in words if isinstance(words, list) else []:
            if isinstance(word, Mapping) and word.get("type") == "value":
                place = geometry.polygon(word.get("location"))
        yield Field(
            as_text(block.get("key")),
            block.get("value"),
            geometry.confidence(block.get("confidence")),
            place,
        )


def _flat(name: str, value: Any, score: float | None, depth: int) -> Iterator[Field]:
    """Give the values of a nested object dotted names, with the confidences that it holds."""
    if isinstance(value, Mapping) and depth:
        scores, overall = _scores(value)
        for key, inner in value.items():
            if key != "confidence":
                known = geometry.confidence(scores.get(key))
                yield from _flat(
                    f"{name}.{key}", inner, overall if known is None else known, depth - 1
                )
    elif not _is_aside(name, value):
        yield Field(name, value, score)


def _place(entry: Answer, name: str) -> Polygon | None:
    """Find the place of a value: in the map of places, or its own, its portrait's, its plate's."""
    if name.endswith("_location"):
        return geometry.polygon(entry.get(name))
    places = entry.get("text_location")
    if isinstance(places, Mapping) and name in places:
        return geometry.polygon(places[name])
    for key in (f"{name}_location", f"{name.partition('_')[0]}_location"):
        place = geometry.polygon(entry.get(key))
        if place is not None:
            return place
    return geometry.polygon(entry.get("location"))


def _is_picture(name: str, value: object) -> bool:
    return isinstance(value, str) and (
        name.rpartition(".")[2].endswith("_image") or (len(value) > 2000 and " " not in value)
    )
