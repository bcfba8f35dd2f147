"""Whole calls over loopback, against a server that reads the contract by itself."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_emulator import Emulator
from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    AuthenticationError,
    AuthenticationPausedError,
    ClockSkewError,
    ConnectError,
    DeadlineExceededError,
    ImageRejectedError,
    InvalidResponseError,
    NotFoundError,
    OcrClient,
    OcrError,
    PasswordToken,
    RateLimitError,
    ResponseLostError,
    ServerError,
    StatusError,
    Token,
)
from ocr_wrapper.results.recognition import Recognition
from tests.wrapper.conftest import NOWHERE

EVERYWHERE = list(REGIONS)


def client(emulator: Emulator, credentials: object, **settings: object) -> OcrClient:
    """Return a client that may use every region of the emulator."""
    settings = {"regions": EVERYWHERE, **settings}
    return OcrClient(  # type: ignore[misc]
        credentials=credentials, endpoint=emulator.url, environment=NOWHERE, **settings
    )


def async_client(emulator: Emulator, credentials: object, **settings: object) -> AsyncOcrClient:
    """Return an asynchronous client that may use every region of the emulator."""
    settings = {"regions": EVERYWHERE, **settings}
    return AsyncOcrClient(  # type: ignore[misc]
        credentials=credentials, endpoint=emulator.url, environment=NOWHERE, **settings
    )


def check(found: Recognition[object], name: str) -> None:
    """Assert that an answer is whole and typed."""
    assert found.raw["result"] is not None
    assert found.result is not None
    assert found.operation == name
    assert found.region in OPERATIONS[name].regions
    assert found.attempts == 1
    assert found.request_id


def test_every_operation_with_every_kind_of_credentials(
    emulator: Emulator, keys: AkSk, picture: bytes
) -> None:
    """Signed and with tokens, inline and by address, through the typed methods."""
    for credentials in (keys, PasswordToken(**emulator.user)):
        with client(emulator, credentials) as ocr:
            for name in OPERATIONS:
                check(getattr(ocr, name)(picture), name)
    assert {entry.status for entry in emulator.journal} <= {200, 201}


@pytest.mark.parametrize("transport", [None, "aiohttp"])
async def test_every_operation_awaited(
    emulator: Emulator, keys: AkSk, picture: bytes, transport: str | None
) -> None:
    """The asynchronous client calls the same operations, all at once, over either transport."""
    async with async_client(emulator, keys, transport=transport) as ocr:
        found = await asyncio.gather(*(getattr(ocr, name)(picture) for name in OPERATIONS))
    for name, one in zip(OPERATIONS, found, strict=True):
        check(one, name)


def test_a_path_in_the_endpoint_is_kept(emulator: Emulator, keys: AkSk, picture: bytes) -> None:
    """Behind a gateway with a prefix, the request goes below it, signed as it is sent."""
    with (
        OcrClient(
            "ap-southeast-1",
            keys,
            endpoint=f"{emulator.url}/gate/way",
            project_id="p1",
            environment=NOWHERE,
        ) as ocr,
        pytest.raises(NotFoundError),
    ):
        ocr.recognize_passport(picture)
    (entry,) = emulator.journal
    assert entry.path == "/gate/way/v2/p1/ocr/passport"


def test_optional_headers_arrive(emulator: Emulator, keys: AkSk, picture: bytes) -> None:
    """Enterprise project and trace are sent, the first one signed."""
    from ocr_wrapper import traceparent

    trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    with client(emulator, keys) as ocr, traceparent(trace):
        ocr.recognize_passport(picture, enterprise_project_id="0123-4567")
    sent = list(emulator.journal)[-1].headers
    assert (sent["enterprise-project-id"], sent["traceparent"]) == ("0123-4567", trace)
    assert sent["content-type"] == "application/json"
    assert "transfer-encoding" not in sent


def test_a_project_decides_about_the_region(emulator: Emulator, keys: AkSk, picture: bytes) -> None:
    """The id of the right region is looked up for each operation."""
    with client(emulator, keys) as ocr:
        ocr.recognize_general_text(picture)
        ocr.recognize_general_table(picture)
    used = [e.project_id for e in emulator.journal if e.operation in OPERATIONS]
    assert used == [emulator.projects["ap-southeast-1"], emulator.projects["ap-southeast-3"]]


# --- single flight ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["keys", "password"])
def test_200_threads_on_a_cold_client_ask_the_identity_service_once(
    emulator: Emulator, keys: AkSk, picture: bytes, kind: str
) -> None:
    """However they start, one token or project id serves all."""
    credentials = keys if kind == "keys" else PasswordToken(**emulator.user)
    gate = threading.Barrier(200)
    with client(emulator, credentials) as ocr:

        def one(_: int) -> str | None:
            gate.wait(30)
            return ocr.recognize_passport(picture).request_id

        with ThreadPoolExecutor(200) as pool:
            found = list(pool.map(one, range(200)))
    assert len(set(found)) == 200
    assert sum(entry.service == "iam" for entry in emulator.journal) == 1


@pytest.mark.parametrize("kind", ["keys", "password"])
async def test_500_tasks_on_a_cold_client_ask_the_identity_service_once(
    emulator: Emulator, keys: AkSk, picture: bytes, kind: str
) -> None:
    """The same in one event loop."""
    credentials = keys if kind == "keys" else PasswordToken(**emulator.user)
    async with async_client(emulator, credentials) as ocr:
        found = await asyncio.gather(*(ocr.recognize_passport(picture) for _ in range(500)))
    assert len({one.request_id for one in found}) == 500
    assert sum(entry.service == "iam" for entry in emulator.journal) == 1


@pytest.mark.parametrize("project_id", [None, "known"])
def test_200_threads_with_a_wrong_secret_do_not_lock_the_key(
    emulator: Emulator, picture: bytes, project_id: str | None
) -> None:
    """No more than three wrong signatures are sent, so the owner's program goes on working."""
    wrong = AkSk(emulator.ak, "not-the-secret")
    gate = threading.Barrier(200)
    known = emulator.projects["ap-southeast-1"] if project_id else None
    ocr = client(emulator, wrong, regions=["ap-southeast-1"], project_id=known)

    def one(_: int) -> type[BaseException] | None:
        gate.wait(30)
        try:
            ocr.recognize_passport(picture)
        except OcrError as error:
            return type(error)
        return None

    with ocr, ThreadPoolExecutor(200) as pool:
        kinds = list(pool.map(one, range(200)))
    assert set(kinds) <= {AuthenticationError, AuthenticationPausedError}
    assert 1 <= len(emulator.journal) <= 3
    with client(emulator, AkSk(emulator.ak, emulator.sk)) as owner:
        owner.recognize_passport(picture)


