"""Routes of the playground: page, session, readings, code, previews, kept bodies, exports.

Recognition itself has no route here: the page signs its requests and sends them through the
public API, so that what it shows is what a client gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal
from urllib.parse import quote

from aiohttp import web

from ocr_emulator.contract import checks, strict_json
from ocr_emulator.contract.errors import ApiError
from ocr_emulator.http import documentation
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.http.playground import assets, exports, reading, snippets
from ocr_emulator.http.playground.access import PageToken
from ocr_emulator.http.playground.active import active
from ocr_emulator.http.playground.explain import explain, parse_outcome
from ocr_emulator.http.playground.exports import Exporter
from ocr_emulator.http.playground.forms import forms
from ocr_emulator.http.playground.model import groups, model
from ocr_emulator.state.accounts import Account
from ocr_emulator.workers.threads import in_thread

ACCOUNT = "playground"
"""Name of the account whose key the page signs with."""
_MAX_ORDER = 24 * 1024 * 1024
"""Bytes of an export's request: the largest image in Base64, and a response."""
_MAX_VALUES = 2_000_000
Mode = Literal["emulate", "record", "replay"]
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Playground:
    """Serve the page and what it needs besides the public API and the admin API."""

    def __init__(
        self, token: PageToken, *, mode: Mode = "emulate", exporters: Mapping[str, Exporter]
    ) -> None:
        self.token = token
        self._mode = mode
        self._exporters = dict(exporters)
        self.routes = (
            Route("GET", "/playground/examples/{operation}", self._examples),
            Route("GET", "/playground/active", self._active),
            Route("POST", "/playground/session", self._session),
            Route("POST", "/playground/reading", self._reading),
            Route("POST", "/playground/snippets", self._snippets),
            Route("POST", "/playground/preview", self._preview, ("operation", "page")),
            Route("POST", "/playground/bodies/{number}", self._body),
            Route("GET", "/playground/{name:.+}", self._asset, None),
            Route("GET", "/exports", self._list_exports),
            Route("POST", "/exports/{name}", self._export),
        )

    async def page(self, _: AdminRequest) -> web.Response:
        """Return the page."""
        return assets.page(self.token.in_page)

    async def _asset(self, request: AdminRequest) -> web.Response:
        known = request.http.headers.get("If-None-Match", "")
        found = assets.asset_response(request.parameters["name"], known)
        if found is None:
            raise AdminError(404, "the playground has no such file")
        return found

    async def _session(self, request: AdminRequest) -> web.Response:
        """Return the key that the page signs with, and what this emulator can do."""
        self.token.check(request.http)
        answers, space = request.services.answers, request.namespace
        account, contract = self._account(request), request.services.contract
        # A thread: the first call imports the recognizers.
        readers = await in_thread(lambda: answers.readers)
        return _json(
            {
                "account": account.name,
                "ak": account.ak,
                "sk": account.sk,
                "user": account.user,
                "projects": account.projects,
                "contract": model(contract),
                "groups": groups(contract, readers),
                "forms": forms(contract),
                "mode": self._mode,
                "answers": _answers(answers.state, readers),
                "readers": readers,
                "keep_bodies": space.journal.keep_bodies,
                "exports": exports.describe(self._exporters),
                "documentation": documentation.address(),
            }
        )

    async def _active(self, request: AdminRequest) -> dict[str, Any]:
        """Return what makes calls fail now, in words."""
        return {"active": active(request.namespace)}

    async def _examples(self, request: AdminRequest) -> dict[str, Any]:
        """Return the contract's responses of an operation by the `Prefer` that asks for them."""
        operations = request.services.contract.operations
        found = operations[checks.name_of("operation", request.parameters["operation"], operations)]
        examples = {f"example={name}": value for name, value in found.examples.items()}
        for status, failures in found.failures.items():
            for name, value in failures.items():
                examples[f"code={status}, example={name}"] = value
        return {"examples": examples}

    async def _reading(self, request: AdminRequest) -> web.Response:
        """Return what a response contains, in one form for all operations, and what to say."""
        self.token.check(request.http)
        body = strict_json.read(await request.read(_MAX_ORDER), max_values=_MAX_VALUES)
        outcome = parse_outcome(body)
        services = request.services
        readers = await in_thread(lambda: services.answers.readers)
        notice = explain(outcome, services.contract, readers)
        found = None
        if outcome.result is not None:
            found = await in_thread(
                lambda: reading.read(outcome.result).to_dict(example=outcome.is_example)
            )
        return _json({"reading": found, "example": outcome.is_example, "notice": asdict(notice)})

    async def _snippets(self, request: AdminRequest) -> web.Response:
        """Return a call as code."""
        self.token.check(request.http)
        body = await request.json_object()
        endpoint = str(request.http.url.origin())
        call = snippets.parse_call(
            body, request.services.contract, self._account(request), endpoint
        )
        return _json(snippets.snippets(call))

    def _account(self, request: AdminRequest) -> Account:
        space = request.namespace
        if self._mode != "emulate":
            # Recordings belong to the project ids that the user gave.
            return space.account
        if ACCOUNT not in space.accounts:
            space.add_account(ACCOUNT)
        account = space.accounts[ACCOUNT]
        if not account.keys:
            account.add_key()
        return account

    async def _preview(self, request: AdminRequest) -> web.Response:
        """Return an image that browsers may not show as PNG."""
        self.token.check(request.http)
        contract = request.services.contract
        operation = checks.name_of("operation", request.query.get("operation"), contract.operations)
        number = request.query.get("page", "1")
        if not number.isascii() or not number.isdigit() or not int(number[:9]) > 0:
            raise AdminError(400, "page must be a number from 1")
        data = await request.read(contract.max_file_bytes)
        try:
            found = await request.services.answers.preview(
                data, contract.operations[operation], int(number[:9])
            )
        except ApiError as error:
            detail = error.violation.expected if error.violation else error.message
            raise AdminError(422, f"{error.code}: {detail}") from None
        headers = {
            **_PRIVATE,
            "X-Pages": str(found.pages),
            "X-Size": f"{found.width}x{found.height}",
        }
        return web.Response(body=found.png, content_type="image/png", headers=headers)

    async def _body(self, request: AdminRequest) -> web.Response:
        """Return the body of a recorded request, where the journal keeps bodies."""
        self.token.check(request.http)
        number = request.number_in_path("number")
        found = request.namespace.journal.entries(number=number)
        if not found or found[0].body is None:
            raise AdminError(404, "the journal has no body of this request")
        return web.Response(
            body=found[0].body, content_type="application/octet-stream", headers=_PRIVATE
        )

    async def _list_exports(self, _: AdminRequest) -> dict[str, Any]:
        return {"exports": exports.describe(self._exporters)}

    async def _export(self, request: AdminRequest) -> web.Response:
        """Return a result as a file."""
        self.token.check(request.http)
        name = checks.name_of("export", request.parameters["name"], self._exporters)
        exporter = self._exporters[name]
        body = strict_json.read(await request.read(_MAX_ORDER), max_values=_MAX_VALUES)
        order = exports.parse_order(body, request.services.contract.operations)
        data = await in_thread(lambda: exporter.export(order), "ocr-emulator-export")
        file_name = quote(f"result{exporter.suffix}", safe="")
        disposition = f"attachment; filename*=UTF-8''{file_name}"
        return web.Response(
            body=data,
            content_type="application/octet-stream",
            headers={**_PRIVATE, "Content-Disposition": disposition},
        )


def _answers(state: str, readers: list[str]) -> str:
    """Return what reads images, in the words of the page."""
    if not readers:
        return "no engine: examples only"
    return state if state.startswith("engine ") else f"engine {state}"


def _json(value: dict[str, Any]) -> web.Response:
    return web.json_response(value, headers=_PRIVATE)
