"""Sync client, and what both clients share.

The async client is in a module of its own, so that a program without tasks does not load asyncio.
"""

from __future__ import annotations

import functools
import inspect
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar

from huawei_ocr_api.facade import SyncOperations

from ocr_wrapper.call import Call, CallOptions, CallPipeline
from ocr_wrapper.config import ClientConfig, check_picklable, settle
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.telemetry import opentelemetry, span
from ocr_wrapper.transport import sync

if TYPE_CHECKING:
    from ocr_wrapper.images.load import ImageInput
    from ocr_wrapper.parallel.recognize import Checkpoint
    from ocr_wrapper.parallel.threads import Batch
    from ocr_wrapper.results.recognition import Recognition
    from ocr_wrapper.transport.asynchronous import AsyncSession

I = TypeVar("I")  # noqa: E741 - input
P = ParamSpec("P")
S = TypeVar("S")


def _with_settings_of(
    config: Callable[P, ClientConfig],
) -> Callable[[Callable[[S, ClientConfig], None]], Callable[Concatenate[S, P], None]]:
    """Give a constructor the keywords of `ClientConfig`, which are listed only there."""

    def decorate(init: Callable[[S, ClientConfig], None]) -> Callable[Concatenate[S, P], None]:
        def initialize(self: S, /, *args: P.args, **keywords: P.kwargs) -> None:
            init(self, config(*args, **keywords))

        functools.update_wrapper(initialize, init)
        parameters = inspect.signature(config).parameters.values()
        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        initialize.__dict__["__signature__"] = inspect.Signature([own, *parameters])
        return initialize

    return decorate


