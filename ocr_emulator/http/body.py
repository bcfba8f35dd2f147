"""Request body: bytes off the wire, then JSON, then the image in it.

Each step is bounded, so that no client can fill the memory or hold a connection for ever, and
large bodies are parsed in a thread, so that no client can stop the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

from aiohttp import web

from ocr_emulator.contract import checks, strict_json
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, ImageError, Violation, api_error
from ocr_emulator.contract.validation import check_request
from ocr_emulator.http.broken import DropConnection
from ocr_emulator.images.inspect import ImageInfo, decode_base64
from ocr_emulator.messages import RequestContext
from ocr_emulator.scripting.faults import Fault
from ocr_emulator.workers.threads import in_thread

MAX_TOKEN_BODY = 16 * 1024 * 1024
"""Bytes of a request with a token. No page gives a limit: the image has 10 MB of it."""
MAX_IAM_BODY = 64 * 1024
"""Bytes of a login; one with the contract's longest fields has fewer."""
_INLINE_BYTES = 64 * 1024
"""Larger bodies are parsed in a thread; smaller ones cost less than the thread."""
_PARSERS = 2
"""Threads that parse at the same time: more of them only compete for the interpreter."""
Fetch = Callable[[RequestContext, str], Awaitable[bytes]]
Inspect = Callable[[bytes, Operation, int], Awaitable[ImageInfo]]


def ask_for_body(request: web.BaseRequest, expect: str) -> None:
    """Send `100 Continue` to a client that waits for it before it sends its body."""
    if expect.lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


class MemoryBudget:
    """Bound on the memory of all bodies being read and processed together.

    One body may have its 12 MB; five hundred clients that each begin one may not.
    """

    def __init__(self, size: int) -> None:
        self.free = size

    def reserve(self, amount: int) -> bool:
        """Reserve bytes; False when there are not enough left."""
        if amount > self.free:
            return False
        self.free -= amount
        return True

    def release(self, amount: int) -> None:
        """Return bytes that a finished request had reserved."""
        self.free += amount


class BodyReader:
    """Read and check the bodies of requests."""

    def __init__(
        self,
        contract: Contract,
        budget: MemoryBudget,
        fetch: Fetch,
        inspect: Inspect,
        *,
        timeout: float,
    ) -> None:
        checks.number("body_timeout", timeout, 0.001)
        self._contract = contract
        self._budget = budget
        self._fetch = fetch
        self._inspect = inspect
        self._parsers: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None
        self._timeout = timeout

    async def read(self, request: web.BaseRequest, context: RequestContext) -> None:
        """Read the body into the context, bounded in bytes and in seconds.

        The caller releases `context.reserved` when the request is over. Raises `ApiError` for
        a body too large or a full budget, `DropConnection` for one that does not arrive.
        """
        limit = self._limit(context)
        length = context.header.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            raise self._too_large(limit, f"{length} bytes")
        ask_for_body(request, context.header.get("expect", ""))
        body, digest = bytearray(), sha256()
        try:
            if request.content.is_eof():
                # A small body came with its headers, and nothing is waited for.
                context.body = self._taken(request.content.read_nowait(), context, 0, limit)
                context.digest = sha256(context.body).hexdigest()
                return
            async with asyncio.timeout(self._timeout):
                async for chunk in request.content.iter_any():
                    body += self._taken(chunk, context, len(body), limit)
                    digest.update(chunk)
        except TimeoutError:
            note = f"the body did not arrive within {self._timeout:g} s"
            raise DropConnection(Fault("empty"), note) from None
        except (ConnectionError, web.RequestPayloadError):
            note = "the client left before its body was complete"
            raise DropConnection(Fault("empty"), note) from None
        context.body = bytes(body)
        context.digest = digest.hexdigest()

    def _taken(self, chunk: bytes, context: RequestContext, before: int, limit: int) -> bytes:
        """Count a piece that follows so many bytes; raises `ApiError` when it is too much."""
        if before + len(chunk) > limit:
            raise self._too_large(limit, "more")
        if not self._budget.reserve(len(chunk)):
            raise api_error(self._contract, "ModelArts.4403", status=503, close=True)
        context.reserved += len(chunk)
        return chunk

    def _limit(self, context: RequestContext) -> int:
        if context.service == "iam":
            return MAX_IAM_BODY
        if context.header.get("authorization"):
            return self._contract.max_signed_body_bytes
        return MAX_TOKEN_BODY

    def _too_large(self, limit: int, got: str) -> ApiError:
        return api_error(
            self._contract,
            "ModelArts.4104",
            status=413,
            violation=Violation("header:Content-Length", f"at most {limit} bytes", got),
            close=True,
        )

    async def parse(
        self, context: RequestContext, operation: Operation
    ) -> tuple[Mapping[str, Any], bytes]:
        """Return the body as an object that the contract allows, and the image in it.

        The image is empty for a request with a `url` or without an image. Raises `ApiError`.
        """
        violation = strict_json.check_headers(context.header)
        if violation is not None:
            raise api_error(self._contract, "ModelArts.4105", violation=violation)
        if len(context.body) <= _INLINE_BYTES:
            return self._parse(context.body, operation)
        async with self._parser_slot():
            return await in_thread(lambda: self._parse(context.body, operation))

    def _parser_slot(self) -> asyncio.Semaphore:
        # A semaphore belongs to its loop, and a restarted emulator has a new one.
        loop = asyncio.get_running_loop()
        if self._parsers is None or self._parsers[0] is not loop:
            self._parsers = (loop, asyncio.Semaphore(_PARSERS))
        return self._parsers[1]

    def _parse(self, raw: bytes, operation: Operation) -> tuple[Mapping[str, Any], bytes]:
        try:
            body = strict_json.read(raw)
        except strict_json.BodyError as error:
            violation = Violation("", error.expected, error.got)
            raise api_error(self._contract, "ModelArts.4105", violation=violation) from None
        found = check_request(self._contract, operation, body)
        if found is not None:
            raise api_error(self._contract, _code(found, operation), violation=found)
        if operation.input_field is None or "url" in body:
            return body, b""
        try:
            return body, decode_base64(body[operation.input_field])
        except ImageError as error:
            raise api_error(self._contract, error.code, violation=error.violation) from None

    async def take_image(
        self, context: RequestContext, operation: Operation, body: Mapping[str, Any], data: bytes
    ) -> tuple[bytes, ImageInfo | None]:
        """Return the image of a valid request and what its header says; raises `ApiError`.

        Both are empty for an operation that takes no image.
        """
        if operation.input_field is None:
            return b"", None
        if "url" in body:
            data = await self._fetch(context, body["url"])
        return data, await self._inspect(data, operation, int(body.get("pdf_page_number", 1)))


def _code(violation: Violation, operation: Operation) -> str:
    # The service has codes of its own for an image too large and for an invalid address;
    # everything else about a parameter is AIS.0101 (API Reference 6).
    if violation.pointer == f"/{operation.input_field}" and violation.keyword == "maxLength":
        return "AIS.0103"
    if violation.pointer == "/url" and violation.keyword in ("pattern", "minLength", "maxLength"):
        return "ModelArts.4601"
    return "AIS.0101"
