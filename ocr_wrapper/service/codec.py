"""Speak to the generated package: the one place that writes its requests and reads its answers.

Modules of the generated package are loaded for the operation that is called, since loading all
sixteen costs more than a whole call.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from ocr_wrapper.errors import OptionError


def _module(operation: str) -> Any:
    """Return the generated module of an operation."""
    try:
        return importlib.import_module(f"huawei_ocr_api.api.{operation}")
    except ModuleNotFoundError:
        raise OptionError(
            f"There is no operation {operation!r} in this version: check its spelling.",
            option="operation",
        ) from None


def payload(operation: str, options: Mapping[str, object]) -> dict[str, Any]:
    """Return the JSON object of a call without its picture; options that are None are left out.

    The picture is put in later as bytes, because as text it would be copied again and again.
    """
    module = _module(operation)
    model = getattr(module, module.request.__annotations__["body"])
    written: dict[str, Any] = module.request(model(**options))
    return written


def decode(operation: str, raw: Mapping[str, Any]) -> Any:
    """Read the whole JSON object of an answer as the operation's generated response class."""
    return _module(operation).parse(raw)
