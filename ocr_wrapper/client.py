"""The two clients: the same calls and settings, one waits in threads, the other in tasks."""

from __future__ import annotations

import asyncio
import functools
import os
import ssl
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from huawei_ocr_api.facade import AsyncOperations, SyncOperations

from ocr_wrapper import call as calls
from ocr_wrapper.attempts.rate_limiter import RateLimiter
from ocr_wrapper.auth.credentials import Credentials
from ocr_wrapper.config import make_core
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import ConfigurationError
from ocr_wrapper.results.recognition import Recognition
from ocr_wrapper.telemetry import Hook, span
from ocr_wrapper.transport import asynchronous, sync
from ocr_wrapper.transport.settings import Certificate, TransportSettings

if TYPE_CHECKING:
    import httpx

    from ocr_wrapper.images.load import ImageInput

_QUICK = 1 << 16
"""Bytes of a picture that are checked and encoded faster than a thread is handed to."""


class _Base:
    """Be made alike, whatever drives the calls."""

    def __init__(
        self,
        region: str | None = None,
        credentials: Credentials | None = None,
        *,
        regions: Sequence[str] | None = None,
        endpoint: str | None = None,
        iam_endpoint: str | None = None,
        project_id: str | Mapping[str, str] | None = None,
        domain: str = ".com",
        deadline: float | None = 60.0,
        attempt_timeout: float | None = None,
        max_attempts: int = 3,
        retry_lost_responses: bool = False,
        rate_limiter: RateLimiter | None = None,
        hooks: Sequence[Hook] | Hook = (),
        proxy: str | None = None,
        verify: bool | str | os.PathLike[str] | ssl.SSLContext = True,
        cert: Certificate | None = None,
        trust_env: bool = True,
        transport: httpx.BaseTransport | httpx.AsyncBaseTransport | str | None = None,
        max_connections: int = 100,
        environment: Environment | None = None,
    ) -> None:
        """Set a client up; nothing is sent and no connection is opened.

        Args:
            region: The region to call; ``HWOCR_REGION`` if neither this nor ``regions`` is given.
            credentials: Who calls; None takes the environment, then the profile file, then the
                cloud server's agency.
            regions: Several allowed regions; a call goes to the first that serves it, and never
                to one that is not listed.
            endpoint: Where to send everything instead of the regions' own hosts; a path in it is
                put before every path. ``HWOCR_ENDPOINT`` if None.
            iam_endpoint: Where tokens and project ids are asked for.
            project_id: The project that pays, or one for each region; looked up if None.
            domain: ``.com`` or ``.cn``, for the regions' own hosts.
            deadline: Seconds over everything in a call: waiting for a connection, token, upload,
                repeats and the pauses between. None waits for ever.
            attempt_timeout: Seconds for one attempt; None is the whole deadline.
            max_attempts: Requests for one call in all; 1 turns repeats off.
            retry_lost_responses: Whether to repeat a call whose answer was lost, which may bill
                it twice.
            rate_limiter: Limits to keep; give the same one to clients that share an account.
            hooks: One or several, called with an `Event` for every attempt.
            proxy: Address of a proxy for https.
            verify: True, a file or folder of trusted authorities, or a TLS context.
            cert: Client certificate: a file, or certificate, key and perhaps password.
            trust_env: Whether the proxy variables of the environment count.
            transport: An httpx transport to use for everything; ``"aiohttp"`` for the faster one
                of the extra ``[fast]``, in the asynchronous client.
            max_connections: Connections open at a time.
            environment: Stands in for the process environment.

        Raises `ConfigurationError`.
        """
        self._core = make_core(
            region=region,
            regions=regions,
            credentials=credentials,
            endpoint=endpoint,
            iam_endpoint=iam_endpoint,
            project_id=project_id,
            domain=domain,
            deadline=deadline,
            attempt_timeout=attempt_timeout,
            max_attempts=max_attempts,
            retry_lost_responses=retry_lost_responses,
            rate_limiter=rate_limiter,
            hooks=(hooks,) if callable(hooks) else hooks,
            environment=environment,
        )
        self._transport = TransportSettings(
            proxy=proxy,
            verify=verify,
            cert=cert,
            trust_env=trust_env,
            transport=transport,
            max_connections=max_connections,
        )
        self._connect()

    def _connect(self) -> None:
        """Prepare what opens connections; none is opened yet."""
        raise NotImplementedError

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that this client may use, in order."""
        return self._core.router.regions

    def __repr__(self) -> str:
        return f"{type(self).__name__}(regions={', '.join(self.regions)})"


def _recognition(call: calls.Call, answer: calls.Answer) -> Recognition[Any]:
    """Return what the caller gets."""
    return Recognition(
        call.operation.name,
        answer.raw,
        request_id=answer.request_id,
        region=call.route.region,
        attempts=answer.attempts,
        elapsed=answer.elapsed,
    )


class OcrClient(_Base, SyncOperations):
    """Call the service and wait for each answer; safe to share between threads.

    Use it in a ``with`` block, or call `close`.
    """

    _session: sync.SyncSession

    def _connect(self) -> None:
        if isinstance(self._transport.transport, str):
            raise ConfigurationError('transport="aiohttp" is for AsyncOcrClient: leave it out.')
        self._session = sync.SyncSession(self._transport)

    def call(
        self,
        operation: str,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,
        region: str | None = None,
        fit: bool = False,
        **options: Any,
    ) -> Recognition[Any]:
        """Call an operation by its name; options that are None are left out.

        ``timeout`` is the deadline of this call in seconds. Raises the errors of
        `ocr_wrapper.errors`, `InputError` and `ConfigurationError` before anything is sent.
        """
        started = time.monotonic()
        with span(operation) as note:
            call = self._core.prepare(
                operation,
                image,
                url=url,
                enterprise_project_id=enterprise_project_id,
                timeout=timeout,
                region=region,
                fit=fit,
                options=options,
                started=started,
            )
            steps = calls.recognize(self._core.exchange, self._core.identities, call)
            found = _recognition(call, sync.run(self._session, steps))
            note(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __del__(self) -> None:
        _warn_if_open(self)


class AsyncOcrClient(_Base, AsyncOperations):
    """Call the service and await each answer; safe to share between tasks.

    Use it in an ``async with`` block, or await `aclose`.
    """

    _session: asynchronous.AsyncSession

    def _connect(self) -> None:
        self._session = asynchronous.AsyncSession(self._transport)

    async def call(
        self,
        operation: str,
        image: ImageInput | None = None,
        *,
        url: str | None = None,
        enterprise_project_id: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the deadline of the whole call
        region: str | None = None,
        fit: bool = False,
        **options: Any,
    ) -> Recognition[Any]:
        """Call an operation by its name; options that are None are left out.

        The picture is read and encoded in a thread, so that a large one does not hold up other
        tasks. Otherwise as `OcrClient.call`.
        """
        started = time.monotonic()
        with span(operation) as note:
            prepare = functools.partial(
                self._core.prepare,
                operation,
                image,
                url=url,
                enterprise_project_id=enterprise_project_id,
                timeout=timeout,
                region=region,
                fit=fit,
                options=options,
                started=started,
            )
            quick = image is None or (isinstance(image, bytes) and len(image) <= _QUICK)
            call = prepare() if quick else await asyncio.to_thread(prepare)
            steps = calls.recognize(self._core.exchange, self._core.identities, call)
            found = _recognition(call, await asynchronous.run(self._session, steps))
            note(region=found.region, attempts=found.attempts, request_id=found.request_id)
        return found

    async def aclose(self) -> None:
        """Close every connection of the running event loop."""
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.aclose()

    def __del__(self) -> None:
        _warn_if_open(self)


def _warn_if_open(client: OcrClient | AsyncOcrClient) -> None:
    """Warn when a client goes away with connections open."""
    session = getattr(client, "_session", None)
    if session is not None and session.is_open:
        kind = "an async with" if isinstance(client, AsyncOcrClient) else "a with"
        warnings.warn(
            f"{client!r} was not closed: use it in {kind} block",
            ResourceWarning,
            stacklevel=2,
            source=client,
        )
