"""Find out, before a call, with what to authenticate and which project pays.

Tokens, temporary keys and project ids are kept and refreshed here; each is one immutable value
that is replaced whole.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ocr_wrapper.attempts.body import EMPTY, Body
from ocr_wrapper.attempts.loop import RequestSpec, RetryLoop, nobody
from ocr_wrapper.attempts.messages import Command, Failure, Reply, Request, Response, Send
from ocr_wrapper.auth import iam
from ocr_wrapper.auth.cache import Slot, obtain
from ocr_wrapper.auth.credentials import (
    AkSk,
    Credentials,
    EcsAgency,
    PasswordToken,
    Token,
    no_credentials,
)
from ocr_wrapper.auth.request_builder import authorized
from ocr_wrapper.errors import CredentialsError, OcrError
from ocr_wrapper.service.endpoints import Endpoint
from ocr_wrapper.service.regions import Route

Auth: TypeAlias = AkSk | Token

METADATA_PATIENCE = 3.0
"""Seconds to wait for the metadata service; outside the cloud nobody answers there."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Hold what one attempt is sent with."""

    auth: Auth
    project_id: str


class IdentityProvider:
    """Provide the identity for a region, from the cache or from the identity service."""

    def __init__(
        self, credentials: Credentials, projects: Mapping[str, str], regions: tuple[str, ...]
    ) -> None:
        self._credentials = credentials
        self._given = dict(projects)
        self._tokens: dict[str, Slot[Token]] = {region: Slot() for region in regions}
        self._projects: dict[str, Slot[str]] = {region: Slot() for region in regions}
        self._agency: Slot[AkSk] = Slot()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be struck out of every answer."""
        return self._credentials.secrets

    @property
    def signs(self) -> bool:
        """Whether requests are signed with a key, which limits the length of a body."""
        return isinstance(self._credentials, (AkSk, EcsAgency))

    def refused(self, identity: Identity, region: str) -> None:
        """Forget what a call was refused with, so that the next call asks for it anew."""
        if isinstance(self._credentials, PasswordToken) and isinstance(identity.auth, Token):
            self._tokens[region].drop(identity.auth)
        elif isinstance(self._credentials, EcsAgency) and isinstance(identity.auth, AkSk):
            self._agency.drop(identity.auth)

    def find(
        self, exchange: RetryLoop, route: Route, until: float | None
    ) -> Generator[Command, Reply, Identity]:
        """Return the identity for a route.

        Raises the errors of the identity service, and `CredentialsError` if there is nobody.
        """
        auth = yield from self._auth(exchange, route, until)
        project = self._given.get(route.region)
        if project is None and isinstance(auth, Token):
            project = auth.project_id
        if project is None:
            project = yield from obtain(
                self._projects[route.region],
                exchange.monotonic,
                until,
                lambda: self._fetch_project(exchange, route, auth, until),
            )
        return Identity(auth, project)

    def _auth(
        self, exchange: RetryLoop, route: Route, until: float | None
    ) -> Generator[Command, Reply, Auth]:
        credentials = self._credentials
        if isinstance(credentials, PasswordToken):
            return (
                yield from obtain(
                    self._tokens[route.region],
                    exchange.monotonic,
                    until,
                    lambda: self._fetch_token(exchange, route, credentials, until),
                )
            )
        if isinstance(credentials, EcsAgency):
            return (
                yield from obtain(
                    self._agency,
                    exchange.monotonic,
                    until,
                    lambda: _fetch_agency(exchange, credentials, until),
                )
            )
        return credentials

    def _fetch_token(
        self,
        exchange: RetryLoop,
        route: Route,
        credentials: PasswordToken,
        until: float | None,
    ) -> Generator[Command, Reply, tuple[Token, float | None]]:
        body = iam.token_request(credentials, route.region)

        def build(_nobody: None, _wall: float) -> Request:
            return authorized("POST", route.iam, iam.TOKEN_PATH, body=body)

        def judge(response: Response) -> tuple[Token, float | None] | OcrError:
            return iam.read_token(response, self.secrets)

        done = yield from exchange.run(
            _job("create_token", route, route.iam, until, nobody, build, judge)
        )
        value: tuple[Token, float | None] = done.value
        return value

    def _fetch_project(
        self, exchange: RetryLoop, route: Route, auth: Auth, until: float | None
    ) -> Generator[Command, Reply, tuple[str, float | None]]:
        def authorize() -> Generator[Command, Reply, Auth]:
            return auth
            yield  # a generator that asks for nothing

        def build(found: Auth, wall: float) -> Request:
            return authorized(
                "GET",
                route.iam,
                iam.PROJECTS_PATH,
                query=(("name", route.region),),
                auth=found,
                wall=wall,
            )

        def judge(response: Response) -> tuple[str, float | None] | OcrError:
            return iam.read_project_id(response, route.region, (*self.secrets, *auth.secrets))

        done = yield from exchange.run(
            _job("list_projects", route, route.iam, until, authorize, build, judge)
        )
        value: tuple[str, float | None] = done.value
        return value


def _job(
    name: str,
    route: Route,
    endpoint: Endpoint,
    until: float | None,
    authorize: Callable[[], Generator[Command, Reply, object]],
    build: Callable[..., Request],
    judge: Callable[[Response], object],
) -> RequestSpec:
    """Return a job for the identity service; it bills nothing, so lost answers are repeated."""
    return RequestSpec(
        name=name,
        region=route.region,
        host=endpoint.host,
        until=until,
        authorize=authorize,
        build=build,
        judge=judge,
        free=True,
    )


def _fetch_agency(
    exchange: RetryLoop, credentials: EcsAgency, until: float | None
) -> Generator[Command, Reply, tuple[AkSk, float | None]]:
    """Ask the cloud server's metadata service for temporary keys.

    It is asked without the usual retries: outside the cloud nobody is there, and then the answer
    to the caller is that no credentials were found.
    """
    base = credentials.endpoint
    host = base.partition("://")[2]

    def ask(
        method: str, path: str, headers: Mapping[str, str], body: Body = EMPTY
    ) -> Generator[Command, Reply, Response]:
        limit = exchange.monotonic() + METADATA_PATIENCE
        patience = limit if until is None else min(limit, until)
        reply = yield Send(Request(method, base + path, {"host": host, **headers}, body), patience)
        if isinstance(reply, Response):
            return reply
        why = reply.reason if isinstance(reply, Failure) else "no answer"
        raise CredentialsError(no_credentials(f"its metadata service did not answer ({why})"))

    headers: dict[str, str] = {}
    session = yield from ask(
        "PUT",
        iam.SESSION_PATH,
        {"x-metadata-token-ttl-seconds": str(iam.SESSION_SECONDS), "content-length": "0"},
    )
    # A server of the older kind knows no sessions and answers 404 or 405.
    if session.status == 200 and session.broken is None:
        headers["x-metadata-token"] = session.body.decode("ascii", errors="ignore").strip()
    answer = yield from ask("GET", iam.AGENCY_PATH, headers)
    found = iam.read_agency_keys(answer, exchange.wall)
    if isinstance(found, OcrError):
        raise found
    return found
