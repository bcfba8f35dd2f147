"""Admin request: namespace, path parameters, query and JSON body of one call.

Handlers take this instead of aiohttp's request, so that bounds and error texts stand in one
place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from ocr_emulator.answers import Answers
from ocr_emulator.contract import checks, strict_json
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.http.body import ask_for_body
from ocr_emulator.state.namespace import Namespace, NamespaceRegistry

_MAX_JSON_BYTES = 1024 * 1024
_MAX_VALUES = 100_000


class AdminError(Exception):
    """Raised when an admin request cannot be served; status and text go to the caller."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Services:
    """What the admin API works on."""

    contract: Contract
    registry: NamespaceRegistry
    answers: Answers
    body_timeout: float = 30.0
    """Seconds in which a body has to arrive."""
    differences: Callable[[], list[dict[str, str]]] = list
    """Returns where the live service differs from the contract."""


@dataclass(frozen=True)
class AdminRequest:
    """One admin request."""

    http: web.BaseRequest
    services: Services
    parameters: Mapping[str, str]
    """Variable parts of the path by name."""
    query: Mapping[str, str]
    """Query parameters without `namespace`."""
    namespace_name: str | None
    """Value of the query parameter `namespace`, None when it is absent."""

    @property
    def namespace(self) -> Namespace:
        """The namespace that the request is for; raises `AdminError` 404 for an unknown one."""
        return self.find_namespace(
            "default" if self.namespace_name is None else self.namespace_name
        )

    def find_namespace(self, name: str) -> Namespace:
        """Return a namespace by its name; raises `AdminError` 404."""
        found = self.services.registry.namespaces.get(name)
        if found is None:
            raise AdminError(404, f"no namespace {name!r}; POST /_emulator/namespaces creates one")
        return found

    async def read(self, limit: int = _MAX_JSON_BYTES) -> bytes:
        """Return the body.

        Raises `AdminError`: 413 when it is larger than the limit, 408 when it does not arrive
        in time, 400 when the client leaves before it is complete.
        """
        too_large = AdminError(413, f"the body is larger than {limit} bytes")
        if (self.http.content_length or 0) > limit:
            raise too_large
        ask_for_body(self.http, self.http.headers.get("Expect", ""))
        body = bytearray()
        seconds = self.services.body_timeout
        try:
            async with asyncio.timeout(seconds):
                async for chunk in self.http.content.iter_any():
                    body += chunk
                    if len(body) > limit:
                        raise too_large
        except TimeoutError:
            raise AdminError(408, f"the body did not arrive within {seconds:g} s") from None
        except (ConnectionError, web.RequestPayloadError):
            raise AdminError(400, "the client left before the body was complete") from None
        return bytes(body)

    async def json(self, what: str, fields: Collection[str]) -> dict[str, Any]:
        """Return the body as a JSON object with known fields only, empty for no body.

        `what` names the object in the error. Raises `AdminError` or `ValueError`.
        """
        value = await self.json_object()
        checks.known_fields(what, value, fields)
        return value

    async def json_object(self) -> dict[str, Any]:
        """Return the body as a JSON object with any fields, empty for no body."""
        body = await self.read()
        if not body:
            return {}
        value = strict_json.read(body, max_values=_MAX_VALUES)
        if not isinstance(value, dict):
            raise AdminError(400, "the body must be a JSON object")
        return value

    def number_in_path(self, name: str) -> int:
        """Return a variable part of the path as a number; raises `AdminError` 400."""
        text = self.parameters[name]
        if not text.isascii() or not text.isdigit():
            raise AdminError(400, f"{name} {text[:40]!r} is not a number")
        return int(text[:18])


Handler = Callable[[AdminRequest], Awaitable[dict[str, Any] | web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """Method and path under `/_emulator` with the handler that serves them."""

    method: str
    path: str
    handler: Handler
    query: Collection[str] | None = ()
    """Query parameters besides `namespace`; None when the handler takes any."""