class BaseClient(ABC):
    """Common part of both clients."""

    _session: sync.SyncSession | AsyncSession
    _block: ClassVar[str] = "a with"
    """How the block is called that closes a client."""

    @_with_settings_of(ClientConfig)
    def __init__(self, config: ClientConfig) -> None:
        """Create a client; nothing is sent and no connection is opened.

        The settings are described in `ocr_wrapper.config.ClientConfig`.

        Raises:
            ConfigurationError: Settings that cannot work.
        """
        self._set_up(config)

    def _set_up(self, config: ClientConfig) -> None:
        self._config = config = settle(config)
        self._pipeline = CallPipeline(config)
        self._session = self._make_session(config)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the settings, keys included; connections, tokens and statistics stay here."""
        check_picklable(self._config)
        return _restore, (type(self), self._config)

    @abstractmethod
    def _make_session(self, config: ClientConfig) -> sync.SyncSession | AsyncSession:
        """Return the driver's session, without a connection."""

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that this client may use, in order."""
        return self._pipeline.router.regions

    @property
    def _service(self) -> str:
        """What is called, for the keys of a journal: the host if one is given, and the regions."""
        environment = self._config.environment
        endpoint = self._config.endpoint or (environment.endpoint if environment else None)
        return f"{endpoint or 'cloud'} {','.join(self.regions)}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(regions={', '.join(self.regions)})"

    def __del__(self) -> None:
        session = getattr(self, "_session", None)
        if session is not None and session.is_open:
            warnings.warn(
                f"{self!r} was not closed: use it in {self._block} block",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


def _restore(kind: type[BaseClient], config: ClientConfig) -> BaseClient:
    """Return a client again from its pickled settings."""
    client = kind.__new__(kind)
    client._set_up(config)
    return client


class OcrClient(BaseClient, SyncOperations):
    """Client that blocks until each response; safe to share between threads.

    Use it in a `with` block, or call `close`.
    """

    _session: sync.SyncSession

    def _make_session(self, config: ClientConfig) -> sync.SyncSession:
        if isinstance(config.transport, str):
            raise ConfigurationError('transport="aiohttp" is for AsyncOcrClient: leave it out.')
        return sync.SyncSession(config.transport_settings)

    def call(
        self, operation: str, image: ImageInput | None = None, **options: Any
    ) -> Recognition[Any]:
        """Call an operation by its name.

        Args:
            operation: The name, such as `recognize_passport`.
            image: A path, bytes, a binary file, a Pillow image, Base64 text or an address.
            **options: Those of the operation, and `url`, `enterprise_project_id`, `timeout`,
                `region` and `fit` (see `ocr_wrapper.call.CallOptions`). None is "not given".

        Raises:
            InputError: The input cannot be sent.
            OcrError: Any error of `ocr_wrapper.errors`.
        """
        started = time.monotonic()
        given = CallOptions.from_keywords(options)
        with nullcontext() if opentelemetry() is None else span(operation) as trace:
            return self._run(self._pipeline.prepare(operation, image, given, started), trace)

    def request(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        region: str | None = None,
        timeout: float | None = None,
        enterprise_project_id: str | None = None,
    ) -> Recognition[Any]:
        """Send a request for an operation that this version does not know.

        It is routed, signed and retried as every call. The result has no typed `result`; `raw` and
        the views that need no contract (`fields`, `text`, `lines`, `tables`) work.

        Args:
            path: Such as `/v2/{project_id}/ocr/name`; the project id is filled in.
            body: The JSON object to send. A value of bytes is an image, sent as Base64.
            region: One of the client's regions; None takes the first.
            timeout: Seconds for the whole call; None is the client's `deadline`.
            enterprise_project_id: The enterprise project that the call is billed to.

        Raises:
            InputError: Path or body cannot be sent.
            OcrError: Any error of `ocr_wrapper.errors`.
        """
        started = time.monotonic()
        given = CallOptions(
            region=region, timeout=timeout, enterprise_project_id=enterprise_project_id
        )
        with nullcontext() if opentelemetry() is None else span(path) as trace:
            return self._run(self._pipeline.prepare_request(path, body, given, started), trace)

    def recognize_many(
        self,
        operation: str,
        inputs: Iterable[I],
        *,
        jobs: int = 8,
        ordered: bool = True,
        pages: str | int | Iterable[int] | None = None,
        checkpoint: Checkpoint | None = None,
        **options: Any,
    ) -> Batch[I]:
        """Call an operation for many inputs, several at a time; iterate over the items.

        Inputs are taken one by one while they are needed, so that a generator of any length takes
        no memory. One input that fails does not stop the others; an error that every further
        input would have (credentials, an option, a subscription) ends the iteration with that
        error, after the items of the calls in flight. Calls that are refused because of a limit
        are made again, more slowly.

        Args:
            operation: The name, such as `recognize_general_text`.
            inputs: Paths, bytes, Pillow images or addresses.
            jobs: Most calls at a time.
            ordered: Whether items come in the order of the inputs, or as they complete.
            pages: Pages of each PDF or TIFF, such as `"all"`, `"1-3,7"` or `[1, 2]`; an item is
                then one page.
            checkpoint: Continues an earlier run, such as `ocr_wrapper.batch.JournalCheckpoint`.
            **options: Those of `call`, for every input.

        Returns:
            An iterator of `BatchItem`, each with `input`, `page`, `result` and `error`. Use it in
            a `with` block, or call `close`: calls in flight are finished then.

        Raises:
            InputError: The operation, the pages or `inputs` cannot be used.
        """
        from ocr_wrapper.parallel import recognize, threads

        recognize.check_inputs(inputs)
        handler = recognize.make_handler(operation, options, pages, checkpoint, self._service)
        documents = (pair for value in inputs for pair in recognize.with_pages(value, handler))
        return threads.Batch(self.call, operation, documents, handler, jobs=jobs, ordered=ordered)

    def _run(self, call: Call, trace: Callable[..., None] | None) -> Recognition[Any]:
        """Run a prepared call, and set the attributes of its span."""
        found = sync.run(self._session, self._pipeline.run(call))
        if trace is not None:
            trace(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    def close(self) -> None:
        """Close every idle connection.

        Calls under way get their responses, which may have been billed, and close their
        connections then. A later call opens new ones.
        """
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
