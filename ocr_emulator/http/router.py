"""Request router: from method and path to a service and an operation.

Paths come from the contract; a path that is not served still gets a context, because its
body is read and its request is recorded like any other.
"""

from __future__ import annotations

import re

from aiohttp import web

from ocr_emulator.auth import identity_service
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.messages import RequestContext, headers_by_name
from ocr_emulator.state.namespace import Namespace

ADMIN_PATH = "/_emulator"
_OCR_PATH = re.compile(r"/v2/([^/]*)/ocr/([^/]+)")


def is_admin(method: str, raw_target: str) -> bool:
    """Whether a request is for the admin API or for the playground, which is at `GET /`."""
    path = raw_target.partition("?")[0]
    if path == "/":
        return method == "GET"
    return path == ADMIN_PATH or path.startswith(ADMIN_PATH + "/")


class Router:
    """Assign requests to operations of the contract."""

    def __init__(self, contract: Contract, default: Namespace) -> None:
        self._contract = contract
        self._default = default

    def route(self, request: web.BaseRequest) -> RequestContext:
        """Return the context of a request, with service and operation where they are known."""
        headers = headers_by_name(request.headers.items())
        header = {name: values[0] for name, values in headers.items()}
        path = request.raw_path.partition("?")[0]
        context = RequestContext(
            request.method, request.raw_path, path, headers, header, self._default
        )
        if path in identity_service.PATHS:
            context.service = "iam"
            return context
        match = _OCR_PATH.fullmatch(path.removesuffix("/"))
        if match is not None:
            context.project_id = match[1]
            context.operation = self._contract.by_slug.get(match[2])
            if context.operation is not None and request.method == "POST":
                context.service = "ocr"
        return context
