"""Admin routes for the journal: list, count, wait, clear."""

from __future__ import annotations

import asyncio
import re
from dataclasses import fields
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.scripting.journal import Entry

_MAX_WAIT_SECONDS = 60.0
_TYPES = {field.name: str(field.type) for field in fields(Entry)}


def _filters(request: AdminRequest) -> dict[str, Any]:
    return {name: _wanted(name, text) for name, text in request.query.items()}


def _wanted(name: str, text: str) -> str | int | float:
    """Return the value that a field of an entry is compared with; raises `AdminError` 400."""
    match _TYPES.get(name, "str").removesuffix(" | None"):
        case "str":
            return text
        case "int":
            return _number(name, text)
        case "float":
            return _decimal(name, text)
    raise AdminError(400, f"entries cannot be filtered by {name}: it is no text and no number")


def _number(what: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise AdminError(400, f"{what} {text[:40]!r} is not a number")
    return int(text)


def _decimal(what: str, text: str) -> float:
    try:
        return checks.number(what, float(text))
    except ValueError:
        raise AdminError(400, f"{what} {text[:40]!r} is not a number") from None


async def entries(request: AdminRequest) -> dict[str, Any]:
    """Return the entries that match the query."""
    found = request.namespace.journal.entries(**_filters(request))
    return {"entries": [entry.to_dict() for entry in found]}


async def count(request: AdminRequest) -> dict[str, Any]:
    """Return the number of entries that match the query."""
    return {"count": request.namespace.journal.count(**_filters(request))}


async def wait(request: AdminRequest) -> dict[str, Any]:
    """Return the matching entries once there are `count` of them; 408 after `timeout` seconds."""
    filters = _filters(request)
    wanted = _number("count", filters.pop("count", "1"))
    timeout = checks.number("timeout", float(filters.pop("timeout", "5")), 0)
    seconds = min(timeout, _MAX_WAIT_SECONDS)
    loop, complete = asyncio.get_running_loop(), asyncio.Event()
    journal = request.namespace.journal
    # The journal calls back once, from the thread that records: waiting clients cost nothing.
    with journal.watch(wanted, lambda: loop.call_soon_threadsafe(complete.set), **filters) as watch:
        if not watch.complete:
            try:
                async with asyncio.timeout(seconds):
                    await complete.wait()
            except TimeoutError:
                message = f"{len(watch.entries)} of {wanted} requests came within {seconds:g} s"
                raise AdminError(408, message) from None
        return {"entries": [entry.to_dict() for entry in watch.entries]}


async def clear(request: AdminRequest) -> dict[str, Any]:
    """Remove all entries."""
    request.namespace.journal.clear()
    return {"calls": 0}


ROUTES = (
    Route("GET", "/journal", entries, None),
    Route("DELETE", "/journal", clear),
    Route("GET", "/journal/count", count, None),
    Route("GET", "/journal/wait", wait, None),
)
