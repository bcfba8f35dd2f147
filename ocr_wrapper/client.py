"""Sync and async clients.

Both have the same settings and operations and run the same calls; they differ only in the driver.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import time
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from huawei_ocr_api.facade import AsyncOperations, SyncOperations

from ocr_wrapper.call import CallOptions, CallPipeline
from ocr_wrapper.config import ClientConfig
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.telemetry import opentelemetry, span
from ocr_wrapper.transport import asynchronous, sync

if TYPE_CHECKING:
    from ocr_wrapper.images.load import ImageInput

_SMALL_IMAGE = 1 << 16
"""Bytes of an image that are checked and encoded faster than a thread is started."""

P = ParamSpec("P")
S = TypeVar("S")


def _with_settings_of(
    config: Callable[P, ClientConfig],
) -> Callable[[Callable[[S, ClientConfig], None]], Callable[Concatenate[S, P], None]]:
    """Let a constructor take the keywords of `ClientConfig`, which are listed there alone."""

    def decorate(init: Callable[[S, ClientConfig], None]) -> Callable[Concatenate[S, P], None]:
        def __init__(self: S, /, *args: P.args, **keywords: P.kwargs) -> None:
            init(self, config(*args, **keywords))

        functools.update_wrapper(__init__, init)
        parameters = inspect.signature(config).parameters.values()
        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        __init__.__dict__["__signature__"] = inspect.Signature([own, *parameters])
        return __init__

    return decorate


class _Client:
    """What both clients have in common."""

    _session: sync.SyncSession | asynchronous.AsyncSession

    @_with_settings_of(ClientConfig)
    def __init__(self, config: ClientConfig) -> None:
        """Create a client; nothing is sent and no connection is opened.

        The settings are described in `ocr_wrapper.config.ClientConfig`.

        Raises:
            ConfigurationError: Settings that cannot work.
        """
        self._config = config
        self._pipeline = CallPipeline(config)
        self._session = self._make_session(config)

    def _make_session(self, config: ClientConfig) -> sync.SyncSession | asynchronous.AsyncSession:
        raise NotImplementedError

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that this client may use, in order."""
        return self._pipeline.router.regions

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
        with nullcontext() if opentelemetry() is None else span(operation) as trace:
            prepared = self._pipeline.prepare(
                operation, image, CallOptions.from_keywords(options), started
            )
            found = sync.run(self._session, self._pipeline.run(prepared))
            if trace is not None:
                trace(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    def close(self) -> None:
        """Close every connection."""
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
        with nullcontext() if opentelemetry() is None else span(operation) as trace:
            prepare = functools.partial(
                self._pipeline.prepare,
                operation,
                image,
                CallOptions.from_keywords(options),
                started,
            )
            small = image is None or (isinstance(image, bytes) and len(image) <= _SMALL_IMAGE)
            prepared = prepare() if small else await asyncio.to_thread(prepare)
            found = await asynchronous.run(self._session, self._pipeline.run(prepared))
            if trace is not None:
                trace(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    async def aclose(self) -> None:
        """Close every connection of the running event loop."""
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()
