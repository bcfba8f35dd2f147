"""Admin application: routing and error responses of the admin API.

The routing is aiohttp's own; requests come from the low-level server, which has no
application around it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import web

from ocr_emulator.http.admin import accounts, files, journal, namespaces, scripts, service
from ocr_emulator.http.admin.access import AccessControl
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Handler, Services

_PREFIX = "/_emulator"
_ROUTES = (
    *service.ROUTES,
    *journal.ROUTES,
    *scripts.ROUTES,
    *accounts.ROUTES,
    *namespaces.ROUTES,
    *files.ROUTES,
)
_AioHttpHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AdminApp:
    """Serve admin requests."""

    def __init__(self, services: Services, hosts: Iterable[str]) -> None:
        self._services = services
        self._access = AccessControl(hosts)
        self._dispatcher = web.UrlDispatcher()
        for route in _ROUTES:
            # The dispatcher only stores handlers; `_dispatch` calls them with its own request.
            handler = cast(_AioHttpHandler, route.handler)
            self._dispatcher.add_route(route.method, _PREFIX + route.path, handler)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one admin request; errors are JSON with `error` in it."""
        try:
            self._access.check(request)
            return await self._dispatch(request)
        except AdminError as error:
            return _json({"error": error.message}, error.status)
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, 400)
        except KeyError as error:
            return _json({"error": str(error.args[0]) if error.args else "not found"}, 404)

    async def _dispatch(self, request: web.BaseRequest) -> web.StreamResponse:
        match = await self._dispatcher.resolve(cast(web.Request, request))
        path = request.raw_path.partition("?")[0][:80]
        if match.http_exception is not None:
            if match.http_exception.status == 405:
                raise AdminError(405, f"{request.method} is not served at {path!r}")
            raise AdminError(404, f"no admin path {path!r}")
        query = dict(parse_qsl(request.raw_path.partition("?")[2], keep_blank_values=True))
        name = query.pop("namespace", None)
        handler = cast(Handler, match.handler)
        result = await handler(AdminRequest(request, self._services, dict(match), query, name))
        return result if isinstance(result, web.StreamResponse) else _json(result)


def _json(value: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        status=status, text=json.dumps(value, default=str), content_type="application/json"
    )
