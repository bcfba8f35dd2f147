"""One call: from checked input to `Recognition`, without I/O.

Input and options are checked and encoded first, so that a mistake costs no request. The rest is a
flow that yields what to send and when to wait; a driver in `transport` performs it.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from huawei_ocr_api.catalog import MAX_SIGNED_BODY_BYTES

from ocr_wrapper.attempts.body import Body, encode, image_body, json_body
from ocr_wrapper.attempts.loop import RetryLoop
from ocr_wrapper.attempts.messages import Request, Response, Steps
from ocr_wrapper.attempts.responses import read_object, read_result, request_id_of
from ocr_wrapper.auth.credentials import AkSk
from ocr_wrapper.auth.providers import Identity, IdentityProvider
from ocr_wrapper.auth.request_builder import build_request
from ocr_wrapper.config import ClientConfig, check_seconds
from ocr_wrapper.errors import ImageTooLargeError, OcrError, OptionError
from ocr_wrapper.images import load
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.service import codec
from ocr_wrapper.service.options import check_options
from ocr_wrapper.service.regions import Route, find_operation
from ocr_wrapper.telemetry import (
    current_traceparent,
    explicit_traceparent,
    opentelemetry,
    warn_withdrawn,
)

if TYPE_CHECKING:
    from ocr_wrapper.images.load import ImageInput

_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))(?:[0-9A-Za-z._~-]+|\{project_id\}))+")
_SHORTEST_KEY = 8
"""Characters of a value in an address that may be a key; a shorter one is like any word."""

_ENTERPRISE_PROJECT = frozenset(string.ascii_letters + string.digits + "-")


@dataclass(frozen=True, slots=True)
class CallOptions:
    """Settings of one call, which every operation accepts, and the operation's own options."""

    url: str | None = field(default=None, repr=False)
    """Address of the image, in the place of an image."""

    enterprise_project_id: str | None = None
    """The enterprise project that the call is billed to."""

    timeout: float | None = None
    """Seconds for the whole call; None is the client's `deadline`."""

    region: str | None = None
    """One of the client's regions; None takes the first that serves the operation."""

    fit: bool = False
    """Whether to scale down or convert an image that the operation does not accept."""

    operation: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Options of the operation by name."""

    @classmethod
    def from_keywords(cls, keywords: dict[str, Any]) -> Self:
        """Return the options that a user gave by keyword; None is "not given"."""
        given = {name: value for name, value in keywords.items() if value is not None}
        own = {name: given.pop(name) for name in _CALL_OPTIONS if name in given}
        return cls(**own, operation=given)


_CALL_OPTIONS = tuple(one.name for one in fields(CallOptions) if one.name != "operation")


@dataclass(frozen=True, slots=True)
class Result:
    """The JSON object of a successful response."""

    raw: dict[str, Any] = field(repr=False)
    request_id: str | None
    is_example: bool = False
    """Whether an emulator says that this is an example of the contract."""


@dataclass(frozen=True, slots=True)
class Call:
    """One checked and encoded call; what an attempt needs (`RequestSpec`)."""

    name: str
    """The operation's name, or the path of one that the contract does not have."""

    path: str
    """Below the endpoint's prefix; `{project_id}` stands for the project id."""

    route: Route
    body: Body
    loop: RetryLoop = field(repr=False)
    identities: IdentityProvider = field(repr=False)
    started: float
    """When the call began, on the monotonic clock."""

    deadline: float | None
    """When to give up, on the monotonic clock."""

    body_sha256: str | None = None
    """The body's digest, where it will be signed."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers beside those of every call: enterprise project, trace."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values of the call that are redacted in errors, such as a signed address."""

    sent_size: tuple[int, int] | None = None
    """Width and height of the image, if it was changed to fit."""

    in_contract: bool = True
    """Whether the response has a `result`, as the contract says of every operation."""

    free = False
    limited = True

    @property
    def region(self) -> str:
        """The region that the call is sent to."""
        return self.route.region

    @property
    def host(self) -> str:
        """The host that the call is sent to."""
        return self.route.endpoint.host

    def authorize(self) -> Steps[Identity]:
        """Return the identity to send with."""
        found = self.identities.permanent.get(self.route.region)
        if found is not None:
            return found
        return (yield from self.identities.find(self.loop, self.route, self.deadline))

    def build(self, identity: Identity, now: float) -> Request:
        """Return the request, signed at `now` if the identity has a key."""
        headers = dict(self.headers)
        if isinstance(identity.auth, AkSk):
            headers["x-project-id"] = identity.project_id
        return build_request(
            "POST",
            self.route.endpoint,
            self.path.replace("{project_id}", identity.project_id),
            headers=headers,
            body=self.body,
            body_sha256=self.body_sha256,
            auth=identity.auth,
            now=now,
        )

    def judge(self, identity: Identity, response: Response) -> Result | OcrError:
        """Return the result of a response, or the error that it is."""
        read = read_result if self.in_contract else read_object
        found = read(response, (*identity.secrets, *self.secrets))
        if isinstance(found, OcrError):
            return found
        source = response.headers.get("x-emulator-answer", "")
        return Result(found, request_id_of(response.headers), source.startswith("example"))

    def refused(self, identity: Identity) -> bool:
        """Report an identity that was not accepted to its provider."""
        return self.identities.refused(identity.auth, self.route.region)