# --- what goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind", "sent"),
    [
        ("reset-before", (ResponseLostError, ConnectError), None),
        ("reset-after", ResponseLostError, 1),
        ("empty", ResponseLostError, 1),
        ({"kind": "truncate", "size": 20}, InvalidResponseError, 1),
        ("bad-json", InvalidResponseError, 1),
        ({"kind": "wrong-length", "size": 7}, InvalidResponseError, 1),
        ("wrong-gzip", InvalidResponseError, 1),
        ({"kind": "html", "status": 502}, ServerError, 3),
        (503, ServerError, 3),
        ("ModelArts.4301", ServerError, 3),
        ("AIS.0104", ImageRejectedError, 1),
        ({"kind": "error", "code": "APIG.0308", "retry_after": 0}, RateLimitError, 3),
    ],
    ids=str,
)
@pytest.mark.parametrize("driver", ["threads", "tasks", "aiohttp"])
def test_faults_become_the_right_errors(
    emulator: Emulator,
    keys: AkSk,
    picture: bytes,
    fault: object,
    kind: type[OcrError] | tuple[type[OcrError], ...],
    sent: int | None,
    driver: str,
) -> None:
    """Never an empty success, never a second bill, and both clients alike."""
    home = {"project_id": emulator.projects["ap-southeast-1"], "regions": ["ap-southeast-1"]}
    emulator.faults.add(fault)  # type: ignore[arg-type]
    with pytest.raises(kind) as caught:
        once(emulator, keys, picture, driver=driver, **home)
    attempts = caught.value.attempts
    assert len(emulator.journal) == attempts
    attempts = caught.value.attempts
    if sent is None:
        # How far a request got when it was reset is a race, anew for every attempt; one that
        # did not get out whole is repeated.
        assert 1 <= attempts <= 3
    else:
        assert attempts == sent
    assert len(emulator.journal) == attempts


