"""The way of a request: route, authenticate, admit, validate, then answer or fail on purpose."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import traceback
from collections.abc import Awaitable, Callable

from aiohttp import web

from ocr_emulator.answers import Answers
from ocr_emulator.auth import authorize, identity_service
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, refuse
from ocr_emulator.http import faulty
from ocr_emulator.http.body import Dropped, MemoryBudget, check_body, read_body, take_picture
from ocr_emulator.http.prefer import preferred
from ocr_emulator.images.sources import Sources
from ocr_emulator.messages import Reply, RequestContext
from ocr_emulator.scripting.faults import IAM, Fault
from ocr_emulator.state.clock import http_date
from ocr_emulator.state.namespace import NamespaceRegistry

__all__ = ["Gateway"]

_log = logging.getLogger("ocr_emulator")
_OCR_PATH = re.compile(r"/v2/([^/]*)/ocr/([^/]+)")
_ENTERPRISE_ID = re.compile(r"[0-9A-Za-z-]{1,36}")
# What a gateway usually says when only a status was asked for.
_CODE_OF_STATUS = {
    400: "AIS.0101",
    401: "APIG.0301",
    403: "ModelArts.4203",
    404: "APIG.0101",
    413: "ModelArts.4104",
    429: "APIG.0308",
    500: "ModelArts.4505",
    502: "ModelArts.4302",
    503: "ModelArts.4403",
    504: "APIG.0201",
}
_DEFAULT_LIMIT = 10
_MAX_HEADERS = 128


class _Break(Exception):
    """Leave the way of a good answer at once: a fault wants the connection itself."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


