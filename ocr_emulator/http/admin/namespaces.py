"""Admin routes for namespaces: create, remove, reset."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from ocr_emulator.contract import checks
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.state.namespace import ACCOUNT_FIELDS


async def list_namespaces(request: AdminRequest) -> dict[str, Any]:
    """Return the names of all namespaces."""
    return {"namespaces": list(request.services.registry.namespaces)}


async def create_namespace(request: AdminRequest) -> web.Response:
    """Create a namespace, unless it exists, and return how to call it."""
    body = await request.json("a namespace", ("name", *ACCOUNT_FIELDS))
    name = checks.text("name", body.pop("name", None))
    space = request.services.registry.namespace(name, **body)
    created = {
        "name": space.name,
        "ak": space.ak,
        "sk": space.sk,
        "projects": space.projects,
        "user": space.user,
    }
    return web.Response(status=201, text=json.dumps(created), content_type="application/json")


async def remove_namespace(request: AdminRequest) -> dict[str, Any]:
    """Remove a namespace with all that is in it."""
    request.services.registry.remove(request.parameters["name"])
    return await list_namespaces(request)


async def reset(request: AdminRequest) -> dict[str, Any]:
    """Reset one namespace, or all of them when none is named.

    `?keep=journal` keeps the journal and the files and resets what makes requests fail.
    """
    # What is meant for one namespace belongs into the query, and would reset all of them here.
    await request.json("a reset", ())
    keep = request.query.get("keep", "")
    if keep not in ("", "journal"):
        raise AdminError(400, f"keep {keep[:40]!r} is not 'journal'")
    if request.namespace_name is not None:
        spaces = [request.namespace]
    else:
        spaces = list(request.services.registry.namespaces.values())
    for space in spaces:
        if keep:
            space.reset_scripts()
        else:
            space.reset()
    return {"reset": [space.name for space in spaces]}


ROUTES = (
    Route("GET", "/namespaces", list_namespaces),
    Route("POST", "/namespaces", create_namespace),
    Route("DELETE", "/namespaces/{name}", remove_namespace),
    Route("POST", "/reset", reset, ("keep",)),
)
