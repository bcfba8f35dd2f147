"""HTTP client of the live service: passes requests on, signed with the user's key.

Requests cannot be passed on as they are: their signature covers the emulator's host name and
is made with the emulator's key.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from ocr_emulator.auth import signature
from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, Violation
from ocr_emulator.messages import ApiResponse, RequestContext, headers_by_name
from ocr_emulator.relay.differences import Differences
from ocr_emulator.relay.recording import (
    KEPT_HEADERS,
    RecordedResponse,
    RecordingWriter,
    error_code,
    request_digest,
)
from ocr_emulator.relay.scrubbing import Scrubber
from ocr_emulator.workers.lookup import Resolver
from ocr_emulator.workers.threads import in_thread

_log = logging.getLogger("ocr_emulator")
_TIMEOUT_SECONDS = 60.0
_FINISH_SECONDS = 10.0
"""How long the end of the emulator waits for responses of the service."""
_MAX_RESPONSE = 64 * 1024 * 1024
_MAX_VALUES = 1_000_000
"""Values in a response: a hundred for each of ten thousand words."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PASSED_ON = ("content-encoding", "content-type", "enterprise-project-id", "x-project-id")


class Upstream:
    """Pass requests on to the live service, signed with the user's key.

    A request is sent once: it may be billed even if its response is lost.
    """

    def __init__(
        self,
        url: str,
        contract: Contract,
        *,
        ak: str | None,
        sk: str | None,
        record_to: str | None = None,
        scrubbed: bool = False,
        finish_seconds: float = _FINISH_SECONDS,
    ) -> None:
        if not ak or not sk:
            raise ValueError("record needs the service's key: give upstream_ak and upstream_sk")
        self._base = _check_url(url)
        self._ak = ak
        self._sk = sk
        scrubber = Scrubber(contract) if scrubbed else None
        self._writer = RecordingWriter(record_to, scrubber) if record_to else None
        self._exchanges: set[asyncio.Task[ApiResponse]] = set()
        self._sent: set[asyncio.Task[Any] | None] = set()
        """The exchanges that are connected: their requests may be carried out and billed."""
        self._finish_seconds = finish_seconds
        self._finishing = False
        self.differences = Differences(contract)

    def __repr__(self) -> str:
        return f"<Upstream {self._base}>"

    def open(self) -> None:
        """Open the recording, again after `close`; raises `ValueError`."""
        self._finishing = False
        if self._writer is not None:
            self._writer.open()

    def close(self) -> None:
        """Close the recording."""
        if self._writer is not None:
            self._writer.close()

    async def respond(self, context: RequestContext, operation: Operation) -> ApiResponse:
        """Send a request to the service and return its response."""
        if self._finishing:
            raise _stopping()
        # A client that leaves ends its request here, but the service carries it out and bills
        # it: the response is recorded all the same.
        exchange = asyncio.ensure_future(self._exchange(context, operation))
        self._exchanges.add(exchange)
        exchange.add_done_callback(self._end)
        return await asyncio.shield(exchange)

    async def finish(self) -> None:
        """Wait for the responses to what was sent, as long as is reasonable; send nothing more.

        A response that does not come in time is not recorded, and the log says so.
        """
        self._finishing = True
        sent = self._exchanges & self._sent
        for exchange in self._exchanges - sent:
            exchange.cancel()
        if not sent:
            return
        wait = "the emulator stops; it waits up to %g s for responses of the service: %d"
        _log.warning(wait, self._finish_seconds, len(sent))
        _, missing = await asyncio.wait(sent, timeout=self._finish_seconds)
        for exchange in missing:
            exchange.cancel()
        if missing:
            _log.warning(
                "the emulator stopped before %d of the service's responses came: they are not "
                "recorded, and their requests may have been billed",
                len(missing),
            )

    def _end(self, exchange: asyncio.Task[ApiResponse]) -> None:
        self._exchanges.discard(exchange)
        self._sent.discard(exchange)
        if not exchange.cancelled():
            # Read, so that no error is logged for a client that left.
            exchange.exception()

    async def _exchange(self, context: RequestContext, operation: Operation) -> ApiResponse:
        digest = self._check_request(context, operation)
        try:
            found = await self._send(context)
        except asyncio.CancelledError:
            # Only `finish` cancels an exchange.
            lost = asyncio.current_task() in self._sent
            raise (_lost("the emulator stopped") if lost else _stopping()) from None
        # First of all: what was billed is not lost, whatever happens next.
        self._record(context, operation, digest, found)
        try:
            # In a thread: a long response takes a second.
            body = await in_thread(lambda: strict_json.read(found.body, max_values=_MAX_VALUES))
        except strict_json.BodyError as error:
            violation = Violation("", error.expected, "a body that is not strict JSON")
            self.differences.add(operation, "response", violation)
        else:
            self.differences.check_response(operation, found.status, body)
        context.source = "recorded"
        code = error_code(found.body)
        return ApiResponse(found.status, found.body, dict(found.headers), code=code)

    def _record(
        self, context: RequestContext, operation: Operation, digest: str, found: RecordedResponse
    ) -> None:
        """Record a response; if that fails, the client gets what was billed all the same."""
        if self._writer is None:
            return
        try:
            self._writer.write(operation.name, digest, found)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            context.notes.append(f"the response is not recorded: {reason}")
            _log.error("a response of the service is not recorded: %s", reason)

    def _check_request(self, context: RequestContext, operation: Operation) -> str:
        unfit = strict_json.check_headers(context.header)
        if unfit is not None:
            self.differences.add(operation, "request", unfit)
        try:
            body = strict_json.read(context.body)
        except strict_json.BodyError as error:
            violation = Violation("", error.expected, "a body that is not strict JSON")
            self.differences.add(operation, "request", violation)
            return context.digest
        self.differences.check_request(operation, body)
        return request_digest(body)

    def _signed_headers(self, context: RequestContext) -> dict[str, str]:
        headers = {name: context.header[name] for name in _PASSED_ON if name in context.header}
        headers["host"] = urlsplit(self._base).netloc
        headers["x-sdk-date"] = signature.format_date(time.time())
        names = sorted(headers)
        canonical = signature.canonical_request(
            context.method,
            context.raw_target,
            headers_by_name(headers.items()),
            names,
            context.digest,
        )
        signed = signature.sign(canonical, headers["x-sdk-date"], self._sk)
        headers["authorization"] = (
            f"{signature.ALGORITHM} Access={self._ak}, SignedHeaders={';'.join(names)}, "
            f"Signature={signed}"
        )
        return headers

    async def _note_connection(self, *_: object) -> None:
        self._sent.add(asyncio.current_task())

    async def _send(self, context: RequestContext) -> RecordedResponse:
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        watch = aiohttp.TraceConfig()
        watch.on_connection_create_end.append(self._note_connection)
        try:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(resolver=Resolver()),
                    timeout=timeout,
                    trace_configs=[watch],
                    trust_env=False,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    skip_auto_headers=("user-agent", "accept-encoding", "content-type"),
                ) as session,
                session.post(
                    self._base + context.raw_target,
                    data=context.body,
                    # Without it, a server may choose any encoding (RFC 9110, 12.5.3).
                    headers={**self._signed_headers(context), "accept-encoding": "identity"},
                    allow_redirects=False,
                ) as response,
            ):
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > _MAX_RESPONSE:
                        raise aiohttp.ClientPayloadError("too large")
                headers = {
                    name.lower(): value
                    for name, value in response.headers.items()
                    if name.lower() in KEPT_HEADERS
                }
                return RecordedResponse(response.status, headers, bytes(body))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            if asyncio.current_task() in self._sent:
                raise _lost(type(error).__name__) from None
            message = f"The service cannot be reached ({type(error).__name__}); nothing was sent."
            raise ApiError(502, "EMULATOR", message) from None


def _lost(reason: str) -> ApiError:
    message = (
        f"The service gave no complete response ({reason}); it may have carried out and billed "
        "the request, which is not sent again."
    )
    return ApiError(502, "EMULATOR", message)


def _stopping() -> ApiError:
    message = "The emulator is stopping; the request was not passed on."
    return ApiError(503, "EMULATOR", message, close=True)


def _check_url(url: str) -> str:
    """Return `scheme://host[:port]` of an address; plain http is for loopback only."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("the address to record from is not an https address") from None
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if (
        not (parts.scheme == "https" or plain)
        or not parts.hostname
        or parts.username is not None
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
        or port == 0
    ):
        raise ValueError("the address to record from must be https://host, without path and user")
    return f"{parts.scheme}://{parts.netloc}"
