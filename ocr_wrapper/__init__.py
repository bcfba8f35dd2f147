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
    from ocr_wrapper.attempts.rate_limiter import RateLimiter
    from ocr_wrapper.auth.credentials import AkSk, Credentials, EcsAgency, PasswordToken, Token
    from ocr_wrapper.client import AsyncOcrClient, OcrClient
    from ocr_wrapper.environment import Environment
    from ocr_wrapper.errors import (
        AttemptTimeoutError,
        AuthenticationError,
        AuthenticationPausedError,
        ClockSkewError,
        ConfigurationError,
        ConnectError,
        CredentialsError,
        DeadlineExceededError,
        ImageDownloadError,
        ImageRejectedError,
        ImageSourceError,
        ImageTooLargeError,
        ImageTooSmallError,
        InputError,
        InvalidImageError,
        InvalidResponseError,
        NotFoundError,
        OcrError,
        OptionError,
        ParametersError,
        PermissionDeniedError,
        RateLimitError,
        RecognitionFailedError,
        RegionError,
        ResponseLostError,
        ServerError,
        ServiceUnavailableError,
        StatusError,
        TransportError,
        UnsupportedFormatError,
    )
    from ocr_wrapper.images.load import ImageInput
    from ocr_wrapper.results.recognition import Recognition
    from ocr_wrapper.telemetry import Event, traceparent

_HOME = {
    "client": ("AsyncOcrClient", "OcrClient"),
    "auth.credentials": ("AkSk", "Credentials", "EcsAgency", "PasswordToken", "Token"),
    "environment": ("Environment",),
    "errors": (
        "PermissionDeniedError",
        "ResponseLostError",
        "AuthenticationError",
        "AuthenticationPausedError",
        "ServerError",
        "ClockSkewError",
        "ConfigurationError",
        "ConnectError",
        "CredentialsError",
        "DeadlineExceededError",
        "ImageRejectedError",
        "ImageTooLargeError",
        "ImageTooSmallError",
        "InputError",
        "OcrError",
        "OptionError",
        "ParametersError",
        "RecognitionFailedError",
        "RegionError",
        "ImageSourceError",
        "ImageDownloadError",
        "StatusError",
        "RateLimitError",
        "AttemptTimeoutError",
        "TransportError",
        "ServiceUnavailableError",
        "InvalidResponseError",
        "InvalidImageError",
        "UnsupportedFormatError",
        "NotFoundError",
    ),
    "images.load": ("ImageInput",),
    "attempts.rate_limiter": ("RateLimiter",),
    "telemetry": ("Event", "traceparent"),
    "results.recognition": ("Recognition",),
}

_ORIGIN = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "AkSk",
    "AsyncOcrClient",
    "AttemptTimeoutError",
    "AuthenticationError",
    "AuthenticationPausedError",
    "ClockSkewError",
    "ConfigurationError",
    "ConnectError",
    "Credentials",
    "CredentialsError",
    "DeadlineExceededError",
    "EcsAgency",
    "Environment",
    "Event",
    "ImageDownloadError",
    "ImageInput",
    "ImageRejectedError",
    "ImageSourceError",
    "ImageTooLargeError",
    "ImageTooSmallError",
    "InputError",
    "InvalidImageError",
    "InvalidResponseError",
    "NotFoundError",
    "OcrClient",
    "OcrError",
    "OptionError",
    "ParametersError",
    "PasswordToken",
    "PermissionDeniedError",
    "RateLimitError",
    "RateLimiter",
    "Recognition",
    "RecognitionFailedError",
    "RegionError",
    "ResponseLostError",
    "ServerError",
    "ServiceUnavailableError",
    "StatusError",
    "Token",
    "TransportError",
    "UnsupportedFormatError",
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
