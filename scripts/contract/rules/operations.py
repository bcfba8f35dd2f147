"""Rules of the facts under `x-ocr`, of regions and of the error table."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.contract.document import NO_IMAGE, Place, wrong_facts
from scripts.contract.rules.contract import Contract, Problem

_FACTS = ("input", "regions")
_MORE = ("withdrawn", "replaced-by")
_IMAGE_FACTS = ("formats", "min-side", "max-side")
_IMAGE_MORE = ("max-pixels", "pdf")
_FORMATS = frozenset(
    ("PNG", "JPG", "JPEG", "BMP", "GIF", "TIFF", "WebP", "PCX", "ICO", "PSD", "TGA", "PDF")
)
_FAILURES = ("400", "401", "403", "404", "429", "500", "503")
_CATEGORIES = frozenset(
    (
        "parameters",
        "image",
        "recognition",
        "authentication",
        "permission",
        "source",
        "not_found",
        "throttled",
        "backend",
        "unavailable_for_hours",
    )
)
_STATUSES = range(400, 600)
_CLASSES = ("300", "400", "500")
_LIMITS = {"signed-body-bytes"}
_PATH = re.compile(r"/v2/\{project_id\}/ocr/[a-z0-9]+(-[a-z0-9]+)*")


def paths_are_of_one_form(contract: Contract) -> Iterator[Problem]:
    """Find recognizers at an address that client, command line and emulator do not know.

    All three take the last part of the path for the operation's short name and the rest for
    given; several pages of the vendor leave `/ocr` out of it (D-055, D-087).
    """
    for place in contract.recognizers:
        if place.method != "post" or not _PATH.fullmatch(place.path):
            found = f"{place.method.upper()} {place.path}"
            yield Problem(place.name, f"is {found}, not POST /v2/{{project_id}}/ocr/<name>")


def facts_have_their_types(contract: Contract) -> Iterator[Problem]:
    """Find facts of another type, as a text where a list belongs."""
    for place in contract.recognizers:
        for fault in wrong_facts(place.ocr or {}):
            yield Problem(place.name, fault)


def facts_are_whole(contract: Contract) -> Iterator[Problem]:
    """Find operations whose `x-ocr` lacks a fact or has an unknown one."""
    for place in contract.recognizers:
        facts = place.ocr or {}
        takes_image = facts.get("input") != NO_IMAGE
        needed = {*_FACTS, *(_IMAGE_FACTS if takes_image else ())}
        allowed = {*needed, *_MORE, *(_IMAGE_MORE if takes_image else ())}
        for name in sorted(needed):
            if not facts.get(name):
                yield Problem(place.name, f"x-ocr does not say `{name}`")
        for name in sorted(facts.keys() - allowed):
            yield Problem(place.name, f"x-ocr says `{name}`, which nothing reads")
        if facts.get("input") not in (None, "image", "data", NO_IMAGE):
            yield Problem(
                place.name, f"the input field is {facts['input']!r}, not image, data or none"
            )
        if bool(facts.get("pdf")) != ("PDF" in (facts.get("formats") or [])):
            yield Problem(place.name, "`pdf: true` and the format PDF go together")


def regions_exist(contract: Contract) -> Iterator[Problem]:
    """Find regions that `regions.yaml` does not have."""
    known = set(contract.bundle.get("x-regions") or {})
    for place in contract.recognizers:
        for region in _listed(place, "regions"):
            if region not in known:
                yield Problem(place.name, f"regions.yaml has no region {region!r}")


def servers_name_the_regions(contract: Contract) -> Iterator[Problem]:
    """Find servers whose list of regions differs from the regions with such a host."""
    regions = contract.bundle.get("x-regions") or {}
    for server in contract.bundle.get("servers") or []:
        listed = set(((server.get("variables") or {}).get("region") or {}).get("enum") or [])
        host = str(server.get("url")).removeprefix("https://")
        served = {
            name
            for name, facts in regions.items()
            if host.replace("{region}", name) in (facts.get("hosts") or [])
        }
        for name in sorted(listed ^ served):
            yield Problem(f"server {host}", f"the region {name} is listed or has a host, not both")


def formats_are_known(contract: Contract) -> Iterator[Problem]:
    """Find unknown formats and other spellings of known ones."""
    for place in contract.recognizers:
        for name in _listed(place, "formats"):
            if name not in _FORMATS:
                yield Problem(place.name, f"the format {name!r} is unknown")


def _listed(place: Place, fact: str) -> list[Any]:
    """Return a fact that is a list; none if it is something else, which has a rule of its own."""
    found = (place.ocr or {}).get(fact)
    return found if isinstance(found, list) else []


def limits_are_in_order(contract: Contract) -> Iterator[Problem]:
    """Find limits of sides and areas that no image can meet."""
    for place in contract.recognizers:
        facts = place.ocr or {}
        low, high, area = (facts.get(name) for name in ("min-side", "max-side", "max-pixels"))
        if not isinstance(low, int) or not isinstance(high, int):
            continue
        if not 0 < low <= high:
            yield Problem(place.name, f"min-side {low} and max-side {high} are out of order")
        if isinstance(area, int) and low * low > area:
            yield Problem(place.name, "max-pixels is less than the smallest image has")


def withdrawal_is_dated(contract: Contract) -> Iterator[Problem]:
    """Find withdrawn operations without a date, and dates without `deprecated`."""
    names = {place.name for place in contract.operations}
    for place in contract.recognizers:
        facts = place.ocr or {}
        date = facts.get("withdrawn")
        if bool(place.operation.get("deprecated")) != bool(date):
            yield Problem(place.name, "`deprecated: true` and x-ocr.withdrawn go together")
        if date:
            try:
                datetime.date.fromisoformat(str(date))
            except ValueError:
                yield Problem(place.name, f"withdrawn {date!r} is no date like 2025-11-04")
        successor = facts.get("replaced-by")
        if successor is not None and successor not in names:
            yield Problem(place.name, f"it is replaced by {successor!r}, which does not exist")


def texts_are_there(contract: Contract) -> Iterator[Problem]:
    """Find operations without the texts of docstring and help page, or under an unknown tag."""
    known = [entry["name"] for entry in contract.bundle.get("tags") or ()]
    for place in contract.operations:
        for tag in place.operation.get("tags") or ():
            if tag not in known:
                yield Problem(place.name, f"has the tag {tag!r}, which openapi.yaml lacks")
        for key in ("summary", "description", "tags"):
            if not place.operation.get(key):
                yield Problem(place.name, f"has no {key}")
        summary = str(place.operation.get("summary") or ".")
        if not summary.endswith("."):
            yield Problem(place.name, "the summary must be a sentence and end with a full stop")


def failures_are_described(contract: Contract) -> Iterator[Problem]:
    """Find operations that lack a response which the gateway may send for any."""
    for place in contract.operations:
        for status in _FAILURES:
            if status not in place.operation["responses"]:
                yield Problem(place.name, f"describes no response {status}")


def success_is_200(contract: Contract) -> Iterator[Problem]:
    """Find recognitions that succeed with another status than 200."""
    for place in contract.recognizers:
        good = [status for status in place.operation["responses"] if status[0] == "2"]
        if good != ["200"]:
            yield Problem(place.name, f"succeeds with {', '.join(good) or 'nothing'}, not with 200")


def errors_are_whole(contract: Contract) -> Iterator[Problem]:
    """Find codes and statuses that lack a text, a category or a retry rule."""
    known = contract.bundle.get("x-errors") or {}
    for status in _CLASSES:
        if status not in (contract.bundle.get("x-error-statuses") or {}):
            yield Problem(f"errors.yaml {status}", "is missing; statuses not listed count as it")
    for table in ("x-errors", "x-error-families", "x-error-statuses"):
        for code, facts in (contract.bundle.get(table) or {}).items():
            where = f"errors.yaml {code}"
            if table == "x-error-statuses" and not code.isdigit():
                yield Problem(where, "is no status")
            if table == "x-errors" and not facts.get("messages"):
                yield Problem(where, "has no message")
            if facts.get("usual-code") not in (None, *known):
                yield Problem(where, f"has the unknown usual-code {facts['usual-code']!r}")
            yield from _entry(where, facts)


def _entry(where: str, facts: Mapping[str, Any]) -> Iterator[Problem]:
    """Check what all three tables share."""
    for key in ("meaning", "remedy"):
        if not facts.get(key):
            yield Problem(where, f"has no {key}")
    if facts.get("category") not in _CATEGORIES:
        yield Problem(where, f"has the unknown category {facts.get('category')!r}")
    if not isinstance(facts.get("retryable"), bool):
        yield Problem(where, "must say `retryable` as true or false")
    for status in facts.get("statuses") or []:
        if status not in _STATUSES:
            yield Problem(where, f"has the status {status!r}")


def limits_are_numbers(contract: Contract) -> Iterator[Problem]:
    """Find missing, unknown or non-positive limits of all operations."""
    limits = contract.bundle.get("x-limits") or {}
    for name in sorted({*limits} ^ _LIMITS):
        yield Problem(f"limits.yaml {name}", "is missing" if name in _LIMITS else "has no reader")
    for name, value in limits.items():
        if type(value) is not int or value < 1:
            yield Problem(f"limits.yaml {name}", f"is {value!r}, not a positive whole number")
