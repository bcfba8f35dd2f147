"""`Prefer` header (RFC 7240): the caller chooses the response to one request.

`Prefer: code=429, example=throttled` needs no script and no state in the emulator.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError, Violation, api_error
from ocr_emulator.messages import ApiResponse, RequestContext

_STATUS = re.compile(r"[1-5][0-9]{2}")
_PAIR = re.compile(r'(?:^|[,;\s])(code|example)\s*=\s*"?([^",;\s]+)"?')


def _unknown(contract: Contract, expected: str, got: str) -> ApiError:
    return api_error(contract, "AIS.0101", violation=Violation("header:Prefer", expected, got[:80]))


def preferred(
    context: RequestContext, contract: Contract, operation: Operation
) -> ApiResponse | None:
    """Return the response that the request asks for; None when it asks for none.

    `code` is a status or an error code, `example` the name of one of the contract's
    examples. Applied only after all checks, so that it does not bypass them. Raises
    `ApiError` AIS.0101 for what does not exist.
    """
    # Several headers are one list (RFC 9110, 5.3).
    asked = dict(_PAIR.findall(", ".join(context.headers["prefer"])))
    if not asked:
        return None
    code, name = asked.get("code"), asked.get("example")
    # Not `isdigit`: it accepts digits of other scripts, which are no status.
    if code is not None and not _STATUS.fullmatch(code):
        if code not in contract.errors:
            raise _unknown(contract, "an error code of the contract", code)
        context.source = f"preferred {code}"
        raise api_error(contract, code)
    status = int(code) if code is not None else 200
    table: Any = operation.examples if status == 200 else operation.failures.get(status, {})
    if status != 200 and name is None and not table:
        usual = contract.usual_code(status)
        if usual is None:
            raise _unknown(contract, "a status of the contract", str(status))
        context.source = f"preferred {status}"
        raise api_error(contract, usual, status=status)
    chosen = name if name is not None else "default" if "default" in table else next(iter(table))
    if chosen not in table:
        expected = f"the name of an example; {checks.suggestion(chosen, table)}"
        raise _unknown(contract, expected, chosen)
    context.source = f"example {chosen}"
    body = copy.deepcopy(table[chosen])
    return ApiResponse.json(status, body, code=body.get("error_code"))
