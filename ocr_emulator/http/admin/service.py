"""Admin routes for the server itself: health, contract, API reference."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from ocr_emulator.contract.bundle import reference_page
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route


async def health(request: AdminRequest) -> dict[str, Any]:
    """Return what is served, and whether the engine is loaded."""
    services, space = request.services, request.namespace
    return {
        "status": "ok",
        "operations": sorted(services.contract.operations),
        "regions": sorted(services.contract.regions),
        "namespaces": list(services.registry.namespaces),
        "time": space.clock.now(),
        "calls": space.journal.number,
        "answers": services.answers.state,
    }


async def contract(request: AdminRequest) -> web.Response:
    """Return the OpenAPI bundle."""
    return web.Response(body=request.services.contract.text, content_type="application/json")


async def differences(request: AdminRequest) -> dict[str, Any]:
    """Return where the live service and its clients differ from the contract."""
    return {"differences": request.services.differences()}


async def docs(_: AdminRequest) -> web.Response:
    """Return the API reference as a page."""
    page = reference_page()
    if page is None:
        raise AdminError(404, "the API reference was not built; run `make docs`")
    return web.Response(
        body=page,
        content_type="text/html",
        charset="utf-8",
        # The page has no script and loads nothing; this keeps it so.
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


ROUTES = (
    Route("GET", "", health),
    Route("GET", "/", health),
    Route("GET", "/health", health),
    Route("GET", "/openapi.json", contract),
    Route("GET", "/differences", differences),
    Route("GET", "/docs", docs, None),
)
