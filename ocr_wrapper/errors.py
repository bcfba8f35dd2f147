"""Exceptions of the client, as one tree.

::

    OcrError
    ├── ConfigurationError               the client was set up in a way that cannot work
    │   ├── CredentialsError             no key, half a key, or a source of keys that failed
    │   └── RegionError                  the operation is served in no region that is allowed
    ├── InputError (ValueError)          the caller's input; nothing was sent
    │   ├── OptionError                  unknown option, wrong type, value that is not allowed
    │   ├── ImageSourceError             no image, two images, or an address that cannot be used
    │   ├── InvalidImageError            the file is missing, empty, or not an image
    │   ├── UnsupportedFormatError       an image, but of a format that the operation refuses
    │   ├── ImageTooLargeError           too many pixels, too long a side, or too many bytes
    │   └── ImageTooSmallError           a side is shorter than the operation reads
    ├── TransportError                   no response came
    │   ├── ConnectError                 the request was not sent completely: nothing is billed
    │   ├── ResponseLostError            the request was sent, no response came: may be billed
    │   ├── AttemptTimeoutError (TimeoutError)    no response in the time of one attempt
    │   └── DeadlineExceededError (TimeoutError)  the deadline of the whole call passed
    ├── StatusError                      the service responded with a refusal
    │   ├── ParametersError              the caller's parameters (AIS.0101 …)
    │   ├── ImageRejectedError           the caller's image (AIS.0102 …)
    │   ├── RecognitionFailedError       nothing could be recognized (AIS.0105)
    │   ├── AuthenticationError          who is calling could not be established
    │   │   ├── ClockSkewError           this machine's clock is too far from the server's
    │   │   └── AuthenticationPausedError  stopped by the client before the service locks the key
    │   ├── PermissionDeniedError        permission, account or subscription
    │   ├── ImageDownloadError           the service could not fetch the image behind the address
    │   ├── NotFoundError                wrong region, host, path or project
    │   ├── RateLimitError               too many calls
    │   ├── ServerError                  an error inside the service
    │   └── ServiceUnavailableError      the vendor says to come back in hours (AIS.0118)
    └── InvalidResponseError             a 2xx that is not a complete, well-formed result

Each error is one line, begins with the request id if there is one (the vendor's support asks for
it first), survives pickling with every attribute, and holds no secret, no image and nothing that
was recognized in an image.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FIELDS = (
    "request_id",
    "status",
    "code",
    "detail",
    "category",
    "remedy",
    "retry_safe",
    "retry_after",
    "headers",
    "body",
    "region",
    "operation",
    "attempts",
    "elapsed",
)


class OcrError(Exception):
    """Raised when a call fails: the base class of every error of this package."""

    message: str
    """What happened and what to do; one line, without the request id."""

    request_id: str | None = None
    """The service's request id, from `X-Request-Id` or the body; None if none came."""

    status: int | None = None
    """The HTTP status of the response; None if no response came."""

    code: str | None = None
    """The vendor's code, such as `AIS.0103`; None if the response names none."""

    detail: str | None = None
    """The vendor's own message (`error_msg`), on one line, secrets redacted."""

    category: str | None = None
    """The class of the code in the error catalog: `parameters`, `image`, `throttled` …"""

    remedy: str | None = None
    """What the catalog advises for the code."""

    retry_safe: bool | None = None
    """True: a retry cannot bill twice and may help. False: a retry will not help.
    None: it is unknown whether the request was carried out and billed."""

    retry_after: float | None = None
    """Seconds that the service asked to wait; None if it did not say."""

    headers: Mapping[str, str]
    """The response's headers by lower-case name, without those that hold keys or cookies."""

    body: bytes | None = None
    """The body of a refusal, cut at 64 KiB, secrets redacted; None where a body could hold
    recognized data."""

    region: str | None = None
    """The region that the call was sent to."""

    operation: str | None = None
    """The operation's name, such as `recognize_passport`."""

    attempts: int = 0
    """How many requests of this call were sent."""

    elapsed: float | None = None
    """Seconds from the start of the call to the failure."""

    def __init__(self, message: str = "", **fields: Any) -> None:
        unknown = fields.keys() - set(_FIELDS)
        if unknown:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        super().__init__(message)
        self.message = message
        self.headers = {}
        for name, value in fields.items():
            setattr(self, name, value)

    def __str__(self) -> str:
        text = " ".join(self.message.split())
        return f"[{self.request_id}] {text}" if self.request_id else text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message), dict(self.__dict__)


def _rebuild(kind: type[OcrError], message: str) -> OcrError:
    """Restore an error from a pickle; its attributes follow through `__setstate__`."""
    return kind(message)


class ConfigurationError(OcrError):
    """Raised when the client is set up in a way that cannot work; nothing was sent."""

    retry_safe: bool | None = False


