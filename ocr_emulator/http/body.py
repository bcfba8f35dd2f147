"""Request body: bytes off the wire, then JSON, then the image in it.

Each step is bounded, so that no client can fill the memory or hold a connection for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

from aiohttp import web

from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, ImageError, Violation, api_error
from ocr_emulator.contract.validation import check_request
from ocr_emulator.http.broken import DropConnection
from ocr_emulator.images.inspect import (
    INLINE_BYTES,
    ImageInfo,
    decode_base64,
    inspect,
    is_pdf,
)
from ocr_emulator.messages import RequestContext
from ocr_emulator.scripting.faults import Fault

MAX_TOKEN_BODY = 16 * 1024 * 1024
"""Bytes of a request with a token. No page gives a limit: the image has 10 MB of it."""
MAX_IAM_BODY = 64 * 1024
"""Bytes of a login; the contract's longest fields stay below."""
Fetch = Callable[[RequestContext, str], Awaitable[bytes]]
Inspect = Callable[[bytes, Operation, int], Awaitable[ImageInfo]]


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
        self._contract = contract
        self._budget = budget
        self._fetch = fetch
        self._inspect = inspect
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
        if (
            context.header.get("expect", "").lower() == "100-continue"
            and request.transport is not None
        ):
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = bytearray()
        try:
            async with asyncio.timeout(self._timeout):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > limit:
                        raise self._too_large(limit, "more")
                    if not self._budget.reserve(len(chunk)):
                        raise api_error(self._contract, "ModelArts.4403", status=503, close=True)
                    context.reserved += len(chunk)
        except TimeoutError:
            note = f"the body did not arrive within {self._timeout:g} s"
            raise DropConnection(Fault("empty"), note) from None
        except (ConnectionError, web.RequestPayloadError):
            note = "the client left before its body was complete"
            raise DropConnection(Fault("empty"), note) from None
        context.body = bytes(body)
        context.digest = sha256(body).hexdigest()

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

    def parse(self, context: RequestContext, operation: Operation) -> Mapping[str, Any]:
        """Return the body as an object that the contract allows; raises `ApiError`."""
        self._check_headers(context)
        try:
            body = strict_json.read(context.body)
        except strict_json.BodyError as error:
            violation = Violation("", error.expected, error.got)
            raise api_error(self._contract, "ModelArts.4105", violation=violation) from None
        found = check_request(self._contract, operation, body)
        if found is not None:
            raise api_error(self._contract, _code(found, operation), violation=found)
        checked: Mapping[str, Any] = body
        return checked

    def _check_headers(self, context: RequestContext) -> None:
        encoding = context.header.get("content-encoding", "").lower()
        if encoding not in ("", "identity"):
            violation = Violation("header:Content-Encoding", "no encoding", encoding[:40])
            raise api_error(self._contract, "ModelArts.4105", violation=violation)
        content_type = context.header.get("content-type", "")
        media, _, parameters = content_type.partition(";")
        charset = parameters.lower().replace(" ", "").replace('"', "")
        if media.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
            expected, got = "application/json in UTF-8", content_type[:80] or "nothing"
            violation = Violation("header:Content-Type", expected, got)
            raise api_error(self._contract, "ModelArts.4105", violation=violation)

    async def take_image(
        self, context: RequestContext, operation: Operation, body: Mapping[str, Any]
    ) -> tuple[bytes, ImageInfo]:
        """Return the image of a valid request and what its header says; raises `ApiError`."""
        try:
            if "url" in body:
                data = await self._fetch(context, body["url"])
            else:
                data = decode_base64(body[operation.input_field])
            if len(data) <= INLINE_BYTES and not is_pdf(data):
                return data, inspect(data, operation)
            # Others are opened off the event loop, PDFs in a worker process.
            page = int(body.get("pdf_page_number", 1))
            return data, await self._inspect(data, operation, page)
        except ImageError as error:
            raise api_error(self._contract, error.code, violation=error.violation) from None


def _code(violation: Violation, operation: Operation) -> str:
    # The service has codes of its own for an image too large and for an invalid address;
    # everything else about a parameter is AIS.0101 (API Reference 6).
    if violation.pointer == f"/{operation.input_field}" and violation.keyword == "maxLength":
        return "AIS.0103"
    if violation.pointer == "/url" and violation.keyword in ("pattern", "minLength", "maxLength"):
        return "ModelArts.4601"
    return "AIS.0101"