class CallPipeline:
    """Prepare calls and run them; holds what the calls of a client share."""

    def __init__(self, config: ClientConfig) -> None:
        self.router, self.identities = config.make_routing()
        self.loop = config.make_retry_loop()
        self._deadline = config.deadline

    def prepare(
        self, name: str, image: ImageInput | None, options: CallOptions, started: float
    ) -> Call:
        """Check everything about a call and encode it; nothing is sent.

        Args:
            name: The operation.
            image: What to recognize; None for `options.url`, or an operation without an image.
            options: The user's settings of the call.
            started: When the call began, on the monotonic clock.

        Raises:
            InputError: The image or an option cannot be sent.
            RegionError: No allowed region serves the operation.
        """
        operation = find_operation(name)
        if not isinstance(options.fit, bool):
            raise OptionError(
                f"{name} accepts for fit True or False, not {type(options.fit).__name__}.",
                option="fit",
            )
        route = self.router.route(operation, options.region)
        document: dict[str, Any] = {}
        if options.operation:
            document = codec.payload(name, check_options(operation, options.operation))
        if operation.withdrawn is not None:
            warn_withdrawn(name, operation.withdrawn, operation.replaced_by)
        deadline = self.deadline(options, started)
        source = load.load_image(
            image,
            url=options.url,
            operation=operation,
            fit=options.fit,
            deadline=deadline,
            in_pieces=True,
        )
        if source.url is not None:
            body = json_body({"url": source.url, **document})
        elif operation.input_field is None:
            body = json_body(document)
        else:
            content = source.file or source.data
            assert content is not None
            body = image_body(operation.input_field, content, document)
        digest = body.sha256() if self.identities.signs else None
        call = self._make_call(name, operation.path, route, body, digest, options, started)
        if source.fitted:
            return replace(call, sent_size=source.size)
        return call if source.url is None else replace(call, secrets=_secrets(source.url))

    def prepare_request(
        self, path: str, body: Mapping[str, Any], options: CallOptions, started: float
    ) -> Call:
        """Check and encode a request for an operation that the contract does not have.

        Raises:
            OptionError: Path or body cannot be sent.
            RegionError: The region is not allowed.
        """
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise OptionError(
                "The path is not like /v2/{project_id}/ocr/name: give letters, digits and . _ ~ - "
                "in whole segments, without host and query.",
                option="path",
            )
        route = self.router.route_to(options.region)
        encoded = _request_body(body)
        digest = encoded.sha256() if self.identities.signs else None
        call = self._make_call(path, path, route, encoded, digest, options, started)
        addresses = [v for v in body.values() if isinstance(v, str) and "://" in v]
        secrets = tuple(part for address in addresses for part in _secrets(address))
        return replace(call, in_contract=False, secrets=secrets)

    def deadline(self, options: CallOptions, started: float) -> float | None:
        """Return when a call ends, on the monotonic clock."""
        seconds = self._deadline
        if options.timeout is not None:
            check_seconds("timeout", options.timeout)
            seconds = options.timeout
        return None if seconds is None else started + seconds

    def _make_call(
        self,
        name: str,
        path: str,
        route: Route,
        body: Body,
        body_sha256: str | None,
        options: CallOptions,
        started: float,
    ) -> Call:
        if body_sha256 is not None and body.length > MAX_SIGNED_BODY_BYTES:
            raise ImageTooLargeError(
                f"{name} makes a request of {body.length} bytes, and {MAX_SIGNED_BODY_BYTES} is "
                "the limit with an access key: send a smaller file, or use a token."
            )
        return Call(
            name=name,
            path=path,
            route=route,
            body=body,
            loop=self.loop,
            identities=self.identities,
            started=started,
            deadline=self.deadline(options, started),
            body_sha256=body_sha256,
            headers=_headers(options),
        )

    def run(self, call: Call) -> Steps[Recognition[Any]]:
        """Send a call with retries and return its result.

        Raises the errors of `ocr_wrapper.errors`, with operation, region, attempts and time.
        """
        try:
            done = yield from self.loop.run(call)
        except OcrError as error:
            error.operation = call.name
            error.region = call.route.region
            error.elapsed = self.loop.monotonic() - call.started
            raise
        return Recognition(
            call.name,
            done.value.raw,
            request_id=done.value.request_id,
            region=call.route.region,
            attempts=done.attempts,
            elapsed=self.loop.monotonic() - call.started,
            is_example=done.value.is_example,
            sent_size=call.sent_size,
        )


