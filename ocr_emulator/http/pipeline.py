"""Request pipeline: route, authenticate, authorize, quota, validate, recognize, respond.

The order is the gateway's, and a request that fails a stage never reaches the next one: a
test sees the same error first as at the service.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from ocr_emulator.answers import Answers
from ocr_emulator.auth import authorize, identity_service
from ocr_emulator.contract import unread
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, api_error
from ocr_emulator.http.admin.app import AdminApp
from ocr_emulator.http.body import BodyReader, MemoryBudget
from ocr_emulator.http.broken import DropConnection, broken
from ocr_emulator.http.fault_player import FaultPlayer, ShortCircuit, throttling_message
from ocr_emulator.http.prefer import preferred
from ocr_emulator.http.recorder import Recorder
from ocr_emulator.http.router import Router, is_admin
from ocr_emulator.http.server import SERVER_NAME
from ocr_emulator.images.sources import Sources
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.relay.options import Relay
from ocr_emulator.scripting.faults import DROPPING
from ocr_emulator.state.clock import http_date
from ocr_emulator.state.namespace import Namespace, NamespaceRegistry

_log = logging.getLogger("ocr_emulator")
_ENTERPRISE_ID = re.compile(r"[0-9A-Za-z-]{1,36}")
_MAX_HEADERS = 128


class Pipeline:
    """Serve requests from one contract and one registry of namespaces."""

    def __init__(
        self,
        contract: Contract,
        registry: NamespaceRegistry,
        answers: Answers,
        sources: Sources,
        *,
        admin: AdminApp,
        relay: Relay | None = None,
        body_timeout: float = 30.0,
        body_budget: int = 256 * 1024 * 1024,
    ) -> None:
        self._contract = contract
        self._registry = registry
        self._answers = answers
        self._admin = admin
        self._relay = relay
        self._budget = MemoryBudget(body_budget)
        self._bodies = BodyReader(
            contract, self._budget, sources.fetch, answers.inspect, timeout=body_timeout
        )
        self._router = Router(contract, registry.default)
        self._faults = FaultPlayer(contract)
        self._recorder = Recorder(contract)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Respond to one request and record it in the journal of its namespace."""
        if is_admin(request.method, request.raw_path):
            return await self._serve_admin(request)
        context = self._router.route(request)
        try:
            response = await self._serve(context, request)
        except ApiError as error:
            response = _refusal(context, error)
        except ShortCircuit as error:
            response = error.response
        except DropConnection as error:
            if error.note:
                context.notes.append(error.note)
            context.fault = error.fault
            response = ApiResponse(500)
        except asyncio.CancelledError:
            context.notes.append("the client left before the response")
            self._recorder.record(context, None, None)
            raise
        except Exception as error:
            # A defect of the emulator is reported as such, never as the service's failure.
            log_defect(error, context.request_id)
            context.source, context.fault = "defect", None
            message = {"error_code": "EMULATOR", "error_msg": "The emulator failed."}
            response = ApiResponse.json(500, message)
        finally:
            self._budget.release(context.reserved)
        return self._respond(context, response)

    async def _serve_admin(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await self._admin.handle(request)
        except Exception as error:
            log_defect(error, "of the admin API")
            return web.Response(status=500, text='{"error": "the emulator failed"}')

    async def _serve(self, context: RequestContext, request: web.BaseRequest) -> ApiResponse:
        claim = authorize.identify(context, self._registry)
        _note_arrival(context)
        if len(request.raw_headers) > _MAX_HEADERS:
            message = f"The request has more than {_MAX_HEADERS} headers."
            raise ApiError(431, "EMULATOR", message, close=True)
        if context.service == "iam":
            return await self._serve_identity(context, claim, request)
        if context.service and _scripted(context.namespace):
            self._faults.begin(context)
        await self._bodies.read(request, context)
        operation = context.operation
        if not context.service or operation is None:
            # API Reference 6, APIG.0101: the address or the method is wrong.
            raise api_error(self._contract, "APIG.0101")
        authorize.authenticate(context, claim, self._contract)
        authorize.authorize(context, self._contract)
        with self._within_quota(context, operation):
            if self._relay is not None:
                return await self._pass_on(context, operation, self._relay)
            return await self._recognize(context, operation)

    async def _serve_identity(
        self, context: RequestContext, claim: authorize.Claim, request: web.BaseRequest
    ) -> ApiResponse:
        login = identity_service.is_login(context)
        if login:
            # Only the body says who logs in, and with it whose faults apply.
            await self._bodies.read(request, context)
            identity_service.identify(context, self._registry)
            _note_arrival(context)
        if _scripted(context.namespace):
            self._faults.begin(context)
        if not login:
            await self._bodies.read(request, context)
        if context.method != identity_service.PATHS[context.path]:
            raise identity_service.wrong_method(context)
        if login:
            response = identity_service.issue_token(context, self._contract)
        else:
            authorize.authenticate(context, claim, self._contract)
            response = identity_service.list_projects(context, self._contract)
        if _scripted(context.namespace):
            await self._faults.play(context)
        return response

    @contextmanager
    def _within_quota(self, context: RequestContext, operation: Operation) -> Iterator[None]:
        quotas = context.namespace.quotas
        if not quotas.active:
            yield
            return
        account = context.account.name if context.account else ""
        limit = quotas.over_rate(account, operation.name, context.at)
        if limit is not None:
            # The gateway sends no Retry-After; the vendor says to wait 2 to 5 seconds.
            message = throttling_message(limit)
            raise api_error(self._contract, "APIG.0308", status=429, message=message)
        if not quotas.enter(account, operation.name):
            raise api_error(self._contract, "ModelArts.4401")
        try:
            yield
        finally:
            quotas.leave(account, operation.name)

    async def _pass_on(
        self, context: RequestContext, operation: Operation, relay: Relay
    ) -> ApiResponse:
        """Respond with what is preferred or scripted; pass a request on for which nothing is."""
        body = await self._valid_body(context, operation)
        if body is not None and "prefer" in context.header:
            chosen = preferred(context, self._contract, operation)
            if chosen is not None:
                return chosen
        if _scripted(context.namespace):
            await self._faults.play(context)
        if body is not None and context.namespace.answers.active:
            scripted = _scripted_answer(context, operation, body)
            if scripted is not None:
                return scripted
        return await relay.respond(context, operation)

    async def _valid_body(
        self, context: RequestContext, operation: Operation
    ) -> Mapping[str, Any] | None:
        """Return the body of a request that may get another response than the service's.

        None for one that the contract forbids: the service may accept it.
        """
        if "prefer" not in context.header and not context.namespace.answers.active:
            return None
        try:
            body, _ = await self._bodies.parse(context, operation)
        except ApiError:
            return None
        return body

    async def _recognize(self, context: RequestContext, operation: Operation) -> ApiResponse:
        body, data = await self._bodies.parse(context, operation)
        data, image = await self._bodies.take_image(context, operation, body, data)
        enterprise = context.header.get("enterprise-project-id")
        if enterprise and not _ENTERPRISE_ID.fullmatch(enterprise):
            # API Reference 4: a malformed id is no error, the fee goes to the default.
            context.notes.append("Enterprise-Project-Id is malformed; billed under default")
        if operation.withdrawn:
            context.notes.append(f"the vendor withdrew this operation on {operation.withdrawn}")
        if "prefer" in context.header:
            chosen = preferred(context, self._contract, operation)
            if chosen is not None:
                return chosen
        if _scripted(context.namespace):
            await self._faults.play(context)
        if context.namespace.answers.active:
            scripted = _scripted_answer(context, operation, body)
            if scripted is not None:
                return scripted
        answer = await self._answers.answer(operation, data, image, body)
        context.source = answer.source
        context.unread = [part.to_dict() for part in answer.unread]
        return ApiResponse.json(200, answer.body)

    def _respond(self, context: RequestContext, response: ApiResponse) -> web.StreamResponse:
        """Complete the headers, record the request and return what goes out."""
        headers = response.headers
        headers.setdefault("X-Request-Id", context.request_id)
        if context.source:
            headers.setdefault("X-Emulator-Answer", context.source)
        if context.notes:
            note = "; ".join(context.notes).encode("ascii", "replace").decode()
            headers.setdefault("X-Emulator-Note", note)
        if context.unread:
            headers.setdefault(unread.HEADER, unread.header(context.unread))
        now = max(0.0, context.namespace.clock.now() + context.skew)
        fault = context.fault
        if fault is None:
            status: int | None = response.status
            outgoing: web.StreamResponse = _whole(response, now)
        else:
            context.source = f"fault {fault.kind}"
            status = None if fault.kind in DROPPING else response.status
            outgoing = broken(response, fault, now)
        self._recorder.record(context, status, response.code)
        return outgoing


def _note_arrival(context: RequestContext) -> None:
    """Note when a request came, and to which test, by what its namespace had then."""
    space = context.namespace
    context.at = space.clock.now()
    context.epoch = space.journal.epoch
    context.retry_epoch = space.retry_after.epoch


def _scripted(space: Namespace) -> bool:
    return space.faults.active or space.sequences.active or space.retry_after.active


def _scripted_answer(
    context: RequestContext, operation: Operation, body: Mapping[str, Any]
) -> ApiResponse | None:
    account = context.account.name if context.account else None
    scripted = context.namespace.answers.match(operation.name, account, body)
    if scripted is None:
        return None
    context.source = scripted.source
    return ApiResponse.json(200, scripted.body)


def _refusal(context: RequestContext, error: ApiError) -> ApiResponse:
    headers = dict(error.headers)
    context.source = context.source or "refusal"
    context.violation = error.violation
    if error.violation is not None:
        headers["X-Emulator-Violation"] = error.violation.header()
    body = error.body(context.request_id)
    return ApiResponse.json(error.status, body, headers, close=error.close, code=error.code)


def _whole(response: ApiResponse, now: float) -> web.Response:
    headers = {"Date": _date(int(now)), "Server": SERVER_NAME, **response.headers}
    outgoing = web.Response(status=response.status, body=response.body, headers=headers)
    if response.close:
        outgoing.force_close()
    return outgoing


@functools.lru_cache(maxsize=64)
def _date(second: int) -> str:
    """Return the header `Date`, made once a second."""
    return http_date(second)


def log_defect(error: Exception, request: str) -> None:
    """Log where the emulator failed: frames and the kind of exception, no values.

    The message of an exception may quote what the code was working on, which is the content
    of identity documents.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("the emulator failed at request %s: %s\n%s", request, type(error).__name__, frames)
