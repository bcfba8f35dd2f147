"""Admin routes for the journal: list, count, wait, clear."""

from __future__ import annotations

import asyncio
from typing import Any

from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route

_MAX_WAIT_SECONDS = 60.0


def _filters(request: AdminRequest) -> dict[str, Any]:
    filters: dict[str, Any] = dict(request.query)
    if "status" in filters:
        filters["status"] = int(filters["status"])
    return filters


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
    wanted = int(filters.pop("count", 1))
    seconds = min(float(filters.pop("timeout", 5)), _MAX_WAIT_SECONDS)
    journal = request.namespace.journal
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    # Polled, and not awaited in a thread: stopping the server ends it at once.
    while len(found := journal.entries(**filters)) < wanted:
        if loop.time() >= deadline:
            message = f"{len(found)} of {wanted} requests came within {seconds:g} s"
            raise AdminError(408, message)
        await asyncio.sleep(0.01)
    return {"entries": [entry.to_dict() for entry in found]}


async def clear(request: AdminRequest) -> dict[str, Any]:
    """Remove all entries."""
    request.namespace.journal.clear()
    return {"calls": 0}


ROUTES = (
    Route("GET", "/journal", entries),
    Route("DELETE", "/journal", clear),
    Route("GET", "/journal/count", count),
    Route("GET", "/journal/wait", wait),
)
