"""`Prefer: code=…, example=…`: a caller picks the answer for this one request."""

from __future__ import annotations

import copy
import re
from typing import Any

from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, Violation, refuse
from ocr_emulator.messages import Reply, RequestContext

__all__ = ["preferred"]

_PAIR = re.compile(r'(?:^|[,;\s])(code|example)\s*=\s*"?([^",;\s]+)"?')


def _unknown(contract: Contract, expected: str, got: str) -> ApiError:
    return refuse(contract, "AIS.0101", violation=Violation("header:Prefer", expected, got[:80]))


def preferred(call: RequestContext, contract: Contract, operation: Operation) -> Reply | None:
    """Return the answer that the request asks for; None when it asks for none.

    `code` is a status or an error code, `example` the name of one of the contract's
    examples. Read only after all checks, so that it is no way around them. Raises
    `ApiError` AIS.0101 for what does not exist.
    """
    asked = dict(_PAIR.findall(call.header("prefer")))
    if not asked:
        return None
    code, name = asked.get("code"), asked.get("example")
    if code is not None and not code.isdigit():
        if code not in contract.errors:
            raise _unknown(contract, "an error code of the contract", code)
        call.answer = f"preferred {code}"
        raise refuse(contract, code)
    status = int(code) if code is not None else 200
    table: Any = operation.examples if status == 200 else operation.failures.get(status, {})
    if status != 200 and name is None and not table:
        codes = [entry.code for entry in contract.errors.values() if entry.status == status]
        if not codes:
            raise _unknown(contract, "a status of the contract", str(status))
        call.answer = f"preferred {status}"
        raise refuse(contract, codes[0])
    chosen = name if name is not None else "default" if "default" in table else next(iter(table))
    if chosen not in table:
        raise _unknown(contract, f"one of {', '.join(table)}", chosen)
    call.answer = f"example {chosen}"
    return Reply.json(status, copy.deepcopy(table[chosen]))
