"""Add to a bundle what follows from its facts: servers and limits of each operation.

Readers of other tools see `servers` and `description`, not `x-ocr`. Written by hand, both would
repeat the facts sixteen times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.contract.document import operations

_FACTS = "Regions: "


def add(document: dict[str, Any]) -> None:
    """Give each operation of the OCR service its servers and a paragraph of its limits.

    An operation without facts, or with facts that are wrong, is left to the lint.
    """
    known = document.get("x-regions") or {}
    for place in operations(document):
        facts = place.ocr or {}
        regions = [name for name in facts.get("regions") or [] if name in known]
        if not regions:
            continue
        place.operation["servers"] = list(_servers(document, regions))
        text = place.operation.get("description")
        if text:
            place.operation["description"] = f"{text.rstrip()}\n\n{_paragraph(facts)}\n"


def own_text(description: str) -> str:
    """Return a description without the paragraph that `add` wrote."""
    head, found, _ = description.rpartition(f"\n\n{_FACTS}")
    return head if found else description


def _servers(document: Mapping[str, Any], regions: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the servers of the contract that have a host in one of the regions."""
    for server in document.get("servers") or []:
        variable = server["variables"]["region"]
        served = [name for name in regions if name in variable["enum"]]
        if served:
            narrowed = {**variable, "enum": served, "default": served[0]}
            yield {**server, "variables": {"region": narrowed}}


def _paragraph(facts: Mapping[str, Any]) -> str:
    parts = [f"{_FACTS}{', '.join(facts['regions'])}."]
    if facts.get("formats"):
        parts.append(f"Formats: {', '.join(facts['formats'])}.")
    low, high, area = (facts.get(name) for name in ("min-side", "max-side", "max-pixels"))
    if isinstance(low, int) and isinstance(high, int):
        sides = f"Sides: {low:,} to {high:,} pixels"
        if isinstance(area, int):
            sides += f", at most {area:,} in all"
        parts.append(f"{sides}.")
    return " ".join(parts)
