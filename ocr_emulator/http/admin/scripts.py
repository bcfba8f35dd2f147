"""Admin routes for scripts: faults, sequences, quotas, clock."""

from __future__ import annotations

from typing import Any

from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route, reject_unknown


async def list_faults(request: AdminRequest) -> dict[str, Any]:
    """Return the fault rules."""
    return {"rules": [rule.to_dict() for rule in request.namespace.faults.rules()]}


async def add_fault(request: AdminRequest) -> dict[str, Any]:
    """Add a fault rule."""
    body = await request.json()
    fault = body.pop("fault", None)
    if fault is None:
        raise AdminError(400, "the body needs 'fault': a code, a status, a kind or an object")
    return request.namespace.faults.add(fault, **body).to_dict()


async def remove_fault(request: AdminRequest) -> dict[str, Any]:
    """Remove one fault rule."""
    request.namespace.faults.remove(int(request.parameters["id"]))
    return await list_faults(request)


async def clear_faults(request: AdminRequest) -> dict[str, Any]:
    """Remove all fault rules."""
    request.namespace.faults.clear()
    return await list_faults(request)


async def add_sequence(request: AdminRequest) -> dict[str, Any]:
    """Add a sequence of responses."""
    body = await request.json()
    steps = body.pop("steps", None)
    if not isinstance(steps, list):
        raise AdminError(400, "the body needs 'steps': an array of codes, statuses or objects")
    sequence = request.namespace.sequences.add(steps, **body)
    return {"id": sequence.id, **sequence.report().to_dict()}


async def report_sequence(request: AdminRequest) -> dict[str, Any]:
    """Return what a client did with a sequence."""
    sequence = request.namespace.sequences.get(int(request.parameters["id"]))
    return {"id": sequence.id, **sequence.report().to_dict()}


async def clear_sequences(request: AdminRequest) -> dict[str, Any]:
    """Remove all sequences."""
    request.namespace.sequences.clear()
    return {}


async def show_quotas(request: AdminRequest) -> dict[str, Any]:
    """Return the limits."""
    return dict(request.namespace.quotas.to_dict())


async def set_quotas(request: AdminRequest) -> dict[str, Any]:
    """Set limits for one operation or for all."""
    quotas = request.namespace.quotas
    body = await request.json()
    operation = body.pop("operation", None)
    if "per_minute" in body:
        quotas.per_minute(body.pop("per_minute"), operation)
    if "concurrency" in body:
        quotas.concurrency(body.pop("concurrency"), operation)
    reject_unknown(body, "quotas")
    return await show_quotas(request)


async def reset_quotas(request: AdminRequest) -> dict[str, Any]:
    """Remove all limits."""
    request.namespace.quotas.reset()
    return await show_quotas(request)


async def show_clock(request: AdminRequest) -> dict[str, Any]:
    """Return the time of the namespace."""
    clock = request.namespace.clock
    return {"time": clock.now(), "shift": clock.shift, "frozen": clock.frozen}


async def move_clock(request: AdminRequest) -> dict[str, Any]:
    """Set, advance, freeze or resume the clock."""
    clock = request.namespace.clock
    body = await request.json()
    if unknown := set(body) - {"advance", "set", "freeze"}:
        raise AdminError(400, f"the clock has no {sorted(unknown)[0]!r}")
    if "set" in body:
        clock.set(float(body["set"]))
    if "advance" in body:
        clock.advance(float(body["advance"]))
    if "freeze" in body:
        (clock.freeze if body["freeze"] else clock.resume)()
    return await show_clock(request)


async def reset_clock(request: AdminRequest) -> dict[str, Any]:
    """Return the clock to real time."""
    request.namespace.clock.reset()
    return await show_clock(request)


ROUTES = (
    Route("GET", "/faults", list_faults),
    Route("POST", "/faults", add_fault),
    Route("DELETE", "/faults", clear_faults),
    Route("DELETE", "/faults/{id}", remove_fault),
    Route("POST", "/sequences", add_sequence),
    Route("DELETE", "/sequences", clear_sequences),
    Route("GET", "/sequences/{id}", report_sequence),
    Route("GET", "/quotas", show_quotas),
    Route("PUT", "/quotas", set_quotas),
    Route("POST", "/quotas", set_quotas),
    Route("DELETE", "/quotas", reset_quotas),
    Route("GET", "/clock", show_clock),
    Route("PUT", "/clock", move_clock),
    Route("POST", "/clock", move_clock),
    Route("DELETE", "/clock", reset_clock),
)
