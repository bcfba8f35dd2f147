"""Option checks against the catalog, before anything is sent.

The service refuses an unknown option or `"false"` for a Boolean with one code for all
(AIS.0101) that names neither; here the error names the option and what it accepts.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from huawei_ocr_api.catalog import Operation, Option

from ocr_wrapper.errors import OptionError

_LARGEST = 10**15 - 1
"""Largest number that is sent: every reader of JSON keeps all digits of a whole number up to it."""


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_integer(value: object) -> bool:
    return _is_number(value) and value % 1 == 0  # type: ignore[operator]


_TYPES: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "boolean": ("True or False", lambda value: isinstance(value, bool)),
    "string": ("text", lambda value: isinstance(value, str)),
    "integer": ("a whole number", _is_integer),
    "number": ("a number", _is_number),
    "array": ("a list", lambda value: isinstance(value, list)),
    "object": ("a mapping", lambda value: isinstance(value, Mapping)),
}
"""Name and check of each JSON type; a Boolean is not a number, a text not a list."""


def check_options(operation: Operation, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options to send, without those that are None.

    Raises:
        OptionError: The operation has no option of that name, or does not accept its value, or
            the option needs another one that is missing.
    """
    given = {name: value for name, value in options.items() if value is not None}
    known = {option.name: option for option in operation.options}
    for name in given:
        if name not in known:
            raise _unknown(operation, name, known)
    checked = {name: _checked(operation, known[name], value) for name, value in given.items()}
    for name, value in checked.items():
        missing = [other for other in known[name].requires if not checked.get(other)]
        if value is not False and missing:
            raise OptionError(
                f"{operation.name} accepts {name} only together with {' and '.join(missing)}: "
                "give both or neither.",
                option=name,
                allowed=known[name].requires,
            )
    return checked


def _unknown(operation: Operation, name: str, known: Mapping[str, Option]) -> OptionError:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}? " if near else ""
    names = ", ".join(sorted(known)) or "none"
    return OptionError(
        f"{operation.name} has no option {name}: {hint}Its options are: {names}.",
        option=name,
        allowed=tuple(sorted(known)),
    )


def _checked(operation: Operation, option: Option, value: Any) -> Any:
    """Return the value in the form that JSON knows, or raise."""
    value = _as_json(option, value)
    for check in _CHECKS:
        problem = check(option, value)
        if problem is not None:
            wanted, allowed = problem
            raise OptionError(
                f"{operation.name} accepts for {option.name} {wanted}.",
                option=option.name,
                allowed=allowed,
            )
    # 2.0 is a whole number to JSON and to the service.
    return int(value) if option.type == "integer" else value


def _as_json(option: Option, value: Any) -> Any:
    if option.type == "array" and isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if option.type == "array" and isinstance(value, tuple):
        return list(value)
    return value


_Problem = tuple[str, tuple[str, ...]] | None
"""What an option accepts instead of a value, and the allowed values; None if all is well."""


def _check_type(option: Option, value: Any) -> _Problem:
    wanted, is_type = _TYPES[option.type]
    if is_type(value):
        return None
    kind = type(value)
    # The Boolean of numpy is called `bool` too.
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{wanted}, not {name}", option.enum or ()


def _check_enum(option: Option, value: Any) -> _Problem:
    allowed = option.item_enum if option.type == "array" else option.enum
    if allowed is None or all(v in allowed for v in (value if option.type == "array" else [value])):
        return None
    return f"one of {', '.join(map(repr, allowed))}", allowed


def _check_pattern(option: Option, value: Any) -> _Problem:
    if option.pattern is None or re.search(option.pattern, value):
        return None
    return f"a text of another form: {option.summary.rstrip('.')}", ()


def _check_range(option: Option, value: Any) -> _Problem:
    if option.type not in ("integer", "number"):
        return None
    if abs(value) > _LARGEST:
        return "a number of at most 15 digits", ()
    low, high = option.minimum, option.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    bounds = [f"at least {low:g}"] if low is not None else []
    bounds += [f"at most {high:g}"] if high is not None else []
    return f"{' and '.join(bounds)}, not {value}", ()


_CHECKS: tuple[Callable[[Option, Any], _Problem], ...] = (
    _check_type,
    _check_enum,
    _check_pattern,
    _check_range,
)