class CredentialsError(ConfigurationError):
    """Raised when there are no usable credentials; the message names the places searched."""


class RegionError(ConfigurationError):
    """Raised when no region that the client may use serves the operation."""

    regions: tuple[str, ...] = ()
    """The regions that serve the operation."""

    def __init__(self, message: str = "", *, regions: tuple[str, ...] = (), **fields: Any) -> None:
        super().__init__(message, **fields)
        self.regions = regions


class InputError(OcrError, ValueError):
    """Raised when the caller's input cannot be sent; nothing was sent."""

    retry_safe: bool | None = False


class OptionError(InputError):
    """Raised when an option is unknown, of the wrong type, or not an allowed value."""

    option: str | None = None
    """The option's name."""

    allowed: tuple[str, ...] = ()
    """The names or values that are allowed."""

    def __init__(
        self,
        message: str = "",
        *,
        option: str | None = None,
        allowed: tuple[str, ...] = (),
        **fields: Any,
    ) -> None:
        super().__init__(message, **fields)
        self.option = option
        self.allowed = allowed


class ImageSourceError(InputError):
    """Raised when there is not exactly one usable source: an image or an address."""


class InvalidImageError(InputError):
    """Raised when the input is missing, empty, damaged, or not an image."""


class UnsupportedFormatError(InputError):
    """Raised when the operation does not support the format of the image."""


class ImageTooLargeError(InputError):
    """Raised when the image exceeds a limit of the operation; `fit=True` scales it down."""


class ImageTooSmallError(InputError):
    """Raised when a side of the image is shorter than the operation allows."""


class TransportError(OcrError):
    """Raised when no response came."""


class ConnectError(TransportError):
    """Raised when the request was not sent completely: nothing was done and nothing is billed."""


class ResponseLostError(TransportError):
    """Raised when the request was sent and no response came.

    The service may have carried it out and billed it, so it is not retried unless the client was
    created with `retry_lost_responses=True`.
    """


class AttemptTimeoutError(TransportError, TimeoutError):
    """Raised when no response came in the time of one attempt; the call may be billed."""

    def __str__(self) -> str:
        return OcrError.__str__(self)


class DeadlineExceededError(TransportError, TimeoutError):
    """Raised when the deadline of the whole call passed, pauses and token requests included.

    `retry_safe` is True if nothing was sent, None if the call may be billed.
    """

    def __str__(self) -> str:
        return OcrError.__str__(self)


class StatusError(OcrError):
    """Raised when the service responded with a refusal; the subclass says why."""


class ParametersError(StatusError):
    """Raised when the service refused the parameters."""


class ImageRejectedError(StatusError):
    """Raised when the service refused the image."""


class RecognitionFailedError(StatusError):
    """Raised when the service could recognize nothing in the image."""


class AuthenticationError(StatusError):
    """Raised when the key, token or signature was not accepted."""


class ClockSkewError(AuthenticationError):
    """Raised when this machine's clock is too far from the server's."""

    skew: float | None = None
    """Seconds that the server's clock is ahead of this machine's; None if it did not say."""

    def __init__(self, message: str = "", *, skew: float | None = None, **fields: Any) -> None:
        super().__init__(message, **fields)
        self.skew = skew


class AuthenticationPausedError(AuthenticationError):
    """Raised when the client itself sends nothing for a while after authentication failures.

    More than five failed checks in a row lock the key pair for five minutes at the vendor's
    (API Reference 3.2), for every program that uses it. `retry_after` says how long the pause is.
    """


class PermissionDeniedError(StatusError):
    """Raised when permission, account state or subscription forbids the call."""


class ImageDownloadError(StatusError):
    """Raised when the service could not download the image from its address."""


class NotFoundError(StatusError):
    """Raised when the API does not exist at this region, host, path or project."""


class RateLimitError(StatusError):
    """Raised when too many calls were made; `retry_after` says how long to wait, if known."""


class ServerError(StatusError):
    """Raised when an error happened inside the service."""


class ServiceUnavailableError(StatusError):
    """Raised when the vendor advises to try again in a few hours, so a retry will not help."""


class InvalidResponseError(OcrError):
    """Raised when a 2xx response is not a complete, well-formed result.

    The call may have been billed. The body is not kept, because it may hold recognized data.
    """


BY_CATEGORY: Mapping[str, type[StatusError]] = {
    "parameters": ParametersError,
    "image": ImageRejectedError,
    "recognition": RecognitionFailedError,
    "authentication": AuthenticationError,
    "permission": PermissionDeniedError,
    "source": ImageDownloadError,
    "not_found": NotFoundError,
    "throttled": RateLimitError,
    "backend": ServerError,
    "unavailable_for_hours": ServiceUnavailableError,
}
"""The exception class of each category of the error catalog."""
