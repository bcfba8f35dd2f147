"""Client configuration: what the user gave, completed from the environment.

Both clients are built from the same `ClientConfig`, so that they differ only in how they wait.
"""

from __future__ import annotations

import os
import random
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from types import NoneType
from typing import TYPE_CHECKING

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
from ocr_wrapper.auth.providers import IdentityProvider, provider_for
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import ConfigurationError, CredentialsError
from ocr_wrapper.service.endpoints import parse_endpoint
from ocr_wrapper.service.regions import Router
from ocr_wrapper.telemetry import Hook, Observer
from ocr_wrapper.transport.settings import Certificate, TransportSettings

if TYPE_CHECKING:
    import httpx

LONGEST_SECONDS = 1e8
"""Longest duration that can be given; longer ones overflow the timers of some systems."""


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """Settings of a client; the keywords of `OcrClient` and `AsyncOcrClient`.

    What is given wins over the environment. What the environment holds beside keys (project id,
    identity service) is used with those keys only, so that two accounts never mix.

    Raises:
        ConfigurationError: Settings that cannot work.
    """

    region: str | None = None
    """The region to call; `HWOCR_REGION` if neither this nor `regions` is given."""

    credentials: Credentials | None = None
    """The user's credentials; None takes the environment, then the profile file, then the cloud
    server's agency."""

    _: KW_ONLY

    regions: Sequence[str] | None = None
    """Several allowed regions; a call goes to the first that serves it, and never to a region
    that is not listed."""

    endpoint: str | None = None
    """Where to send everything instead of the regions' own hosts; a path in it is put before
    every path. `HWOCR_ENDPOINT` if None."""

    iam_endpoint: str | None = None
    """Address of the identity service, for tokens and project ids."""

    project_id: str | Mapping[str, str] | None = None
    """The project that pays, or one for each region; looked up if None."""

    domain: str = ".com"
    """`.com` or `.cn`, for the regions' own hosts."""

    deadline: float | None = 60.0
    """Seconds for a whole call: waiting for a connection, token, upload, retries and the pauses
    between them. None waits for ever."""

    attempt_timeout: float | None = None
    """Seconds for one attempt; None is the whole deadline."""

    max_attempts: int = 3
    """Requests for one call; 1 turns retries off. One that is refused, and not billed, because of
    this machine's clock or an expired token is corrected once and does not count."""

    retry_lost_responses: bool = False
    """Whether to retry a call whose response was lost, which may bill it twice."""

    rate_limiter: RateLimiter | None = None
    """Limits to keep; give the same one to clients that share an account."""

    hooks: Sequence[Hook] | Hook = ()
    """One or several functions, called with an `Event` for every attempt."""

    proxy: str | None = field(default=None, repr=False)
    """Address of a proxy for https."""

    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True
    """True, a file or folder of trusted authorities, or a TLS context."""

    cert: Certificate | None = field(default=None, repr=False)
    """Client certificate: a file, or certificate, key and optionally the key's password."""

    trust_env: bool = True
    """Whether the proxy variables of the environment are used."""

    transport: httpx.BaseTransport | httpx.AsyncBaseTransport | str | None = None
    """An httpx transport to use for everything; `"aiohttp"` for the faster one of the extra
    `[fast]`, in the asynchronous client."""

    max_connections: int = 100
    """Connections open at a time."""

    environment: Environment | None = None
    """Used instead of the process environment."""

    def __post_init__(self) -> None:
        if self.region is not None and self.regions is not None:
            raise ConfigurationError("region and regions are both given: give one of them.")
        self._check_regions()
        self._check_kinds()
        known = (AkSk, Token, PasswordToken, EcsAgency)
        if self.credentials is not None and not isinstance(self.credentials, known):
            raise CredentialsError(
                f"credentials is a {type(self.credentials).__name__}: give AkSk, Token, "
                "PasswordToken or EcsAgency."
            )
        attempts = self.max_attempts
        if isinstance(attempts, bool) or not isinstance(attempts, int) or attempts < 1:
            raise ConfigurationError(f"max_attempts is {attempts!r}: give 1 or more.")
        check_seconds("deadline", self.deadline)
        check_seconds("attempt_timeout", self.attempt_timeout)
        if isinstance(self.project_id, Mapping):
            object.__setattr__(self, "project_id", dict(self.project_id))
        if self.environment is None:
            object.__setattr__(self, "environment", Environment.read())

    def _check_regions(self) -> None:
        """Check the list of regions and keep a copy, which the caller cannot extend later."""
        if self.regions is None:
            return
        if isinstance(self.regions, str):
            raise ConfigurationError("regions is text: give a list of regions, or region= for one.")
        if not isinstance(self.regions, Sequence):
            # A set has another order, and its documents another country, in each process.
            raise ConfigurationError(
                f"regions is a {type(self.regions).__name__}: give a list, in order of preference."
            )
        if not self.regions:
            raise ConfigurationError("regions is empty: name at least one region.")
        object.__setattr__(self, "regions", tuple(self.regions))

    def _check_kinds(self) -> None:
        """Refuse values that would count as true, or fail in the middle of a call."""
        for name, (kinds, wanted) in _KINDS.items():
            value = getattr(self, name)
            if not isinstance(value, kinds):
                raise ConfigurationError(f"{name} is a {type(value).__name__}: give {wanted}.")
        hooks = (self.hooks,) if callable(self.hooks) else self.hooks
        if not isinstance(hooks, Sequence) or not all(map(callable, hooks)):
            raise ConfigurationError("hooks is no function: give one, or a list of functions.")

    @property
    def transport_settings(self) -> TransportSettings:
        """The settings of connections."""
        return TransportSettings(
            proxy=self.proxy,
            verify=self.verify,
            cert=self.cert,
            trust_env=self.trust_env,
            transport=self.transport,
            max_connections=self.max_connections,
        )

    def make_retry_loop(self) -> RetryLoop:
        """Return the retry loop, with the real clocks."""
        return RetryLoop(
            policy=RetryPolicy(
                max_attempts=self.max_attempts, retry_lost_responses=self.retry_lost_responses
            ),
            budget=RetryBudget(),
            breaker=AuthCircuitBreaker(),
            limiter=RateLimiter() if self.rate_limiter is None else self.rate_limiter,
            observer=Observer((self.hooks,) if callable(self.hooks) else self.hooks),
            monotonic=time.monotonic,
            now=time.time,
            jitter=random.random,
            attempt_timeout=self.attempt_timeout,
        )

    def make_routing(self) -> tuple[Router, IdentityProvider]:
        """Return where calls are sent and who sends them; nothing is sent here."""
        environment = self.environment or Environment()
        given = self.credentials
        found = Found(given, "given") if given is not None else find_credentials(environment)
        allowed = self._allowed_regions(environment)
        router = Router(
            allowed,
            endpoint=self.endpoint if self.endpoint is not None else environment.endpoint,
            iam_endpoint=self._find_iam_endpoint(found, environment),
            domain=self.domain,
            overrides=environment.region_endpoints,
            # A password given in code is not sent to an address of the environment.
            own_iam=isinstance(given, PasswordToken) and self.endpoint is None,
        )
        projects = self._known_projects(found.project_id, router, any_region=not allowed)
        return router, provider_for(found.credentials, projects, router.regions)

    def _allowed_regions(self, environment: Environment) -> tuple[str, ...] | None:
        """Return the regions that the user allows, None if nothing says which."""
        if self.region is not None:
            return (self.region,)
        if self.regions is not None:
            return tuple(self.regions)
        if environment.region is not None:
            return tuple(part.strip() for part in environment.region.split(",") if part.strip())
        return None

    def _find_iam_endpoint(self, found: Found, environment: Environment) -> str | None:
        """Return the identity service that is given, of the credentials, or of the environment.

        A password, a token or keys with a session token, given in code, are not sent to an address
        of the environment, which may belong to another account. An endpoint on loopback is an
        emulator or a tunnel; its keys are not valid elsewhere.
        """
        named = self.iam_endpoint if self.iam_endpoint is not None else found.iam_endpoint
        if named is not None:
            return named
        given = self.credentials
        if isinstance(given, (PasswordToken, Token)):
            return None
        if isinstance(given, AkSk) and given.security_token is not None:
            return None
        if self.endpoint is not None and parse_endpoint(self.endpoint).on_loopback:
            return None
        return environment.iam_endpoint

    def _known_projects(
        self, ambient: str | None, router: Router, *, any_region: bool
    ) -> dict[str, str]:
        """Return the known project id of each region; `ambient` stood beside the credentials."""
        given, regions = self.project_id, router.regions
        if given is None:
            # An id from the environment belongs to one region; with several it is unknown which.
            one = ambient is not None and len(regions) == 1
            return {regions[0]: check_project_id(ambient)} if one else {}  # type: ignore[arg-type]
        if isinstance(given, str):
            if len(regions) > 1 and not any_region:
                raise ConfigurationError(
                    "One project id is given for several regions, and an id belongs to one: give "
                    "project_id={region: id}, or leave it out and it is looked up."
                )
            return dict.fromkeys(regions, check_project_id(given))
        for region in given:
            router.check(region, " in project_id")
        return {region: check_project_id(value) for region, value in given.items()}


