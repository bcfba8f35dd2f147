"""HTTP endpoint that receives an image and returns the fields of a passport (FastAPI).

One client serves all requests, so that connections, tokens and the rate limit are shared. Uploads
are bounded in size, time and number, and images stay in memory: they are identity documents.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from ocr_wrapper import AsyncOcrClient, OcrError, errors

MAX_BYTES = 7 * 1024 * 1024
"""The service takes 10 MB as Base64, which is about 7 MB as a file."""
UPLOAD_SECONDS = 20.0
MAX_UPLOADS = 16
"""Uploads at a time: 16 of 7 MB fit into memory."""

STATUSES: dict[type[OcrError], tuple[int, str]] = {
    errors.UnsupportedFormatError: (415, "This format is not supported"),
    errors.ImageTooLargeError: (413, "The image is too large"),
    errors.InputError: (422, "This is not an image that can be read"),
    errors.ImageRejectedError: (422, "The image cannot be read"),
    errors.RecognitionFailedError: (422, "No passport was recognized"),
    errors.RateLimitError: (503, "Too many requests at the moment"),
    errors.DeadlineExceededError: (504, "Recognition took too long"),
    # The operator's mistakes; the log has the details, and the caller gets none.
    errors.ConfigurationError: (500, "Recognition is not available"),
    errors.AuthenticationError: (500, "Recognition is not available"),
    errors.PermissionDeniedError: (500, "Recognition is not available"),
    OcrError: (502, "Recognition failed"),
}
"""HTTP status and title of each kind of error; the first class that matches applies."""

logger = logging.getLogger(__name__)


class Value(BaseModel):
    """One recognized value."""

    value: str
    confidence: float | None


class Passport(BaseModel):
    """The fields of a passport by the names of the service."""

    request_id: str | None
    fields: dict[str, Value]
    example: bool
    """Whether an emulator without an OCR engine made this up."""


class Refusal(Exception):  # noqa: N818 - a response, not a failure
    """Raised when an upload is refused before anything is sent to the service."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the client with the application, and close it with it; keys are in the environment."""
    async with AsyncOcrClient(deadline=25, max_attempts=2) as client:
        app.state.client = client
        app.state.uploads = asyncio.Semaphore(MAX_UPLOADS)
        yield


app = FastAPI(title="Passport reader", lifespan=lifespan)


@app.post(
    "/passports",
    openapi_extra={"requestBody": {"required": True, "content": {"image/*": {}}}},
)
async def read_passport(request: Request) -> Passport:
    """Read the passport in the body of the request."""
    client: AsyncOcrClient = request.app.state.client
    uploads: asyncio.Semaphore = request.app.state.uploads
    if uploads.locked():
        raise Refusal(503, "Too many uploads at the moment")
    async with uploads:
        image = await receive(request)
        r = await client.recognize_passport(image)
    shown = {name: f for name, f in r.fields.items() if f.text}
    fields = {name: Value(value=f.text, confidence=f.confidence) for name, f in shown.items()}
    return Passport(request_id=r.request_id, fields=fields, example=r.is_example)


async def receive(request: Request) -> bytearray:
    """Return the body; stop reading as soon as it is too large or too slow."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_BYTES:
        raise Refusal(413, f"The image has more than {MAX_BYTES:,} bytes")
    image = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            async for chunk in request.stream():
                image += chunk
                if len(image) > MAX_BYTES:
                    raise Refusal(413, f"The image has more than {MAX_BYTES:,} bytes")
    except TimeoutError:
        raise Refusal(408, "The upload took too long") from None
    return image


@app.get("/health")
async def health(request: Request) -> dict[str, Any]:
    """Return whether the application runs; the service is not called, because calls are billed."""
    return {"status": "ok", "regions": request.app.state.client.regions}


@app.exception_handler(Refusal)
async def refuse(_request: Request, refusal: Refusal) -> JSONResponse:
    """Return a refusal of an upload as a problem (RFC 9457)."""
    return problem(refusal.status, refusal.title)


@app.exception_handler(OcrError)
async def fail(_request: Request, error: OcrError) -> JSONResponse:
    """Return an error of the service or its client as a problem."""
    status, title = next(STATUSES[kind] for kind in STATUSES if isinstance(error, kind))
    if status >= 500:
        logger.error("%s", error)
    seconds = error.retry_after if isinstance(error, errors.RateLimitError) else None
    # Only what helps the caller: the text of an input error names limits and no document.
    detail = error.message if isinstance(error, errors.InputError) else None
    return problem(status, title, detail=detail, request_id=error.request_id, seconds=seconds)


def problem(status: int, title: str, *, seconds: float | None = None, **more: Any) -> JSONResponse:
    """Return a response of the type application/problem+json."""
    content = {"title": title, "status": status, **{k: v for k, v in more.items() if v is not None}}
    headers = {"Retry-After": str(int(seconds) + 1)} if seconds is not None else {}
    return JSONResponse(content, status, headers, media_type="application/problem+json")
