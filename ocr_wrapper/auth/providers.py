"""Identity providers: one class for each kind of credentials.

A provider finds the key or token and the project id that a call is sent with. What the identity
service returned is cached here, and each cached value is replaced as a whole.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ocr_wrapper.attempts.circuit_breaker import AuthCircuitBreaker
from ocr_wrapper.attempts.loop import RetryLoop
from ocr_wrapper.attempts.messages import Steps
from ocr_wrapper.auth.cache import Fetched, Slot
from ocr_wrapper.auth.credentials import AkSk, Credentials, EcsAgency, PasswordToken, Token
from ocr_wrapper.auth.ecs_metadata import fetch_agency_keys
from ocr_wrapper.auth.iam import ProjectRequest, TokenRequest
from ocr_wrapper.errors import AuthenticationError
from ocr_wrapper.service.regions import Route

Auth: TypeAlias = AkSk | Token


@dataclass(frozen=True, slots=True)
class Identity:
    """What one attempt is sent with."""

    auth: Auth
    project_id: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Values to redact in the response."""


class IdentityProvider(ABC):
    """Find the identity for a region, in the cache or at the identity service."""

    signs = True
    """Whether requests are signed with a key, which limits the size of a body."""

    def __init__(
        self, secrets: tuple[str, ...], projects: Mapping[str, str], regions: tuple[str, ...]
    ) -> None:
        self._secrets = secrets
        self._given = dict(projects)
        self._projects: dict[str, Slot[str]] = {region: Slot() for region in regions}
        self.permanent: dict[str, Identity] = {}
        """Identities by region that neither expire nor have to be looked up any more."""

    @abstractmethod
    def find(self, loop: RetryLoop, route: Route, deadline: float | None) -> Steps[Identity]:
        """Return the identity for a route.

        Raises the errors of the identity service, and `CredentialsError` if there are no
        credentials.
        """

    def refused(self, _auth: Auth, _region: str, /) -> bool:
        """Take note that the server did not accept a key or token.

        Returns:
            Whether the next attempt gets another one.
        """
        return False

    def _project_name(self, region: str) -> str:
        """Return the name of the project that pays for the calls to a region."""
        return region

    def _identify(
        self, auth: Auth, loop: RetryLoop, route: Route, deadline: float | None
    ) -> Steps[Identity]:
        """Return the identity of a key or token, with the project id that is known or looked up."""
        project = self._given.get(route.region)
        if project is None and isinstance(auth, Token):
            project = auth.project_id
        if project is None:
            name = self._project_name(route.region)

            def fetch(limit: float | None) -> Steps[Fetched[str]]:
                request = ProjectRequest(route, limit, auth, self._secrets, name)
                return (yield from loop.run(request)).value

            slot = self._projects[route.region]
            try:
                project = yield from slot.get_or_refresh(loop.monotonic, deadline, fetch)
            except AuthenticationError:
                self.refused(auth, route.region)
                raise
        return Identity(auth, project, (*self._secrets, *auth.secrets))


class _StaticProvider(IdentityProvider):
    """Use one key or token for every region."""

    def __init__(self, auth: Auth, projects: Mapping[str, str], regions: tuple[str, ...]) -> None:
        super().__init__(auth.secrets, projects, regions)
        self._auth = auth

    def find(self, loop: RetryLoop, route: Route, deadline: float | None) -> Steps[Identity]:
        """Return the identity for a route, and keep it: it does not expire."""
        found = yield from self._identify(self._auth, loop, route, deadline)
        self.permanent[route.region] = found
        return found


class StaticKeyProvider(_StaticProvider):
    """Sign every request with the user's access key."""


class StaticTokenProvider(_StaticProvider):
    """Send the user's token with every request."""

    signs = False


class PasswordTokenProvider(IdentityProvider):
    """Fetch a token for each region with the user's password, and renew it."""

    signs = False

    def __init__(
        self, credentials: PasswordToken, projects: Mapping[str, str], regions: tuple[str, ...]
    ) -> None:
        super().__init__(credentials.secrets, projects, regions)
        self._credentials = credentials
        self._tokens: dict[str, Slot[Token]] = {region: Slot() for region in regions}
        self._breaker = AuthCircuitBreaker()
        """Counts refusals of the password. What the service says of a token shows nothing about it,
        nor does a fetched token show that the service accepts it."""

    def find(self, loop: RetryLoop, route: Route, deadline: float | None) -> Steps[Identity]:
        """Return the identity with the region's token, fetched or renewed if that is due."""

        def fetch(limit: float | None) -> Steps[Fetched[Token]]:
            request = TokenRequest(route, limit, self._credentials)
            return (yield from replace(loop, breaker=self._breaker).run(request)).value

        slot = self._tokens[route.region]
        token = yield from slot.get_or_refresh(loop.monotonic, deadline, fetch)
        return (yield from self._identify(token, loop, route, deadline))

    def _project_name(self, region: str) -> str:
        """Return the project of the credentials: the response with the token may not name it."""
        return self._credentials.project or region

    def refused(self, auth: Auth, region: str, /) -> bool:
        """Forget the token, so that another one is fetched."""
        if isinstance(auth, Token):
            self._tokens[region].drop(auth)
        return True


class EcsAgencyProvider(IdentityProvider):
    """Sign with temporary keys of the cloud server's agency, and renew them."""

    def __init__(
        self, agency: EcsAgency, projects: Mapping[str, str], regions: tuple[str, ...]
    ) -> None:
        super().__init__(agency.secrets, projects, regions)
        self._agency = agency
        self._keys: Slot[AkSk] = Slot()

    def find(self, loop: RetryLoop, route: Route, deadline: float | None) -> Steps[Identity]:
        """Return the identity with temporary keys, fetched or renewed if that is due."""

        def fetch(limit: float | None) -> Steps[Fetched[AkSk]]:
            return fetch_agency_keys(self._agency, loop.monotonic, loop.now, limit)

        keys = yield from self._keys.get_or_refresh(loop.monotonic, deadline, fetch)
        return (yield from self._identify(keys, loop, route, deadline))

    def refused(self, auth: Auth, _region: str, /) -> bool:
        """Forget the keys, so that others are fetched."""
        if isinstance(auth, AkSk):
            self._keys.drop(auth)
        return True


def provider_for(
    credentials: Credentials, projects: Mapping[str, str], regions: tuple[str, ...]
) -> IdentityProvider:
    """Return the provider for a kind of credentials.

    Args:
        credentials: What the user gave or the credential chain found.
        projects: Known project ids by region.
        regions: The regions that the client may use.
    """
    match credentials:
        case AkSk():
            return StaticKeyProvider(credentials, projects, regions)
        case Token():
            return StaticTokenProvider(credentials, projects, regions)
        case PasswordToken():
            return PasswordTokenProvider(credentials, projects, regions)
        case EcsAgency():
            return EcsAgencyProvider(credentials, projects, regions)
