"""Bring together what a client was given, what the environment says, and what follows.

Both clients are made from this, so that they cannot differ in anything but how they wait.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from huawei_ocr_api.catalog import MAX_SIGNED_BODY_BYTES

from ocr_wrapper.attempts.body import image_body, json_body
from ocr_wrapper.attempts.circuit_breaker import AuthCircuitBreaker
from ocr_wrapper.attempts.loop import RetryLoop
from ocr_wrapper.attempts.rate_limiter import RateLimiter
from ocr_wrapper.attempts.retry import RetryBudget, RetryPolicy
from ocr_wrapper.auth.chain import Found, find_credentials
from ocr_wrapper.auth.credentials import (
    AkSk,
    Credentials,
    EcsAgency,
    PasswordToken,
    Token,
    check_project_id,
)
from ocr_wrapper.auth.providers import IdentityProvider
from ocr_wrapper.call import Call
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import ConfigurationError, CredentialsError, ImageTooLargeError, OptionError
from ocr_wrapper.images import load
from ocr_wrapper.service import codec
from ocr_wrapper.service.endpoints import is_loopback, parse_endpoint
from ocr_wrapper.service.options import check_options
from ocr_wrapper.service.regions import Router, find_operation
from ocr_wrapper.telemetry import Hook, Observer, current_traceparent, tell_withdrawn

_ENTERPRISE_PROJECT = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")


@dataclass(frozen=True, slots=True)
class Core:
    """Hold what a client knows and shares between its calls; no connection is in it."""

    router: Router
    identities: IdentityProvider
    exchange: RetryLoop
    deadline: float | None

    def prepare(
        self,
        name: str,
        image: Any,
        *,
        url: str | None,
        enterprise_project_id: str | None,
        timeout: float | None,
        region: str | None,
        fit: bool,
        options: Mapping[str, Any],
        started: float,
    ) -> Call:
        """Check everything about a call and encode it; nothing is sent.

        Raises `InputError` and `RegionError`.
        """
        operation = find_operation(name)
        route = self.router.route(operation, region)
        checked = check_options(operation, options)
        if operation.withdrawn is not None:
            tell_withdrawn(name, operation.withdrawn, operation.replaced_by)
        headers = {}
        if enterprise_project_id is not None:
            headers["enterprise-project-id"] = _enterprise_project(enterprise_project_id)
        trace = current_traceparent()
        if trace is not None:
            headers["traceparent"] = trace
        seconds = self.deadline if timeout is None else _seconds("timeout", timeout)
        source = load.load_image(image, url=url, operation=operation, fit=fit)
        document = codec.payload(name, checked)
        if source.url is not None:
            body = json_body({"url": source.url, **document})
        else:
            assert source.data is not None
            body = image_body(operation.input_field, source.data, document)
        if self.identities.signs and body.length > MAX_SIGNED_BODY_BYTES:
            raise ImageTooLargeError(
                f"{name} makes a request of {body.length} bytes, and {MAX_SIGNED_BODY_BYTES} is "
                "the limit with an access key: send a smaller file, or use a token."
            )
        return Call(
            operation=operation,
            route=route,
            body=body,
            started=started,
            until=None if seconds is None else started + seconds,
            headers=headers,
            secrets=_secrets(source.url),
        )


def make_core(
    *,
    region: str | None,
    regions: Sequence[str] | None,
    credentials: Credentials | None,
    endpoint: str | None,
    iam_endpoint: str | None,
    project_id: str | Mapping[str, str] | None,
    domain: str,
    deadline: float | None,
    attempt_timeout: float | None,
    max_attempts: int,
    retry_lost_responses: bool,
    rate_limiter: RateLimiter | None,
    hooks: Sequence[Hook],
    environment: Environment | None,
) -> Core:
    """Check what a client is made of and put it together; nothing is sent.

    What is given wins over the environment. What the environment holds beside keys (project id,
    identity service) counts for those keys alone, so that two accounts never mix.
    Raises `ConfigurationError`.
    """
    surroundings = Environment.read() if environment is None else environment
    allowed = _allowed(region, regions, surroundings)
    found = Found(credentials, "given") if credentials is not None else None
    if found is None:
        found = find_credentials(surroundings)
    elif not isinstance(credentials, (AkSk, Token, PasswordToken, EcsAgency)):
        raise CredentialsError(
            f"credentials is a {type(credentials).__name__}: give AkSk, Token, PasswordToken or "
            "EcsAgency."
        )
    target = endpoint if endpoint is not None else surroundings.endpoint
    router = Router(
        allowed,
        endpoint=target,
        iam_endpoint=iam_endpoint or found.iam_endpoint or _ambient_iam(endpoint, surroundings),
        domain=domain,
        overrides=surroundings.region_endpoints,
    )
    if isinstance(max_attempts, bool) or not isinstance(max_attempts, int) or max_attempts < 1:
        raise ConfigurationError(f"max_attempts is {max_attempts!r}: give 1 or more.")
    exchange = RetryLoop(
        policy=RetryPolicy(max_attempts=max_attempts, retry_lost_responses=retry_lost_responses),
        budget=RetryBudget(),
        guard=AuthCircuitBreaker(),
        limiter=RateLimiter() if rate_limiter is None else rate_limiter,
        observer=Observer(hooks),
        monotonic=time.monotonic,
        wall=time.time,
        jitter=random.random,
        attempt_timeout=(
            None if attempt_timeout is None else _seconds("attempt_timeout", attempt_timeout)
        ),
    )
    return Core(
        router=router,
        identities=IdentityProvider(
            found.credentials,
            _projects(project_id, found.project_id, router.regions, open_regions=allowed is None),
            router.regions,
        ),
        exchange=exchange,
        deadline=None if deadline is None else _seconds("deadline", deadline),
    )


def _secrets(url: str | None) -> tuple[str, ...]:
    """Return what of an address must not come back in an error: its query may be a key."""
    if url is None:
        return ()
    query = urlsplit(url).query
    return (url, query) if query else (url,)


def _allowed(
    region: str | None, regions: Sequence[str] | None, surroundings: Environment
) -> tuple[str, ...] | None:
    """Return the regions that the caller allows, None if nothing says which."""
    if region is not None and regions is not None:
        raise ConfigurationError("region and regions are both given: give one of them.")
    if isinstance(regions, str):
        raise ConfigurationError("regions is text: give a list of regions, or region= for one.")
    if region is not None:
        return (region,)
    if regions is not None:
        if not regions:
            raise ConfigurationError("regions is empty: name at least one region.")
        return tuple(regions)
    if surroundings.region is not None:
        return tuple(part.strip() for part in surroundings.region.split(",") if part.strip())
    return None


def _ambient_iam(endpoint: str | None, surroundings: Environment) -> str | None:
    """Return the environment's identity service, unless the endpoint stands in for the cloud.

    An endpoint on loopback is an emulator or a tunnel; its keys mean nothing elsewhere.
    """
    if endpoint is not None and is_loopback(parse_endpoint(endpoint).host.rsplit(":", 1)[0]):
        return None
    return surroundings.iam_endpoint


def _projects(
    given: str | Mapping[str, str] | None,
    ambient: str | None,
    regions: tuple[str, ...],
    *,
    open_regions: bool,
) -> dict[str, str]:
    """Return the known project id of each region."""
    if given is None:
        # One id from the environment belongs to one region; with several nobody knows to which.
        return {regions[0]: check_project_id(ambient)} if ambient and len(regions) == 1 else {}
    if isinstance(given, str):
        if len(regions) > 1 and not open_regions:
            raise ConfigurationError(
                "One project id is given for several regions, and an id belongs to one: give "
                "project_id={region: id}, or leave it out and it is looked up."
            )
        return dict.fromkeys(regions, check_project_id(given))
    return {region: check_project_id(value) for region, value in given.items()}


def _enterprise_project(value: object) -> str:
    """Return an enterprise project id that can be sent."""
    if not isinstance(value, str) or not 1 <= len(value) <= 36 or set(value) - _ENTERPRISE_PROJECT:
        raise OptionError(
            "enterprise_project_id is not 1 to 36 letters, digits and dashes: copy it from the "
            "console; a malformed one would be billed under the default project.",
            option="enterprise_project_id",
        )
    return value


def _seconds(name: str, value: object) -> float:
    """Return a time that can be waited."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:  # type: ignore[arg-type, operator]
        raise ConfigurationError(f"{name} is {value!r}: give seconds, more than 0, or None.")
    return float(value)  # type: ignore[arg-type]
