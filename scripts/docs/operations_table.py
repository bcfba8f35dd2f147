"""Build docs/operations.md: regions, limits and options of each operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.codegen import catalog
from scripts.contract.document import Place, request_schema, resolve

_HEAD = """# Operations

Made by `make docs` from the contract. What each operation reads, where it runs, what it
takes and which options it has; the same facts are `huawei_ocr_api.catalog` in Python and
[the API reference](../generated/huawei_ocr_api/reference.html) in full.

Common to all: one file or one address a call; at most 10 MB as Base64, about 7 MB of
file; a body of at most 12 MB when the call is signed with AK/SK.
"""


def page(bundle: Mapping[str, Any]) -> str:
    """Return the Markdown of a bundle."""
    places = catalog.recognizers(bundle)
    regions = list(bundle["x-regions"])
    return "\n".join([*_matrix(places, regions), *_limits(places), *_options(bundle, places), ""])


def _matrix(places: list[Place], regions: list[str]) -> Iterator[str]:
    yield _HEAD
    yield "## Where they run\n"
    yield _row(["Operation", *regions])
    yield _row(["---", *[":-:"] * len(regions)])
    for place in places:
        served = (place.ocr or {})["regions"]
        yield _row([f"`{place.name}`", *("●" if name in served else "" for name in regions)])


def _limits(places: list[Place]) -> Iterator[str]:
    yield "\n## What they read and take\n"
    yield _row(["Operation", "Reads", "Formats", "Sides, px", "Area, px", "Field"])
    yield _row(["---", "---", "---", "--:", "--:", "---"])
    for place in places:
        facts = place.ocr or {}
        summary = catalog.one_line(place.operation["summary"])
        if facts.get("withdrawn"):
            summary += f" **Withdrawn on {facts['withdrawn']}.**"
        if place.input_field is None:
            yield _row([f"`{place.name}`", summary, "no image", "", "", ""])
            continue
        area = f"≤ {facts['max-pixels']:,}" if "max-pixels" in facts else ""
        sides = f"{facts['min-side']:,}–{facts['max-side']:,}"
        yield _row(
            [
                f"`{place.name}`",
                summary,
                " ".join(facts["formats"]),
                sides,
                area,
                f"`{place.input_field}`",
            ]
        )


def _options(bundle: Mapping[str, Any], places: list[Place]) -> Iterator[str]:
    yield "\n## Their options\n"
    yield _row(["Operation", "Option", "Values", "What it does"])
    yield _row(["---"] * 4)
    for place in places:
        schema = request_schema(bundle, place.operation) or {}
        options = [
            (name, reference, resolve(bundle, reference))
            for name, reference in schema["properties"].items()
            if name not in ("image", "data", "url")
        ]
        for name, reference, option in options:
            about = catalog.one_line(reference.get("description") or option["description"])
            if option.get("x-requires"):
                about += f" Needs {', '.join(f'`{item}`' for item in option['x-requires'])}."
            yield _row([f"`{place.name}`", f"`{name}`", _values(bundle, option), about])
        if not options:
            yield _row([f"`{place.name}`", "none", "", ""])


def _values(bundle: Mapping[str, Any], option: Mapping[str, Any]) -> str:
    items = resolve(bundle, option.get("items") or {})
    listed = option.get("enum") or items.get("enum")
    if listed:
        shown = " ".join(f"`{value}`" if value != "" else "empty" for value in listed)
        return f"list of {shown}" if option.get("type") == "array" else shown
    bounds = [option.get("minimum"), option.get("maximum")]
    kind = str(option.get("type", ""))
    if bounds[0] is not None and bounds[1] is not None:
        return f"{kind}, {bounds[0]} to {bounds[1]}"
    if bounds[0] is not None:
        return f"{kind}, {bounds[0]} or more"
    return f"{kind}, up to {bounds[1]}" if bounds[1] is not None else kind


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
