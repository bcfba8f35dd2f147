"""Admin routes for the file store that replaces OBS and the web."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.state.files import MAX_FILE_BYTES, Files

_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def _files(request: AdminRequest) -> Files:
    named = request.parameters.get("namespace")
    return (request.namespace if named is None else request.find_namespace(named)).files


async def list_files(request: AdminRequest) -> dict[str, Any]:
    """Return names and addresses of the files of a namespace."""
    return {"files": [{"name": file.name, "url": file.url} for file in _files(request)]}


async def put_file(request: AdminRequest) -> web.Response:
    """Store a file and return the address for a request's `url`."""
    files = _files(request)
    data = await request.read(MAX_FILE_BYTES)
    private = request.query.get("private", "false")
    if private not in _FLAGS:
        raise AdminError(400, f"private {private[:40]!r} is not true or false")
    name = request.parameters["name"]
    url = files.put(name, data, url=request.query.get("url"), private=_FLAGS[private])
    text = json.dumps({"url": url})
    return web.Response(status=201, text=text, content_type="application/json")


async def get_file(request: AdminRequest) -> web.Response:
    """Return a file's bytes."""
    return web.Response(
        body=_files(request).get(request.parameters["name"]).data,
        content_type="application/octet-stream",
        # A browser must not run what was stored here as a page of this origin.
        headers={"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"},
    )


async def remove_file(request: AdminRequest) -> dict[str, Any]:
    """Remove a file."""
    name = request.parameters["name"]
    _files(request).remove(name)
    return {"removed": name}


ROUTES = (
    Route("GET", "/files", list_files),
    *(
        route
        for path in ("/files/{name}", "/files/{namespace}/{name}")
        for route in (
            Route("PUT", path, put_file, ("url", "private")),
            Route("GET", path, get_file),
            Route("DELETE", path, remove_file),
        )
    ),
)