def _headers(options: CallOptions) -> dict[str, str]:
    """Return the headers of a call beside those of every call."""
    headers: dict[str, str] = {}
    enterprise = options.enterprise_project_id
    if enterprise is not None:
        text = isinstance(enterprise, str) and 1 <= len(enterprise) <= 36
        if not text or set(enterprise) - _ENTERPRISE_PROJECT:
            raise OptionError(
                "enterprise_project_id is not 1 to 36 letters, digits and dashes: copy it from "
                "the console; a malformed one would be billed to the default project.",
                option="enterprise_project_id",
            )
        headers["enterprise-project-id"] = enterprise
    if explicit_traceparent.get() is not None or opentelemetry() is not None:
        trace = current_traceparent()
        if trace is not None:
            headers["traceparent"] = trace
    return headers


def _request_body(body: Mapping[str, Any]) -> Body:
    """Return a JSON object as a body; a value of bytes is an image and becomes Base64."""
    try:
        if not isinstance(body, Mapping) or not all(isinstance(name, str) for name in body):
            raise TypeError
        images = {name: value for name, value in body.items() if isinstance(value, bytes)}
        rest = {name: value for name, value in body.items() if name not in images}
        json.dumps(rest, allow_nan=False)
        if len(images) == 1:
            ((name, data),) = images.items()
            return image_body(name, data, rest)
        encoded = {name: bytes(encode(data)).decode() for name, data in images.items()}
        return json_body({**rest, **encoded})
    except (TypeError, ValueError, RecursionError):
        raise OptionError(
            "The body is not a JSON object: give a mapping of names to JSON values, or to bytes "
            "for an image.",
            option="body",
        ) from None


def _secrets(url: str) -> tuple[str, ...]:
    """Return the parts of an address that are redacted in errors, encoded and decoded.

    Its query may be a key, also one of its values alone, as a service quotes it that has parsed it.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return (url,)
    values = [pair.partition("=")[2] for pair in parts.query.split("&")]
    keys = [value for value in values if len(value) >= _SHORTEST_KEY]
    found = (url, parts.query, *keys, parts.password or "")
    return tuple(dict.fromkeys(form for part in found for form in (part, unquote(part)) if part))
