"""Codec: options to JSON and JSON to typed results, with the generated package.

Only this module uses the generated requests and models. It loads the module of the operation that
is called, since loading all of them costs more than a whole call.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from typing import Any

from ocr_wrapper.errors import OptionError


@functools.cache
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
    """Return the JSON object of a call without its image; options that are None are left out.

    The image is added later as bytes, because as text it would be copied several times.
    """
    module = _module(operation)
    model = getattr(module, module.request.__annotations__["body"])
    written: dict[str, Any] = module.request(model(**options))
    return written


def decode(operation: str, raw: Mapping[str, Any]) -> Any:
    """Return the JSON object of a response as the operation's generated response class."""
    return _module(operation).parse(raw)
