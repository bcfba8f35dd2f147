"""The admin side under `/_emulator/`: everything that Python can script, over HTTP.

It hands out keys and changes what tests see, so it answers only to its own host names
(a page that points its name at 127.0.0.1 is turned away) and to no page of another
origin.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aiohttp import web

from ocr_emulator.answers import Answers
from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import Contract, reference_page
from ocr_emulator.state.files import FILES_PATH
from ocr_emulator.state.namespace import Namespace, NamespaceRegistry

__all__ = ["Admin"]

_LOCAL = ("127.0.0.1", "localhost", "::1")
_MAX_JSON = 1024 * 1024
_MAX_WAIT = 60.0
_MAX_FILE = 16 * 1024 * 1024


class _Wrong(Exception):
    """An admin request that cannot be served."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True)
class _Ask:
    """An admin request with its namespace, the rest of its path and its query."""

    request: web.BaseRequest
    method: str
    space: Namespace
    rest: list[str]
    query: dict[str, str]


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(
        status=status, text=json.dumps(value, default=str), content_type="application/json"
    )


async def _read(request: web.BaseRequest, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise _Wrong(413, f"the body is larger than {limit} bytes")
    return bytes(body)


async def _object(request: web.BaseRequest) -> dict[str, Any]:
    body = await _read(request, _MAX_JSON)
    if not body:
        return {}
    value = strict_json.read(body)
    if not isinstance(value, dict):
        raise _Wrong(400, "the body must be a JSON object")
    return value


class Admin:
    """Answer admin requests."""

    def __init__(
        self, contract: Contract, world: NamespaceRegistry, answers: Answers, hosts: tuple[str, ...]
    ) -> None:
        self._contract = contract
        self._world = world
        self._answers = answers
        self._hosts = frozenset(host.lower() for host in (*_LOCAL, *hosts))

    def _check_origin(self, request: web.BaseRequest) -> None:
        try:
            host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
        except ValueError:
            host = ""
        if host.lower() not in self._hosts:
            raise _Wrong(403, f"host {host[:80]!r} is not a name of this emulator")
        origin = request.headers.get("Origin")
        if origin is not None:
            try:
                parts = urlsplit(origin)
                same = (parts.hostname or "").lower() == host.lower()
                same = same and parts.netloc.lower() == request.headers["Host"].lower()
            except ValueError:
                same = False
            if not same:
                raise _Wrong(403, "requests from pages of another origin are refused")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            raise _Wrong(403, "requests from pages of another site are refused")

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one admin request; errors are JSON with `error` in it."""
        try:
            self._check_origin(request)
            return await self._dispatch(request)
        except _Wrong as exc:
            return _json({"error": exc.message}, exc.status)
        except (ValueError, TypeError) as exc:
            return _json({"error": str(exc)}, 400)
        except KeyError as exc:
            return _json({"error": str(exc.args[0]) if exc.args else "not found"}, 404)

    async def _dispatch(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, raw_query = request.raw_path.partition("?")
        query = dict(parse_qsl(raw_query, keep_blank_values=True))
        parts = [unquote(part) for part in path.removeprefix("/_emulator").split("/") if part]
        name = query.pop("namespace", "default")
        head = parts[0] if parts else ""
        if head == "files":
            return await self._files(request, parts[1:], query)
        if head == "namespaces":
            return await self._namespaces(request, parts[1:])
        if head == "reset" and request.method == "POST" and "namespace" not in raw_query:
            for namespace in list(self._world.namespaces.values()):
                namespace.reset()
            return _json({"reset": list(self._world.namespaces)})
        if name not in self._world.namespaces:
            raise _Wrong(404, f"no namespace {name!r}; POST /_emulator/namespaces makes one")
        handlers: Mapping[str, Callable[..., Any]] = {
            "": self._status,
            "health": self._status,
            "openapi.json": self._bundle,
            "docs": self._docs,
            "journal": self._journal,
            "faults": self._faults,
            "sequences": self._sequences,
            "quotas": self._quotas,
            "clock": self._clock,
            "accounts": self._accounts,
            "reset": self._reset,
        }
        handler = handlers.get(head)
        if handler is None:
            raise _Wrong(404, f"no admin path {path[:80]!r}")
        answer = await handler(
            _Ask(request, request.method, self._world.namespaces[name], parts[1:], query)
        )
        if isinstance(answer, web.StreamResponse):
            return answer
        if answer is None:
            raise _Wrong(405, f"{request.method} is not served at {path[:80]!r}")
        return _json(answer)

    async def _status(self, ask: _Ask) -> Any:
        return {
            "status": "ok",
            "operations": sorted(self._contract.operations),
            "regions": sorted(self._contract.regions),
            "namespaces": list(self._world.namespaces),
            "time": ask.space.clock.now(),
            "calls": ask.space.journal.number,
            "answers": self._answers.state,
        }

    async def _bundle(self, _: _Ask) -> Any:
        return web.Response(body=self._contract.text, content_type="application/json")

    async def _docs(self, _: _Ask) -> Any:
        page = reference_page()
        if page is None:
            raise _Wrong(404, "the API reference was not built; run `make docs`")
        return web.Response(
            body=page,
            content_type="text/html",
            charset="utf-8",
            # The page has no script and nothing from elsewhere; this keeps it so.
            headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
        )

    async def _journal(self, ask: _Ask) -> Any:
        if ask.method == "DELETE":
            ask.space.journal.clear()
            return {"calls": 0}
        if ask.method != "GET":
            return None
        filters: dict[str, Any] = dict(ask.query)
        if "status" in filters:
            filters["status"] = int(filters["status"])
        if ask.rest == ["count"]:
            return {"count": ask.space.journal.count(**filters)}
        if ask.rest == ["wait"]:
            return await self._wait(ask.space, filters)
        return {"entries": [entry.to_dict() for entry in ask.space.journal.entries(**filters)]}

    async def _wait(self, space: Namespace, filters: dict[str, Any]) -> Any:
        count = int(filters.pop("count", 1))
        seconds = min(float(filters.pop("timeout", 5)), _MAX_WAIT)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        # Looked at again and again, not waited for in a thread: stopping ends it at once.
        while len(found := space.journal.entries(**filters)) < count:
            if loop.time() >= until:
                raise _Wrong(408, f"{len(found)} of {count} calls came within {seconds:g} s")
            await asyncio.sleep(0.01)
        return {"entries": [entry.to_dict() for entry in found]}

    async def _faults(self, ask: _Ask) -> Any:
        if ask.method == "POST":
            body = await _object(ask.request)
            fault = body.pop("fault", None)
            if fault is None:
                raise _Wrong(400, "the body needs 'fault': a code, a status, a kind or an object")
            return ask.space.faults.add(fault, **body).to_dict()
        if ask.method == "DELETE":
            if ask.rest:
                ask.space.faults.remove(int(ask.rest[0]))
            else:
                ask.space.faults.clear()
        elif ask.method != "GET":
            return None
        return {"rules": [rule.to_dict() for rule in ask.space.faults.rules()]}

    async def _sequences(self, ask: _Ask) -> Any:
        if ask.method == "POST":
            body = await _object(ask.request)
            steps = body.pop("steps", None)
            if not isinstance(steps, list):
                raise _Wrong(400, "the body needs 'steps': an array of codes, statuses or objects")
            sequence = ask.space.sequences.add(steps, **body)
            return {"id": sequence.id, **sequence.report().to_dict()}
        if ask.method == "GET" and ask.rest:
            sequence = ask.space.sequences.get(int(ask.rest[0]))
            return {"id": sequence.id, **sequence.report().to_dict()}
        if ask.method == "DELETE":
            ask.space.sequences.clear()
            return {}
        return None

    async def _quotas(self, ask: _Ask) -> Any:
        if ask.method in ("PUT", "POST"):
            body = await _object(ask.request)
            operation = body.pop("operation", None)
            for name in ("per_minute", "concurrency"):
                if name in body:
                    getattr(ask.space.quotas, name)(body.pop(name), operation)
            if body:
                raise _Wrong(400, f"quotas have no {sorted(body)[0]!r}")
        elif ask.method == "DELETE":
            ask.space.quotas.reset()
        elif ask.method != "GET":
            return None
        return ask.space.quotas.to_dict()

    async def _clock(self, ask: _Ask) -> Any:
        clock = ask.space.clock
        if ask.method in ("PUT", "POST"):
            body = await _object(ask.request)
            if unknown := set(body) - {"advance", "set", "freeze"}:
                raise _Wrong(400, f"the clock has no {sorted(unknown)[0]!r}")
            if "set" in body:
                clock.set(float(body["set"]))
            if "advance" in body:
                clock.advance(float(body["advance"]))
            if "freeze" in body:
                (clock.freeze if body["freeze"] else clock.resume)()
        elif ask.method == "DELETE":
            clock.reset()
        elif ask.method != "GET":
            return None
        return {"time": clock.now(), "shift": clock.shift, "frozen": clock.frozen}

    async def _accounts(self, ask: _Ask) -> Any:
        if ask.method == "POST" and not ask.rest:
            body = await _object(ask.request)
            account = ask.space.add_account(str(body.pop("name")), **body)
            return {
                "name": account.name,
                "ak": account.ak,
                "sk": account.sk,
                "projects": account.projects,
                "user": account.user,
            }
        if ask.method == "PATCH" and ask.rest:
            account = ask.space.accounts[ask.rest[0]]
            body = await _object(ask.request)
            for name in ("frozen", "restricted", "permitted"):
                if name in body:
                    setattr(account, name, bool(body.pop(name)))
            for verb in ("subscribe", "unsubscribe"):
                for pair in body.pop(verb, ()):
                    getattr(account, verb)(pair["operation"], pair["region"])
            if body:
                raise _Wrong(400, f"accounts have no {sorted(body)[0]!r}")
        elif ask.method == "POST" and ask.rest[1:] == ["keys"]:
            key = ask.space.accounts[ask.rest[0]].add_key()
            return {"ak": key.ak, "sk": key.sk}
        elif ask.method == "POST" and ask.rest[1:] == ["temporary-keys"]:
            body = await _object(ask.request)
            key = ask.space.temporary_key(float(body.get("seconds", 900)), ask.rest[0])
            return {"ak": key.ak, "sk": key.sk, "security_token": key.security_token}
        elif ask.method == "DELETE" and ask.rest[1:2] == ["keys"] and len(ask.rest) == 3:
            ask.space.accounts[ask.rest[0]].remove_key(ask.rest[2])
        elif ask.method != "GET":
            return None
        return {
            "accounts": [
                {
                    "name": account.name,
                    "keys": list(account.keys),
                    "projects": account.projects,
                    "frozen": account.frozen,
                    "restricted": account.restricted,
                    "permitted": account.permitted,
                }
                for account in ask.space.accounts.values()
            ]
        }

    async def _reset(self, ask: _Ask) -> Any:
        if ask.method != "POST":
            return None
        ask.space.reset()
        return {"reset": [ask.space.name]}

    async def _namespaces(self, request: web.BaseRequest, rest: list[str]) -> web.StreamResponse:
        if request.method == "POST" and not rest:
            body = await _object(request)
            space = self._world.namespace(str(body["name"]))
            return _json(
                {
                    "name": space.name,
                    "ak": space.ak,
                    "sk": space.sk,
                    "projects": space.projects,
                    "user": space.user,
                },
                201,
            )
        if request.method == "DELETE" and len(rest) == 1:
            self._world.remove(rest[0])
        elif request.method != "GET":
            raise _Wrong(405, f"{request.method} is not served here")
        return _json({"namespaces": list(self._world.namespaces)})

    async def _files(
        self, request: web.BaseRequest, rest: list[str], query: Mapping[str, str]
    ) -> web.StreamResponse:
        name = rest[0] if len(rest) == 2 else "default"
        if name not in self._world.namespaces:
            raise _Wrong(404, f"no namespace {name!r}")
        files = self._world.namespaces[name].files
        if not rest:
            if request.method != "GET":
                raise _Wrong(405, f"{request.method} is not served here")
            return _json({"files": [{"name": f.name, "url": f.url} for f in files]})
        if len(rest) > 2:
            raise _Wrong(404, f"files are at {FILES_PATH}<namespace>/<name>")
        file = rest[-1]
        if request.method == "PUT":
            data = await _read(request, _MAX_FILE)
            private = query.get("private", "") in ("1", "true")
            return _json({"url": files.put(file, data, url=query.get("url"), private=private)}, 201)
        if request.method == "DELETE":
            files.remove(file)
            return _json({"removed": file})
        if request.method != "GET":
            raise _Wrong(405, f"{request.method} is not served here")
        return web.Response(
            body=files.get(file).data,
            content_type="application/octet-stream",
            # Whatever was put in here is never run as a page of this origin.
            headers={"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"},
        )
