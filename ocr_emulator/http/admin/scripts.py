"""Admin routes for scripts: faults, sequences, quotas, clock."""

from __future__ import annotations

from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.scripting.rules import RULE_FIELDS
from ocr_emulator.state.clock import check_moment

_ANSWER_FIELDS = ("operation", "answer", "times", "when", "account", "strict")


async def list_faults(request: AdminRequest) -> dict[str, Any]:
    """Return the fault rules."""
    return {"rules": [rule.to_dict() for rule in request.namespace.faults.rules()]}


async def add_fault(request: AdminRequest) -> dict[str, Any]:
    """Add a fault rule."""
    body = await request.json("a fault rule", RULE_FIELDS)
    fault = body.pop("fault", None)
    if fault is None:
        raise AdminError(400, "the body needs 'fault': a code, a status, a kind or an object")
    return request.namespace.faults.add(fault, **body).to_dict()


async def remove_fault(request: AdminRequest) -> dict[str, Any]:
    """Remove one fault rule."""
    request.namespace.faults.remove(request.number_in_path("id"))
    return await list_faults(request)


async def clear_faults(request: AdminRequest) -> dict[str, Any]:
    """Remove all fault rules."""
    request.namespace.faults.clear()
    return await list_faults(request)


async def add_sequence(request: AdminRequest) -> dict[str, Any]:
    """Add a sequence of responses."""
    body = await request.json("a sequence", ("steps", "operation", "account"))
    steps = body.pop("steps", None)
    if not isinstance(steps, list):
        raise AdminError(400, "the body needs 'steps': an array of codes, statuses or objects")
    sequence = request.namespace.sequences.add(steps, **body)
    return {"id": sequence.id, **sequence.report().to_dict()}


async def list_sequences(request: AdminRequest) -> dict[str, Any]:
    """Return the sequences with what the clients did so far."""
    return {"sequences": [found.to_dict() for found in request.namespace.sequences.all()]}


async def report_sequence(request: AdminRequest) -> dict[str, Any]:
    """Return what a client did with a sequence."""
    sequence = request.namespace.sequences.get(request.number_in_path("id"))
    return {"id": sequence.id, **sequence.report().to_dict()}


async def clear_sequences(request: AdminRequest) -> dict[str, Any]:
    """Remove all sequences."""
    request.namespace.sequences.clear()
    return {}


async def list_answers(request: AdminRequest) -> dict[str, Any]:
    """Return the scripted answers."""
    return {"rules": [rule.to_dict() for rule in request.namespace.answers.rules()]}


async def set_answer(request: AdminRequest) -> dict[str, Any]:
    """Script the answer of an operation."""
    body = await request.json("an answer", _ANSWER_FIELDS)
    for name in ("operation", "answer"):
        if name not in body:
            raise AdminError(400, f"the body needs {name!r}")
    return request.namespace.answers.set(
        body.pop("operation"), body.pop("answer"), **body
    ).to_dict()


async def list_examples(request: AdminRequest) -> dict[str, Any]:
    """Return the names of the examples of every operation."""
    operations = request.services.contract.operations.values()
    return {"examples": {operation.name: list(operation.examples) for operation in operations}}


async def build_example(request: AdminRequest) -> dict[str, Any]:
    """Return the result of an example with the fields of the body replaced."""
    fields = await request.json_object()
    confidence = fields.pop("confidence", None)
    name = request.query.get("example", "default")
    answers = request.namespace.answers
    operation = request.parameters["operation"]
    return {"result": answers.example(operation, name, confidence=confidence, **fields)}


async def remove_answer(request: AdminRequest) -> dict[str, Any]:
    """Remove one scripted answer."""
    request.namespace.answers.remove(request.number_in_path("id"))
    return await list_answers(request)


async def clear_answers(request: AdminRequest) -> dict[str, Any]:
    """Remove all scripted answers."""
    request.namespace.answers.clear()
    return await list_answers(request)


async def show_quotas(request: AdminRequest) -> dict[str, Any]:
    """Return the limits."""
    return dict(request.namespace.quotas.to_dict())


async def set_quotas(request: AdminRequest) -> dict[str, Any]:
    """Set limits for one operation or for all."""
    quotas = request.namespace.quotas
    body = await request.json("quotas", ("per_minute", "concurrency", "operation"))
    operation = body.get("operation")
    for name in ("per_minute", "concurrency"):
        quotas.check(body.get(name), operation)
    if "per_minute" in body:
        quotas.per_minute(body["per_minute"], operation)
    if "concurrency" in body:
        quotas.concurrency(body["concurrency"], operation)
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
    body = await request.json("the clock", ("set", "advance", "freeze"))
    moment = check_moment(body["set"]) if "set" in body else clock.now()
    # Everything is checked before anything changes.
    check_moment(moment + checks.number("advance", body.get("advance", 0)))
    freeze = checks.boolean("freeze", body.get("freeze", False))
    if "set" in body:
        clock.set(moment)
    if "advance" in body:
        clock.advance(body["advance"])
    if "freeze" in body:
        (clock.freeze if freeze else clock.resume)()
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
    Route("GET", "/sequences", list_sequences),
    Route("POST", "/sequences", add_sequence),
    Route("DELETE", "/sequences", clear_sequences),
    Route("GET", "/sequences/{id}", report_sequence),
    Route("GET", "/answers", list_answers),
    Route("POST", "/answers", set_answer),
    Route("DELETE", "/answers", clear_answers),
    Route("DELETE", "/answers/{id}", remove_answer),
    Route("GET", "/examples", list_examples),
    Route("POST", "/examples/{operation}", build_example, ("example",)),
    Route("GET", "/quotas", show_quotas),
    Route("PUT", "/quotas", set_quotas),
    Route("POST", "/quotas", set_quotas),
    Route("DELETE", "/quotas", reset_quotas),
    Route("GET", "/clock", show_clock),
    Route("PUT", "/clock", move_clock),
    Route("POST", "/clock", move_clock),
    Route("DELETE", "/clock", reset_clock),
)
