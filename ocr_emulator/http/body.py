"""Read what a request carries: its body off the wire, its JSON, its picture."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, ImageError, Violation, refuse
from ocr_emulator.contract.validation import check_request
from ocr_emulator.images.inspect import MAX_ENCODED, ImageInfo, decode_base64
from ocr_emulator.messages import RequestContext

__all__ = ["Dropped", "MemoryBudget", "check_body", "read_body", "take_picture"]

MAX_SIGNED_BODY = 12 * 1024 * 1024
"""A signed request carries at most 12 MB (API Reference 3.4)."""
MAX_BODY = 16 * 1024 * 1024
"""What a token may carry. The picture has 10 MB of it; no option comes near the rest."""
MAX_IAM_BODY = 64 * 1024


class MemoryBudget:
    """Bound what all bodies being read and worked on take together.

    Each may have its 12 MB; five hundred clients that each begin one may not.
    """

    def __init__(self, size: int) -> None:
        self.free = size

    def take(self, amount: int) -> bool:
        """Reserve bytes; False when there is no room left."""
        if amount > self.free:
            return False
        self.free -= amount
        return True

    def give_back(self, amount: int) -> None:
        """Return bytes that a finished call had."""
        self.free += amount


class Dropped(Exception):
    """The connection is given up without an answer; the text goes into the journal."""


def _limit(call: RequestContext) -> int:
    if call.service == "iam":
        return MAX_IAM_BODY
    return MAX_SIGNED_BODY if call.header("authorization") else MAX_BODY


def _too_large(contract: Contract, limit: int, got: str) -> ApiError:
    return refuse(
        contract,
        "ModelArts.4104",
        status=413,
        violation=Violation("header:Content-Length", f"at most {limit} bytes", got),
        close=True,
    )


async def read_body(
    request: web.BaseRequest,
    call: RequestContext,
    contract: Contract,
    room: MemoryBudget,
    timeout: float,  # noqa: ASYNC109
) -> None:
    """Read the body into the call, bounded in bytes and in seconds.

    The caller gives `call.reserved` back to the room when the call is over. Raises
    `ApiError` for a body too large or no room for it, `Dropped` for one that does not come.
    """
    limit = _limit(call)
    length = call.header("content-length")
    if length.isdigit() and int(length) > limit:
        raise _too_large(contract, limit, f"{length} bytes")
    if call.header("expect").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = bytearray()
    try:
        async with asyncio.timeout(timeout):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > limit:
                    raise _too_large(contract, limit, "more")
                if not room.take(len(chunk)):
                    raise refuse(contract, "ModelArts.4403", status=503, close=True)
                call.reserved += len(chunk)
    except TimeoutError:
        raise Dropped(f"the body did not arrive within {timeout:g} s") from None
    except (ConnectionError, web.RequestPayloadError):
        raise Dropped("the client left before its body was whole") from None
    call.take_body(bytes(body))


def check_body(call: RequestContext, contract: Contract, operation: Operation) -> Mapping[str, Any]:
    """Return the body as an object that the contract allows; raises `ApiError`."""
    encoding = call.header("content-encoding").lower()
    if encoding not in ("", "identity"):
        raise refuse(
            contract,
            "ModelArts.4105",
            violation=Violation("header:Content-Encoding", "no encoding", encoding[:40]),
        )
    media, _, parameters = call.header("content-type").partition(";")
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if media.strip().lower() != "application/json" or charset not in ("", "charset=utf-8"):
        got = call.header("content-type")[:80] or "nothing"
        raise refuse(
            contract,
            "ModelArts.4105",
            violation=Violation("header:Content-Type", "application/json in UTF-8", got),
        )
    try:
        body = strict_json.read(call.body)
    except strict_json.BodyError as exc:
        raise refuse(
            contract, "ModelArts.4105", violation=Violation("", exc.expected, exc.got)
        ) from None
    violation = check_request(contract, operation, body)
    if violation is not None:
        raise refuse(contract, _code(violation, operation), violation=violation)
    checked: Mapping[str, Any] = body
    return checked


def _code(violation: Violation, operation: Operation) -> str:
    # The service has codes of its own for a picture too large and for an address that
    # is none; everything else about a parameter is AIS.0101 (API Reference 6).
    if violation.pointer == f"/{operation.input_field}" and violation.keyword == "maxLength":
        return "AIS.0103"
    if violation.pointer == "/url" and violation.keyword in ("pattern", "minLength", "maxLength"):
        return "ModelArts.4601"
    return "AIS.0101"


async def take_picture(
    call: RequestContext,
    contract: Contract,
    operation: Operation,
    body: Mapping[str, Any],
    fetch: Callable[[RequestContext, str], Awaitable[bytes]],
    inspect: Callable[[bytes, Operation, int], Awaitable[ImageInfo]],
) -> tuple[bytes, ImageInfo]:
    """Return the picture of a valid request and what its header says; raises `ApiError`."""
    try:
        if "url" in body:
            data = await fetch(call, body["url"])
        else:
            text: str = body[operation.input_field]
            if len(text) > MAX_ENCODED:
                raise ImageError(
                    "AIS.0103", f"at most {MAX_ENCODED} characters", f"{len(text)} characters"
                )
            data = decode_base64(text)
        return data, await inspect(data, operation, int(body.get("pdf_page_number", 1)))
    except ImageError as exc:
        raise refuse(contract, exc.code, violation=exc.violation) from None