class _Instead(Exception):
    """Leave the way of a good answer at once: a fault has an answer of its own."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Gateway:
    """Serve requests from one contract and one world."""

    def __init__(
        self,
        contract: Contract,
        world: NamespaceRegistry,
        answers: Answers,
        sources: Sources,
        *,
        admin: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        body_timeout: float = 30.0,
        body_room: int = 256 * 1024 * 1024,
    ) -> None:
        self._contract = contract
        self._world = world
        self._answers = answers
        self._sources = sources
        self._admin = admin
        self._body_timeout = body_timeout
        self._room = MemoryBudget(body_room)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request; what happened goes into the journal of its namespace."""
        target = request.raw_path
        if target == "/_emulator" or target.startswith(("/_emulator/", "/_emulator?")):
            try:
                return await self._admin(request)
            except Exception as exc:
                log_defect(exc, "of the admin side")
                return web.Response(status=500, text='{"error": "the emulator failed"}')
        headers = [
            (name.decode("latin-1"), value.decode("utf-8", "surrogateescape"))
            for name, value in request.raw_headers
        ]
        world = self._world
        call = RequestContext(
            request.method, target, headers, world.default, world.default.clock.now()
        )
        code: str | None = None
        status: int | None = None
        response: web.StreamResponse
        try:
            reply, fault = await self._serve(call, request)
            status = reply.status
        except ApiError as exc:
            reply, fault = self._refused(call, exc), None
            status, code = exc.status, exc.code
        except _Instead as exc:
            reply, fault, status = exc.reply, None, exc.reply.status
        except _Break as exc:
            reply, fault = Reply(500), exc.fault
        except Dropped as exc:
            call.notes.append(str(exc))
            reply, fault = Reply(500), Fault("empty")
        except asyncio.CancelledError:
            call.notes.append("the client left before the answer")
            self._record(call, None, None)
            raise
        except Exception as exc:
            # A defect of the emulator is told as one and never as the service's failure.
            log_defect(exc, call.request_id)
            call.answer = "defect"
            status = 500
            reply = Reply.json(500, {"error_code": "EMULATOR", "error_msg": "The emulator failed."})
            fault = None
        finally:
            self._room.give_back(call.reserved)
        reply.headers.setdefault("X-Request-Id", call.request_id)
        if call.answer:
            reply.headers.setdefault("X-Emulator-Answer", call.answer)
        if call.notes:
            note = "; ".join(call.notes).encode("ascii", "replace").decode()
            reply.headers.setdefault("X-Emulator-Note", note)
        now = call.namespace.clock.now()
        if fault is None:
            response = faulty.whole(reply, now)
        else:
            call.answer = f"fault {fault.kind}"
            response = faulty.broken(reply, fault, now)
            if fault.kind in ("reset-before", "reset-after", "empty"):
                status = None
        self._record(call, status, code)
        return response

    def _record(self, call: RequestContext, status: int | None, code: str | None) -> None:
        def paths() -> list[str]:
            templates = [operation.path for operation in self._contract.operations.values()]
            project = call.project_id or "{project_id}"
            return [
                *identity_service.PATHS,
                *(path.replace("{project_id}", project) for path in templates),
            ]

        call.namespace.journal.record(call, status, code, paths)

    def _refused(self, call: RequestContext, exc: ApiError) -> Reply:
        headers = dict(exc.headers)
        call.answer = call.answer or "refusal"
        call.violation = exc.violation
        if exc.violation is not None:
            headers["X-Emulator-Violation"] = exc.violation.header()
        return Reply.json(exc.status, exc.body(call.request_id), headers, close=exc.close)

    def _route(self, call: RequestContext) -> None:
        if call.path in identity_service.PATHS:
            call.service = "iam"
            return
        match = _OCR_PATH.fullmatch(call.path.removesuffix("/"))
        if match is None:
            return
        call.project_id = match[1]
        call.operation = self._contract.by_slug.get(match[2])
        if call.operation is not None and call.method == "POST":
            call.service = "ocr"

    async def _serve(
        self, call: RequestContext, request: web.BaseRequest
    ) -> tuple[Reply, Fault | None]:
        if len(call.headers) > _MAX_HEADERS:
            raise ApiError(
                431, "EMULATOR", f"The request has more than {_MAX_HEADERS} headers.", close=True
            )
        self._route(call)
        authorize.locate(call, self._world)
        call.at = call.namespace.clock.now()
        step, sequenced, skew = self._early(call)
        await read_body(request, call, self._contract, self._room, self._body_timeout)
        if not call.service:
            # API Reference 6, APIG.0101: the address or the method is wrong.
            raise refuse(self._contract, "APIG.0101")
        if call.service == "iam" and call.method != identity_service.PATHS[call.path]:
            raise identity_service.wrong_method(call)
        if call.service == "iam":
            return await self._serve_iam(call, step, sequenced, skew)
        operation = call.operation
        if operation is None:
            raise RuntimeError("an OCR call was routed without an operation")
        authorize.authenticate(call, self._world, self._contract, skew=skew)
        authorize.admit(call, self._contract)
        quotas, account = call.namespace.quotas, call.account.name if call.account else ""
        self._check_rate(call, account, operation)
        if not quotas.enter(account, operation.name):
            raise refuse(self._contract, "ModelArts.4401")
        try:
            return await self._answer(call, operation, step, sequenced)
        finally:
            quotas.leave(account, operation.name)

    def _early(self, call: RequestContext) -> tuple[Fault | None, bool, float]:
        """Take the sequence's step and the faults that strike before any check."""
        if not call.service:
            return None, False, 0.0
        name, account = _who(call)
        call.early_by = call.namespace.promises.early(account, name, call.at)
        sequence = call.namespace.sequences.find(name, account)
        step = sequence.take(call.at, call.early_by) if sequence is not None else None
        if sequence is None and call.early_by is not None:
            call.namespace.sequences.note_early(name, account, call.at, call.early_by)
        found = [fault for fault, _ in call.namespace.faults.strike(name, account, early=True)]
        if step is not None:
            found.append(step)
        skew = sum(fault.delay for fault in found if fault.kind == "clock")
        for fault in found:
            if fault.kind == "reset-before":
                raise _Break(fault)
        return step, sequence is not None, skew

    async def _serve_iam(
        self, call: RequestContext, step: Fault | None, sequenced: bool, skew: float
    ) -> tuple[Reply, Fault | None]:
        if call.path == "/v3/auth/tokens":
            reply = identity_service.issue_token(call, self._world, self._contract)
        else:
            authorize.authenticate(call, self._world, self._contract, skew=skew)
            reply = identity_service.list_projects(call, self._contract)
        return reply, await self._strike(call, IAM, step, sequenced)

    def _check_rate(self, call: RequestContext, account: str, operation: Operation) -> None:
        quotas = call.namespace.quotas
        limit = quotas.over_rate(account, operation.name, call.at)
        if limit is not None:
            # The gateway sends no Retry-After; the vendor says to wait 2 to 5 seconds.
            raise refuse(self._contract, "APIG.0308", status=429, message=_throttled(limit))

    async def _answer(
        self, call: RequestContext, operation: Operation, step: Fault | None, sequenced: bool
    ) -> tuple[Reply, Fault | None]:
        contract = self._contract
        body = check_body(call, contract, operation)
        data, picture = await take_picture(
            call, contract, operation, body, self._sources.fetch, self._answers.inspect
        )
        enterprise = call.header("enterprise-project-id")
        if enterprise and not _ENTERPRISE_ID.fullmatch(enterprise):
            # API Reference 4: a malformed id is no error, the fee goes to the default.
            call.notes.append("Enterprise-Project-Id is malformed; billed under default")
        if operation.withdrawn:
            call.notes.append(f"the vendor withdrew this operation on {operation.withdrawn}")
        wanted = preferred(call, contract, operation)
        if wanted is not None:
            return wanted, None
        fault = await self._strike(call, operation.name, step, sequenced)
        if fault is not None and fault.kind in ("reset-after", "empty"):
            return Reply(200), fault
        answer, call.answer = await self._answers.answer(operation, data, picture, body)
        return Reply.json(200, answer), fault

    async def _strike(
        self, call: RequestContext, name: str, step: Fault | None, sequenced: bool
    ) -> Fault | None:
        """Carry out what is scripted for this call; returns what shapes its answer."""
        account = call.account.name if call.account else None
        struck: list[tuple[Fault, random.Random]] = []
        if step is not None:
            struck.append((step, random.Random(0)))  # noqa: S311  (jitter of a test)
        # A sequence says exactly what comes: rules do not mix into it.
        if not sequenced:
            struck += call.namespace.faults.strike(name, account, early=False)
        shaping: Fault | None = None
        for fault, dice in struck:
            if fault.kind == "latency":
                await asyncio.sleep(max(0.0, fault.delay + dice.uniform(0, fault.jitter)))
            elif fault.kind == "error":
                raise self._scripted(call, fault)
            elif fault.kind == "html":
                call.answer = "fault html"
                status = fault.status or 502
                raise _Instead(
                    Reply(status, faulty.html_page(status), {"Content-Type": "text/html"})
                )
            elif fault.kind != "clock":
                shaping = fault
        return shaping

    def _scripted(self, call: RequestContext, fault: Fault) -> ApiError:
        code = fault.code or _CODE_OF_STATUS.get(fault.status or 500, "ModelArts.4505")
        message = fault.message
        if message is None and code == "APIG.0308":
            message = _throttled(_DEFAULT_LIMIT)
        headers: dict[str, str] = {}
        if fault.retry_after is not None:
            moment = call.namespace.clock.now() + fault.retry_after
            name, account = _who(call)
            call.namespace.promises.make(account, name, moment)
            seconds = f"{fault.retry_after:g}"
            headers["Retry-After"] = http_date(moment) if fault.retry_form == "date" else seconds
        call.answer = "fault error"
        return refuse(self._contract, code, status=fault.status, message=message, headers=headers)


def _who(call: RequestContext) -> tuple[str | None, str | None]:
    """Return operation and account as rules, sequences and promises name them."""
    name = IAM if call.service == "iam" else call.operation.name if call.operation else None
    return name, call.account.name if call.account else None


def log_defect(exc: Exception, request: str) -> None:
    """Log where the emulator failed: frames and the kind of exception, no values.

    The message of an exception may quote what it was working on, which here is the
    content of identity documents.
    """
    frames = "".join(traceback.format_tb(exc.__traceback__))
    _log.error("the emulator failed at request %s: %s\n%s", request, type(exc).__name__, frames)


def _throttled(limit: int) -> str:
    return (
        "The throttling threshold has been reached: policy user over ratelimit,"
        f"limit:{limit},time:1 minute."
    )
