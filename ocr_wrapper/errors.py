"""Everything that can go wrong, as one tree.

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
    │   ├── ConnectError                 the request never left whole: nothing was done or billed
    │   ├── ResponseLostError            the request left, no response came: it may be billed
    │   └── AttemptTimeoutError (TimeoutError)  time ran out
    │       └── DeadlineExceededError    the deadline of the whole call passed
    ├── StatusError                      the service responded with a refusal
    │   ├── ParametersError              the caller's parameters (AIS.0101 …)
    │   ├── ImageRejectedError           the caller's image (AIS.0102 …)
    │   ├── RecognitionFailedError       nothing could be recognized (AIS.0105)
    │   ├── AuthenticationError          who is calling could not be established
    │   │   ├── ClockSkewError           this machine's clock is too far from the server's
    │   │   └── AuthenticationPausedError  refused here, so that the key pair is not locked there
    │   ├── PermissionDeniedError        permission, account or subscription
    │   ├── ImageDownloadError           the service could not fetch the image behind the address
    │   ├── NotFoundError                wrong region, host, path or project
    │   ├── RateLimitError               too many calls
    │   ├── ServerError                  an error inside the service
    │   └── ServiceUnavailableError      the vendor says to come back in hours (AIS.0118)
    └── InvalidResponseError             a 2xx that is not a whole, well-formed result

Each error is one line, begins with the request id when there is one (it is what the vendor's
support asks for first), survives pickling with every attribute, and carries no secret, no image
and nothing that was recognized in one.
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
    """Be the root of every error that this package raises on purpose."""

    message: str
    """What happened, to what, and what to do; one line, without the request id."""

    request_id: str | None = None
    """The service's id of the request, from ``X-Request-Id`` or the body; None if none came."""

    status: int | None = None
    """The HTTP status of the answer; None if no answer came."""

    code: str | None = None
    """The vendor's code, such as ``AIS.0103``; None if the answer names none."""

    detail: str | None = None
    """The vendor's own message (``error_msg``), on one line, secrets struck out."""

    category: str | None = None
    """The class of the code in the error catalog: ``parameters``, ``image``, ``throttled`` …"""

    remedy: str | None = None
    """What the catalog advises for the code."""

    retry_safe: bool | None = None
    """True: repeating cannot bill twice and may help. False: repeating will not help.
    None: nobody knows whether the first request was carried out and billed."""

    retry_after: float | None = None
    """Seconds that the service asked to wait; None if it did not say."""

    headers: Mapping[str, str]
    """The answer's headers by lower-case name, without those that carry keys or cookies."""

    body: bytes | None = None
    """The body of a refusal, cut at 64 KiB, secrets struck out; None where a body could hold
    recognized data."""

    region: str | None = None
    """The region that the call went to."""

    operation: str | None = None
    """The operation's name, such as ``recognize_passport``."""

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
    """Make an error again from a pickle; the state follows through ``__setstate__``."""
    return kind(message)


class ConfigurationError(OcrError):
    """Tell that the client was set up in a way that cannot work; nothing was sent."""


class CredentialsError(ConfigurationError):
    """Tell that no usable credentials were found, and where they were looked for."""


class RegionError(ConfigurationError):
    """Tell that no region which this client may use serves the operation, and which do."""

    regions: tuple[str, ...] = ()
    """The regions that serve the operation."""

    def __init__(self, message: str = "", *, regions: tuple[str, ...] = (), **fields: Any) -> None:
        super().__init__(message, **fields)
        self.regions = regions


class InputError(OcrError, ValueError):
    """Tell that the caller's input cannot be sent; nothing was sent."""


class OptionError(InputError):
    """Tell that an option is unknown, of the wrong type, or outside the allowed values."""

    option: str | None = None
    """The option's name."""

    allowed: tuple[str, ...] = ()
    """The names or values that would have been taken."""

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
    """Tell that there is not exactly one usable source: an image or an address, not both."""


class InvalidImageError(InputError):
    """Tell that the input is missing, empty, damaged, or not a picture at all."""


class UnsupportedFormatError(InputError):
    """Tell that the picture is of a format which the operation does not take."""


class ImageTooLargeError(InputError):
    """Tell by how much the picture is over the operation's limits; ``fit=True`` makes it fit."""


class ImageTooSmallError(InputError):
    """Tell by how much the picture is under the operation's smallest side."""


class TransportError(OcrError):
    """Tell that no answer came."""


class ConnectError(TransportError):
    """Tell that the request did not leave whole, so nothing was done and nothing is billed."""


class ResponseLostError(TransportError):
    """Tell that the request left and its answer did not come.

    The service may have carried it out and billed it, so it is not repeated unless the client
    was made with ``retry_lost_responses=True``.
    """


class AttemptTimeoutError(TransportError, TimeoutError):
    """Tell that waiting took too long."""

    def __str__(self) -> str:
        return OcrError.__str__(self)


class DeadlineExceededError(AttemptTimeoutError):
    """Tell that the deadline over the whole call passed, sleeps and token fetch included."""


class StatusError(OcrError):
    """Tell that the service answered and refused; the subclass says why."""


class ParametersError(StatusError):
    """Tell that the service refused the parameters."""


class ImageRejectedError(StatusError):
    """Tell that the service refused the image."""


class RecognitionFailedError(StatusError):
    """Tell that the service could recognize nothing in the image."""


class AuthenticationError(StatusError):
    """Tell that the key, token or signature was not accepted; never retried."""


class ClockSkewError(AuthenticationError):
    """Tell that this machine's clock is too far from the server's, by how much if known."""

    skew: float | None = None
    """Seconds that the server's clock is ahead of this machine's; None if it did not say."""

    def __init__(self, message: str = "", *, skew: float | None = None, **fields: Any) -> None:
        super().__init__(message, **fields)
        self.skew = skew


class AuthenticationPausedError(AuthenticationError):
    """Tell that the client itself refuses for a while after repeated authentication failures.

    More than five failed checks in a row lock the key pair for five minutes at the vendor's
    (API Reference 3.2), for every program that uses it. ``retry_after`` says how long.
    """


class PermissionDeniedError(StatusError):
    """Tell that permission, account state or subscription forbids the call."""


class ImageDownloadError(StatusError):
    """Tell that the service could not fetch the image behind the address."""


class NotFoundError(StatusError):
    """Tell that the API is not at this region, host, path or project."""


class RateLimitError(StatusError):
    """Tell that too many calls were made; ``retry_after`` says how long to wait, if known."""


class ServerError(StatusError):
    """Tell that the service itself is in trouble."""


class ServiceUnavailableError(StatusError):
    """Tell that the vendor advises to try again in a few hours, so seconds will not help."""


class InvalidResponseError(OcrError):
    """Tell that a 2xx came which is not a whole, well-formed result.

    The call may have been billed. The body is not kept, because it may hold what was recognized.
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
"""Which class a category of the error catalog raises."""
