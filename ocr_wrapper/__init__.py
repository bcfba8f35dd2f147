"""Huawei Cloud OCR: text and fields out of pictures of documents.

    from ocr_wrapper import AkSk, OcrClient

    with OcrClient(region="ap-southeast-1", credentials=AkSk(ak, sk)) as client:
        passport = client.recognize_passport("scan.png")
        print(passport.result.surname)

Everything public is named here and loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ocr_wrapper.version import __version__

if TYPE_CHECKING:
    from ocr_wrapper.client import AsyncOcrClient, OcrClient
    from ocr_wrapper.credentials import AkSk, Credentials, EcsAgency, PasswordToken, Token
    from ocr_wrapper.environment import Environment
    from ocr_wrapper.errors import (
        AccessDenied,
        AnswerLost,
        AuthenticationError,
        AuthenticationPaused,
        BackendError,
        ClockSkewError,
        ConfigurationError,
        ConnectError,
        CredentialsError,
        DeadlineExceeded,
        ImageError,
        ImageTooLarge,
        ImageTooSmall,
        InputError,
        OcrError,
        OptionError,
        ParametersError,
        RecognitionFailed,
        RegionError,
        SourceError,
        SourceUnavailable,
        StatusError,
        Throttled,
        TimedOut,
        TransportError,
        UnavailableForHours,
        UnreadableAnswer,
        UnreadableImage,
        UnsupportedFormat,
        WrongPlace,
    )
    from ocr_wrapper.inputs import ImageInput
    from ocr_wrapper.limiter import RateLimiter
    from ocr_wrapper.observe import Event, traceparent
    from ocr_wrapper.recognition import Recognition

_HOME = {
    "client": ("AsyncOcrClient", "OcrClient"),
    "credentials": ("AkSk", "Credentials", "EcsAgency", "PasswordToken", "Token"),
    "environment": ("Environment",),
    "errors": (
        "AccessDenied",
        "AnswerLost",
        "AuthenticationError",
        "AuthenticationPaused",
        "BackendError",
        "ClockSkewError",
        "ConfigurationError",
        "ConnectError",
        "CredentialsError",
        "DeadlineExceeded",
        "ImageError",
        "ImageTooLarge",
        "ImageTooSmall",
        "InputError",
        "OcrError",
        "OptionError",
        "ParametersError",
        "RecognitionFailed",
        "RegionError",
        "SourceError",
        "SourceUnavailable",
        "StatusError",
        "Throttled",
        "TimedOut",
        "TransportError",
        "UnavailableForHours",
        "UnreadableAnswer",
        "UnreadableImage",
        "UnsupportedFormat",
        "WrongPlace",
    ),
    "inputs": ("ImageInput",),
    "limiter": ("RateLimiter",),
    "observe": ("Event", "traceparent"),
    "recognition": ("Recognition",),
}

_ORIGIN = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "AccessDenied",
    "AkSk",
    "AnswerLost",
    "AsyncOcrClient",
    "AuthenticationError",
    "AuthenticationPaused",
    "BackendError",
    "ClockSkewError",
    "ConfigurationError",
    "ConnectError",
    "Credentials",
    "CredentialsError",
    "DeadlineExceeded",
    "EcsAgency",
    "Environment",
    "Event",
    "ImageError",
    "ImageInput",
    "ImageTooLarge",
    "ImageTooSmall",
    "InputError",
    "OcrClient",
    "OcrError",
    "OptionError",
    "ParametersError",
    "PasswordToken",
    "RateLimiter",
    "Recognition",
    "RecognitionFailed",
    "RegionError",
    "SourceError",
    "SourceUnavailable",
    "StatusError",
    "Throttled",
    "TimedOut",
    "Token",
    "TransportError",
    "UnavailableForHours",
    "UnreadableAnswer",
    "UnreadableImage",
    "UnsupportedFormat",
    "WrongPlace",
    "__version__",
    "traceparent",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name == "errors":
        return importlib.import_module(f"{__name__}.errors")
    module = _ORIGIN.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