def once(
    emulator: Emulator,
    keys: AkSk,
    picture: bytes,
    *,
    driver: str,
    timeout: float | None = None,
    **settings: object,
) -> None:
    """Make one call with a client of its own."""
    if driver == "threads":
        with client(emulator, keys, **settings) as ocr:
            _hurry(ocr)
            ocr.recognize_passport(picture, timeout=timeout)
        return
    if driver == "aiohttp":
        settings["transport"] = "aiohttp"

    async def run() -> None:
        async with async_client(emulator, keys, **settings) as ocr:
            _hurry(ocr)
            await ocr.recognize_passport(picture, timeout=timeout)

    asyncio.run(run())


def _hurry(ocr: OcrClient | AsyncOcrClient) -> None:
    """Draw the shortest pauses, so that no test sleeps."""
    ocr._core.exchange.jitter = lambda: 0.0


def test_a_success_after_trouble_is_a_success(
    emulator: Emulator, keys: AkSk, picture: bytes
) -> None:
    """Two refusals, then the answer, on the third attempt."""
    emulator.faults.add(503, times=2)
    with client(emulator, keys) as ocr:
        _hurry(ocr)
        assert ocr.recognize_passport(picture).attempts == 3


def test_lost_answers_are_repeated_when_asked(
    emulator: Emulator, keys: AkSk, picture: bytes
) -> None:
    """The caller takes the risk of paying twice."""
    emulator.faults.add("reset-after", times=1)
    with client(emulator, keys, retry_lost_responses=True) as ocr:
        _hurry(ocr)
        assert ocr.recognize_passport(picture).attempts == 2


@pytest.mark.parametrize("driver", ["threads", "tasks", "aiohttp"])
def test_a_server_that_sends_a_byte_at_a_time_meets_the_deadline(
    emulator: Emulator, keys: AkSk, picture: bytes, driver: str
) -> None:
    """A timeout of single reads would wait for minutes."""
    emulator.faults.add({"kind": "dribble", "size": 1, "delay": 0.05})
    with pytest.raises(DeadlineExceededError) as caught:
        once(emulator, keys, picture, driver=driver, timeout=0.5)
    assert caught.value.elapsed is not None
    assert 0.4 < caught.value.elapsed < 3


def test_a_clock_that_is_off_is_corrected(emulator: Emulator, keys: AkSk, picture: bytes) -> None:
    """One correction, then calls go at once."""
    emulator.clock.advance(3600)
    with client(emulator, keys) as ocr:
        ocr.recognize_passport(picture)
        assert ocr.recognize_passport(picture).attempts == 1
    refused = [entry for entry in emulator.journal if entry.status != 200]
    assert len(refused) == 1


def test_a_clock_that_runs_away_is_an_error(emulator: Emulator, keys: AkSk, picture: bytes) -> None:
    """One correction, then an error that says so."""
    with client(emulator, keys, max_attempts=1) as ocr:
        emulator.clock.advance(-7200)
        with pytest.raises(ClockSkewError, match="s ahead of"):
            ocr.recognize_passport(picture)
        assert ocr.recognize_passport(picture).attempts == 1


def test_a_token_of_another_kind_is_refused(emulator: Emulator, picture: bytes) -> None:
    """An unreadable token is an authentication failure, and is sent once."""
    with (
        client(emulator, Token("nonsense", emulator.projects["ap-southeast-1"])) as ocr,
        pytest.raises(AuthenticationError),
    ):
        ocr.recognize_passport(picture, region="ap-southeast-1")
    assert len(emulator.journal) == 1


def test_a_wrong_password_is_told_once_to_all(emulator: Emulator, picture: bytes) -> None:
    """Fifty threads share one refusal instead of asking fifty times."""
    user = {**emulator.user, "password": "wrong"}
    gate = threading.Barrier(50)
    ocr = client(emulator, PasswordToken(**user))

    def one(_: int) -> int | None:
        gate.wait(30)
        try:
            ocr.recognize_passport(picture)
        except StatusError as error:
            return error.status
        return None

    with ocr, ThreadPoolExecutor(50) as pool:
        found = list(pool.map(one, range(50)))
    assert None not in found or set(found) <= {401, None}
    assert len(emulator.journal) <= 3
