"""Admin application: routing and error responses of the admin API.

The routing is aiohttp's own; requests come from the low-level server, which has no
application around it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import web

from ocr_emulator.contract import checks
from ocr_emulator.http.admin import accounts, files, journal, namespaces, scripts, service
from ocr_emulator.http.admin.access import AccessControl
from ocr_emulator.http.admin.events import EventStreams
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Handler, Route, Services

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
    """Serve admin requests.

    `routes` are further routes under the admin path; `page` responds to `GET /`.
    """

    def __init__(
        self,
        services: Services,
        hosts: Iterable[str],
        *,
        routes: Iterable[Route] = (),
        page: Handler | None = None,
    ) -> None:
        self._services = services
        self._access = AccessControl(hosts)
        self._page = page
        self._streams = EventStreams()
        self._dispatcher = web.UrlDispatcher()
        self._queries: dict[Handler, Collection[str] | None] = {}
        live = Route("GET", "/journal/events", self._streams.serve)
        for route in (live, *_ROUTES, *routes):
            self._queries[route.handler] = route.query
            # The dispatcher only stores handlers; `_dispatch` calls them with its own request.
            handler = cast(_AioHttpHandler, route.handler)
            self._dispatcher.add_route(route.method, _PREFIX + route.path, handler)

    def open(self) -> None:
        """Accept readers of the live journal."""
        self._streams.open()

    def close(self) -> None:
        """End the live journals, so that the server can stop at once."""
        self._streams.close()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one admin request; errors are JSON with `error` in it."""
        try:
            if self._page is not None and request.raw_path.partition("?")[0] == "/":
                self._access.check_host(request)
                return await self._call(self._page, request, {})
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
        return await self._call(cast(Handler, match.handler), request, dict(match))

    async def _call(
        self, handler: Handler, request: web.BaseRequest, parameters: dict[str, str]
    ) -> web.StreamResponse:
        query = dict(parse_qsl(request.raw_path.partition("?")[2], keep_blank_values=True))
        name = query.pop("namespace", None)
        known = self._queries.get(handler)
        if known is not None:
            # A misspelt `namespace` would change another test's.
            for parameter in query.keys() - set(known):
                raise checks.unknown_name("query parameter", parameter, ("namespace", *known))
        result = await handler(AdminRequest(request, self._services, parameters, query, name))
        return result if isinstance(result, web.StreamResponse) else _json(result)


def _json(value: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        status=status, text=json.dumps(value, default=str), content_type="application/json"
    )
