"""Check an operation's options against the catalog before anything is sent.

The service refuses an unknown option or ``"false"`` for a Boolean with one code for all
(AIS.0101) that names neither; here the error names the option and what it takes.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

from huawei_ocr_api.catalog import Operation, Option

from ocr_wrapper.errors import OptionError

_WANTED = {
    "boolean": "True or False",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping",
}


def check_options(operation: Operation, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options to send, those that are None left out.

    Raises `OptionError` for a name, a type or a value that the operation does not take, and for
    an option without another that it needs.
    """
    given = {name: value for name, value in options.items() if value is not None}
    known = {option.name: option for option in operation.options}
    for name in given:
        if name not in known:
            raise _unknown(operation, name, known)
    checked = {name: _value(operation, known[name], value) for name, value in given.items()}
    for name, value in checked.items():
        lacking = [n for n in known[name].requires if not checked.get(n)]
        if value is not False and lacking:
            raise OptionError(
                f"{operation.name} takes {name} only together with {' and '.join(lacking)}: "
                "give both or neither.",
                option=name,
                allowed=known[name].requires,
            )
    return checked


def _unknown(operation: Operation, name: str, known: Mapping[str, Option]) -> OptionError:
    """Return the error for a name that the operation does not have."""
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}? " if near else ""
    names = ", ".join(sorted(known)) or "none"
    return OptionError(
        f"{operation.name} has no option {name}: {hint}It takes {names}.",
        option=name,
        allowed=tuple(sorted(known)),
    )


def _value(operation: Operation, option: Option, value: Any) -> Any:
    """Return the value in the form that JSON knows, or raise."""
    if isinstance(value, (tuple, set, frozenset)) and option.type == "array":
        value = sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    if not _is(option.type, value):
        raise OptionError(
            f"{operation.name} takes {_WANTED[option.type]} for {option.name} "
            f"and got a {type(value).__name__}.",
            option=option.name,
            allowed=option.enum or (),
        )
    if option.type == "integer":
        value = int(value)  # 2.0 is a whole number to JSON and to the service
    allowed = option.item_enum if option.type == "array" else option.enum
    if allowed is not None:
        for item in value if option.type == "array" else [value]:
            if item not in allowed:
                shown = ", ".join(repr(one) for one in allowed)
                raise OptionError(
                    f"{operation.name} takes for {option.name} one of {shown}.",
                    option=option.name,
                    allowed=allowed,
                )
    if option.pattern is not None and not re.search(option.pattern, value):
        raise OptionError(
            f"{operation.name} does not take that text for {option.name}: {option.summary}",
            option=option.name,
        )
    low, high = option.minimum, option.maximum
    if option.type in ("integer", "number") and (
        (low is not None and value < low) or (high is not None and value > high)
    ):
        raise OptionError(
            f"{operation.name} takes for {option.name} "
            f"{'at least ' + format(low, 'g') if low is not None else ''}"
            f"{' and ' if low is not None and high is not None else ''}"
            f"{'at most ' + format(high, 'g') if high is not None else ''}, and got {value}.",
            option=option.name,
        )
    return value


def _is(kind: str, value: Any) -> bool:
    """Tell whether a value is of a JSON type; a Boolean is no number, a text no list."""
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    if kind == "integer":
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and not isinstance(value, bool)
    if kind == "number":
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and math.isfinite(value)
    if kind == "array":
        return isinstance(value, list)
    return isinstance(value, Mapping)
