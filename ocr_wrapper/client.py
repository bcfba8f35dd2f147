"""Sync and async clients.

Both have the same settings and operations and run the same calls; they differ only in the driver.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import threading
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from huawei_ocr_api.facade import AsyncOperations, SyncOperations

from ocr_wrapper.attempts.deadlines import deadline_error
from ocr_wrapper.call import Call, CallOptions, CallPipeline
from ocr_wrapper.config import ClientConfig, check_picklable
from ocr_wrapper.errors import ConfigurationError, OcrError
from ocr_wrapper.images.read import may_block
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.telemetry import opentelemetry, span
from ocr_wrapper.transport import asynchronous, sync

if TYPE_CHECKING:
    from ocr_wrapper.images.load import ImageInput
    from ocr_wrapper.parallel.recognize import Checkpoint
    from ocr_wrapper.parallel.tasks import AsyncBatch
    from ocr_wrapper.parallel.threads import Batch

_SMALL_IMAGE = 1 << 16
"""Bytes of an image that are checked and encoded faster than a thread is started."""

I = TypeVar("I")  # noqa: E741 - input
P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


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


class _Client(ABC):
    """Common part of both clients."""

    _session: sync.SyncSession | asynchronous.AsyncSession

    @_with_settings_of(ClientConfig)
    def __init__(self, config: ClientConfig) -> None:
        """Create a client; nothing is sent and no connection is opened.

        The settings are described in `ocr_wrapper.config.ClientConfig`.

        Raises:
            ConfigurationError: Settings that cannot work.
        """
        self._set_up(config)

    def _set_up(self, config: ClientConfig) -> None:
        self._config = config
        self._pipeline = CallPipeline(config)
        self._session = self._make_session(config)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the settings, keys included; connections, tokens and statistics stay here."""
        check_picklable(self._config)
        return _restore, (type(self), self._config)

    @abstractmethod
    def _make_session(self, config: ClientConfig) -> sync.SyncSession | asynchronous.AsyncSession:
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
            block = "an async with" if isinstance(self, AsyncOcrClient) else "a with"
            warnings.warn(
                f"{self!r} was not closed: use it in {block} block",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )


def _restore(kind: type[_Client], config: ClientConfig) -> _Client:
    """Return a client again from its pickled settings."""
    client = kind.__new__(kind)
    client._set_up(config)
    return client


class OcrClient(_Client, SyncOperations):
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


class AsyncOcrClient(_Client, AsyncOperations):
    """Client whose operations are awaited; safe to share between tasks.

    Use it in an `async with` block, or await `aclose`.
    """

    _session: asynchronous.AsyncSession

    def _make_session(self, config: ClientConfig) -> asynchronous.AsyncSession:
        return asynchronous.AsyncSession(config.transport_settings)

    async def call(
        self, operation: str, image: ImageInput | None = None, **options: Any
    ) -> Recognition[Any]:
        """Call an operation by its name, as `OcrClient.call`.

        The image is read and encoded in a thread, so that a large one does not block other tasks.
        """
        started = time.monotonic()
        given = CallOptions.from_keywords(options)
        with nullcontext() if opentelemetry() is None else span(operation) as trace:
            prepare = functools.partial(self._pipeline.prepare, operation, image, given, started)
            small = image is None or (isinstance(image, bytes) and len(image) <= _SMALL_IMAGE)
            if small:
                return await self._run(prepare(), trace)
            deadline = self._pipeline.deadline(given, started)
            thread = _own_thread if may_block(image) else asyncio.to_thread
            call = await _before(deadline, operation, thread(prepare))
            return await self._run(call, trace)

    async def request(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        region: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the deadline of the whole call
        enterprise_project_id: str | None = None,
    ) -> Recognition[Any]:
        """Send a request for an operation that this version does not know, as `OcrClient.request`.

        The body is encoded in a thread, so that a large one does not block other tasks.
        """
        started = time.monotonic()
        given = CallOptions(
            region=region, timeout=timeout, enterprise_project_id=enterprise_project_id
        )
        with nullcontext() if opentelemetry() is None else span(path) as trace:
            prepare = functools.partial(self._pipeline.prepare_request, path, body, given, started)
            deadline = self._pipeline.deadline(given, started)
            call = await _before(deadline, path, asyncio.to_thread(prepare))
            return await self._run(call, trace)

    def recognize_many(
        self,
        operation: str,
        inputs: Iterable[I] | AsyncIterable[I],
        *,
        jobs: int = 8,
        ordered: bool = True,
        pages: str | int | Iterable[int] | None = None,
        checkpoint: Checkpoint | None = None,
        **options: Any,
    ) -> AsyncBatch[I]:
        """Call an operation for many inputs, several at a time, as `OcrClient.recognize_many`.

        Inputs may also come from an asynchronous generator. Iterate with `async for`, in an
        `async with` block, or await `aclose`.
        """
        from ocr_wrapper.parallel import recognize, tasks

        recognize.check_inputs(inputs)
        handler = recognize.make_handler(operation, options, pages, checkpoint, self._service)
        return tasks.AsyncBatch(self.call, inputs, handler, jobs=jobs, ordered=ordered)

    async def _run(self, call: Call, trace: Callable[..., None] | None) -> Recognition[Any]:
        """Run a prepared call, and set the attributes of its span."""
        found = await asynchronous.run(self._session, self._pipeline.run(call))
        if trace is not None:
            trace(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    async def aclose(self) -> None:
        """Close every idle connection of the running event loop.

        Calls under way get their responses, which may have been billed, and close their
        connections then. A later call opens new ones.
        """
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()


async def _before(deadline: float | None, name: str, preparing: Awaitable[Call]) -> Call:
    """Return what a thread prepares; a slow source is abandoned at the deadline."""
    left = None if deadline is None else deadline - time.monotonic()
    try:
        async with asyncio.timeout(left):
            return await preparing
    except OcrError:
        raise
    except TimeoutError:
        raise deadline_error(
            "The input was not read and encoded before the deadline, nothing was sent: check the "
            "pipe or the file object, or allow more time.",
            operation=name,
        ) from None


async def _own_thread(function: Callable[[], T]) -> T:
    """Run a function that may block for ever in a thread of its own.

    In the event loop's pool a few of them would block every other image, and the end of the
    program.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    context = contextvars.copy_context()

    def settle(set_outcome: Callable[[Any], None], outcome: object) -> None:
        if not future.done():
            set_outcome(outcome)

    def work() -> None:
        settled: tuple[Callable[[Any], None], object]
        try:
            settled = (future.set_result, context.run(function))
        except Exception as error:
            settled = (future.set_exception, error)
        # The loop may have ended meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, *settled)

    threading.Thread(target=work, name="ocr-wrapper-prepare", daemon=True).start()
    return await future