_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "retry_lost_responses": ((bool,), "True or False"),
    "trust_env": ((bool,), "True or False"),
    "project_id": ((str, Mapping, NoneType), "an id, or a mapping of regions to ids"),
    "rate_limiter": ((RateLimiter, NoneType), "a RateLimiter"),
    "environment": ((Environment, NoneType), "an Environment"),
}
"""Types of settings and how they are called."""


def settle(config: ClientConfig) -> ClientConfig:
    """Return the settings with the keys of the profile, if that is where they are.

    Without that, a copy of a client would read the file again, maybe on another machine and with
    the keys of another account.
    """
    environment = config.environment or Environment()
    if config.credentials is not None:
        return config
    found = find_credentials(environment)
    keys = found.credentials
    if found.source != "profile" or not isinstance(keys, AkSk):
        return config
    held = replace(
        environment,
        ak=keys.ak,
        sk=keys.sk,
        security_token=keys.security_token,
        project_id=found.project_id,
    )
    named = config.iam_endpoint if config.iam_endpoint is not None else found.iam_endpoint
    return replace(config, environment=held, iam_endpoint=named)


def check_picklable(config: ClientConfig) -> None:
    """Raise `TypeError` for settings that belong to one process."""
    if isinstance(config.verify, ssl.SSLContext):
        raise TypeError(
            "A client with a TLS context cannot be pickled: give verify= as a file of certificates."
        )
    if config.transport is not None and not isinstance(config.transport, str):
        raise TypeError("A client with a transport object cannot be pickled: leave transport= out.")


def check_seconds(name: str, value: object) -> None:
    """Raise `ConfigurationError` for a duration that is neither None nor one that can be waited."""
    if value is None:
        return
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 < value <= LONGEST_SECONDS:  # type: ignore[operator]
        raise ConfigurationError(
            f"{name} is {value!r}: give seconds, more than 0 and at most {LONGEST_SECONDS:g}, or "
            "None for no limit."
        )
