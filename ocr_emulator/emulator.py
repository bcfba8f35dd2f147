"""The `Emulator` object: server, accounts and scripts in one place.

A test starts it with `with Emulator() as emu` and finds everything that it needs on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from ocr_emulator.answers import Answers
from ocr_emulator.contract.bundle import Contract, load
from ocr_emulator.http import documentation
from ocr_emulator.http.admin.app import AdminApp
from ocr_emulator.http.admin.request import Services
from ocr_emulator.http.pipeline import Pipeline
from ocr_emulator.http.playground.access import PageToken
from ocr_emulator.http.playground.exports import Exporter
from ocr_emulator.http.playground.routes import Mode, Playground
from ocr_emulator.http.server import Server, check_host
from ocr_emulator.images.sources import Sources
from ocr_emulator.relay.differences import Difference
from ocr_emulator.relay.options import Relay, RelayKeywords, RelayOptions, build_relay
from ocr_emulator.relay.upstream import Upstream
from ocr_emulator.scripting.answers import ScriptedAnswers
from ocr_emulator.scripting.expectations import Expectation
from ocr_emulator.scripting.journal import MAX_BYTES, Journal
from ocr_emulator.scripting.rules import Faults
from ocr_emulator.scripting.sequences import Sequence, Sequences
from ocr_emulator.scripting.steps import Step
from ocr_emulator.state.accounts import Account, AccountKeywords, Key
from ocr_emulator.state.clock import Clock
from ocr_emulator.state.files import Files
from ocr_emulator.state.namespace import ACCOUNT_FIELDS, Namespace, NamespaceRegistry
from ocr_emulator.state.quotas import Quotas

if TYPE_CHECKING:
    from ocr_emulator.engine.base import Engine
    from ocr_emulator.http.tls import Authority
    from ocr_emulator.recognizers.base import Recognizer
    from ocr_emulator.workers.limits import Limits


class EmulatorKeywords(AccountKeywords, RelayKeywords, total=False):
    """Keywords of `Emulator` for the default account, recording and replaying."""


def _split(keywords: EmulatorKeywords) -> tuple[AccountKeywords, RelayOptions]:
    given: dict[str, Any] = dict(keywords)
    for name in given:
        if name not in EmulatorKeywords.__annotations__:
            raise TypeError(f"Emulator() got an unexpected keyword argument {name!r}")
    account = {name: given.pop(name) for name in ACCOUNT_FIELDS if name in given}
    return AccountKeywords(**account), RelayOptions(**given)  # type: ignore[typeddict-item]


class Emulator:
    """Mock server for Huawei Cloud OCR and its identity service.

    One address serves all regions: the region of a request follows from its project id, as
    at the vendor. Authentication is always on; `ak`, `sk`, `projects` and `user` are
    created for each emulator and are the credentials for it, unless they are given.

    `engine`: "auto" reads images when the extra `[local]` is installed and responds
    with the contract's examples otherwise; None always responds with examples; a name or
    an engine object selects one. `recognizers` replaces what makes results of an
    engine's reading: operation → function of image, request body and engine. A named engine
    works in `workers` processes, whose time and memory `worker_limits` bounds; an engine
    object and own recognizers work in threads of this process, which nothing can end.

    `fetch=True` allows fetching a `url` from outside, with guards against internal
    addresses. `tls=True` serves HTTPS with a temporary CA, whose certificate is the file
    `ca_file`. `body_timeout`, `idle_timeout` (seconds) and `body_room` (bytes of all
    bodies together) bound the resources of clients. `allowed_hosts` are further names
    under which the admin API may be called.

    `record` passes authorized requests on to the service at this address, signed with
    `upstream_ak` and `upstream_sk`, and reports `differences` from the contract; `record_to`
    stores the responses in a new file, `scrub` without what the documents say. `replay` responds
    from such a file.

    `exporters` are the file formats in which the playground offers results, by name.
    """

    def __init__(
        self,
        engine: Engine | str | None = "auto",
        port: int = 0,
        host: str = "127.0.0.1",
        *,
        tls: bool = False,
        fetch: bool = False,
        journal_size: int = 1000,
        journal_bytes: int = MAX_BYTES,
        keep_bodies: bool = False,
        workers: int = 2,
        queue: int = 8,
        body_timeout: float = 30.0,
        body_room: int = 256 * 1024 * 1024,
        idle_timeout: float = 10.0,
        allowed_hosts: tuple[str, ...] = (),
        recognizers: Mapping[str, Recognizer] | None = None,
        worker_limits: Limits | None = None,
        contract: Contract | None = None,
        exporters: Mapping[str, Exporter] | None = None,
        **keywords: Unpack[EmulatorKeywords],
    ) -> None:
        self.contract: Contract = contract or load()
        account, relay_options = _split(keywords)
        self._registry = NamespaceRegistry(
            self.contract,
            journal_size=journal_size,
            journal_bytes=journal_bytes,
            keep_bodies=keep_bodies,
            account=account,
        )
        sizes: dict[str, int] = {"workers": workers, "queue": queue}
        self._answers = Answers(
            self.contract, engine, recognizers=recognizers, limits=worker_limits, **sizes
        )
        self._tls = tls
        self._authority: Authority | None = None
        relay = build_relay(self.contract, relay_options)
        self._upstream = relay if isinstance(relay, Upstream) else None
        check_host(host)
        self._token = PageToken(host)
        mode: Mode = "emulate" if relay is None else "record" if self._upstream else "replay"
        playground = Playground(self._token, mode=mode, exporters=exporters or {})
        self._admin = self._build_admin(playground, (host, *allowed_hosts), body_timeout)
        handle = self._build_pipeline(relay, fetch, body_timeout, body_room).handle
        end = self._finish
        self._server = Server(handle, host=host, port=port, idle_timeout=idle_timeout, on_stop=end)
        # At the end: a wrong option leaves no empty file behind.
        self._open_recording()

    def _build_admin(
        self, playground: Playground, hosts: tuple[str, ...], body_timeout: float
    ) -> AdminApp:
        services = Services(
            self.contract,
            self._registry,
            self._answers,
            body_timeout,
            lambda: [difference.to_dict() for difference in self.differences],
        )
        routes = (*documentation.ROUTES, *playground.routes)
        return AdminApp(services, hosts, routes=routes, page=playground.page)

    def _build_pipeline(
        self, relay: Relay | None, fetch: bool, body_timeout: float, body_budget: int
    ) -> Pipeline:
        return Pipeline(
            self.contract,
            self._registry,
            self._answers,
            self._sources(fetch),
            admin=self._admin,
            relay=relay,
            body_timeout=body_timeout,
            body_budget=body_budget,
        )

    def _sources(self, fetch: bool) -> Sources:
        if not fetch:
            return Sources(self.contract)
        from ocr_emulator.images.fetch import Fetcher
        from ocr_emulator.workers.lookup import look_up

        fetcher = Fetcher(resolve=look_up, max_bytes=self.contract.max_file_bytes)
        return Sources(self.contract, fetcher.fetch)

    def __repr__(self) -> str:
        return f"<Emulator {self._server.url} namespaces={list(self._registry.namespaces)}>"

    # --- lifecycle ----------------------------------------------------------

    def start(self) -> Emulator:
        """Listen; raises `OSError` when the address is not available."""
        if self._server.running:
            raise RuntimeError("the emulator is running already")
        if self._tls:
            from ocr_emulator.http.tls import Authority

            self._authority = Authority(self._server.host)
        self._admin.open()
        for namespace in list(self._registry.namespaces.values()):
            namespace.replayed.clear()
        try:
            self._open_recording()
            authority = self._authority
            self._server.start(authority.server_context() if authority is not None else None)
        except BaseException:
            self.stop()
            raise
        self._registry.attach(self._server.url)
        return self

    def _open_recording(self) -> None:
        if self._upstream is not None:
            self._upstream.open()

    async def _finish(self) -> None:
        # Responses without an end have to end before connections are waited for.
        self._admin.close()
        if self._upstream is not None:
            await self._upstream.finish()

    def stop(self) -> None:
        """Close everything; may be called twice.

        While recording, it waits some seconds for responses of the service.
        """
        self._server.stop()
        self._answers.close()
        if self._upstream is not None:
            self._upstream.close()
        if self._authority is not None:
            self._authority.close()
            self._authority = None

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    # --- connection and credentials -----------------------------------------

    @property
    def url(self) -> str:
        """Address of the service and of the identity service."""
        return self._server.url

    @property
    def playground_url(self) -> str:
        """Address of the playground; with its token on a host that others can reach."""
        return f"{self.url}/{self._token.fragment}"

    @property
    def port(self) -> int:
        """Port that the emulator listens on."""
        return self._server.port

    @property
    def connections(self) -> int:
        """Number of open connections."""
        return self._server.connections

    @property
    def ca_file(self) -> str | None:
        """File with the CA certificate that a client has to trust; None without TLS."""
        return None if self._authority is None else str(self._authority.ca_file)

    @property
    def ak(self) -> str:
        """Access key of the default account."""
        return self.default.ak

    @property
    def sk(self) -> str:
        """Secret of that key."""
        return self.default.sk

    @property
    def projects(self) -> dict[str, str]:
        """Project id of each region."""
        return self.default.projects

    @property
    def user(self) -> dict[str, str]:
        """Name, password and domain for a token by password."""
        return self.default.user

    @property
    def account(self) -> Account:
        """The default account: subscriptions, permission, standing, keys."""
        return self.default.account

    def connection_info(self) -> dict[str, Any]:
        """Return what another process needs to call this emulator, secrets included."""
        return {
            "url": self.url,
            "ak": self.ak,
            "sk": self.sk,
            "projects": self.projects,
            "user": self.user,
            **({"ca_file": self.ca_file} if self.ca_file else {}),
        }

    # --- scripts and journal of the default namespace ------------------------

    @property
    def default(self) -> Namespace:
        """The namespace to which the shortcuts below refer."""
        return self._registry.default

    @property
    def journal(self) -> Journal:
        """Requests and their responses."""
        return self.default.journal

    @property
    def faults(self) -> Faults:
        """Rules for injected failures."""
        return self.default.faults

    @property
    def sequences(self) -> Sequences:
        """Ordered responses."""
        return self.default.sequences

    @property
    def answers(self) -> ScriptedAnswers:
        """Successful responses that a test chooses itself."""
        return self.default.answers

    @property
    def quotas(self) -> Quotas:
        """Requests per minute and at the same time."""
        return self.default.quotas

    @property
    def clock(self) -> Clock:
        """The movable clock."""
        return self.default.clock

    @property
    def files(self) -> Files:
        """Files that replace OBS objects and images on the web."""
        return self.default.files

    @property
    def source(self) -> str:
        """Source of responses: `examples`, or the name of the engine (loads it)."""
        return self._answers.source

    @property
    def differences(self) -> list[Difference]:
        """Where the live service and its clients differ from the contract, while recording."""
        return [] if self._upstream is None else list(self._upstream.differences)

    def namespace(self, name: str, **account: Any) -> Namespace:
        """Return a separate namespace with its own keys, for tests that run in parallel.

        `ak`, `sk`, `projects`, `user` and `password` of a new one may be given.
        """
        return self._registry.namespace(name, **account)

    def add_account(self, name: str, **details: Any) -> Account:
        """Add another account to the default namespace."""
        return self.default.add_account(name, **details)

    def temporary_key(self, seconds: float = 900.0, account: str | None = None) -> Key:
        """Issue a temporary key with a security token."""
        return self.default.temporary_key(seconds, account)

    def sequence(
        self,
        *steps: Step | str | int | Mapping[str, Any],
        operation: str | None = None,
        account: str | None = None,
    ) -> Sequence:
        """Answer the next matching requests with these steps in order."""
        return self.default.sequence(*steps, operation=operation, account=account)

    def expect(
        self, operation: str | None = None, times: int | None = None, **filters: Any
    ) -> Expectation:
        """Expect requests from now on; `verify()` it, or use it as a context manager."""
        return self.default.expect(operation, times, **filters)

    def reset(self) -> None:
        """Clear scripts, journals and files of all namespaces; keys stay valid."""
        for namespace in list(self._registry.namespaces.values()):
            namespace.reset()
