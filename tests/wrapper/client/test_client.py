"""Whole calls over loopback, against a server that reads the contract by itself."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from huawei_ocr_api.catalog import OPERATIONS, REGIONS

from ocr_emulator import Emulator
from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    AuthenticationError,
    AuthenticationPausedError,
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


def client(emulator: Emulator, credentials: Any, **settings: Any) -> OcrClient:
    """Return a client that may use every region of the emulator."""
    settings = {"regions": EVERYWHERE, **settings}
    return OcrClient(
        credentials=credentials, endpoint=emulator.url, environment=NOWHERE, **settings
    )


def async_client(emulator: Emulator, credentials: Any, **settings: Any) -> AsyncOcrClient:
    """Return an asynchronous client that may use every region of the emulator."""
    settings = {"regions": EVERYWHERE, **settings}
    return AsyncOcrClient(
        credentials=credentials, endpoint=emulator.url, environment=NOWHERE, **settings
    )


def check(found: Recognition[object], name: str) -> None:
    """Assert that a result is complete and typed."""
    assert found.raw["result"] is not None
    assert found.result is not None
    assert found.operation == name
    assert found.region in OPERATIONS[name].regions
    assert found.attempts == 1
    assert found.request_id


def arguments(name: str, image: bytes) -> list[bytes]:
    """Return the positional arguments of an operation's method: its image, if it takes one."""
    return [image] if OPERATIONS[name].input_field else []


def test_every_operation_works_with_keys_and_with_tokens(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """Each typed method works with both kinds of credentials."""
    for credentials in (keys, PasswordToken(**emulator.user)):
        with client(emulator, credentials) as ocr:
            for name in OPERATIONS:
                check(getattr(ocr, name)(*arguments(name, image)), name)
    assert {entry.status for entry in emulator.journal} <= {200, 201}


@pytest.mark.parametrize("transport", [None, "aiohttp"])
async def test_every_operation_works_in_tasks(
    emulator: Emulator, keys: AkSk, image: bytes, transport: str | None
) -> None:
    """All run at the same time, with each transport."""
    async with async_client(emulator, keys, transport=transport) as ocr:
        found = await asyncio.gather(
            *(getattr(ocr, name)(*arguments(name, image)) for name in OPERATIONS)
        )
    for name, one in zip(OPERATIONS, found, strict=True):
        check(one, name)


def test_path_in_the_endpoint_is_kept(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """Behind a gateway with a prefix the request is signed as it is sent."""
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
        ocr.recognize_passport(image)
    (entry,) = emulator.journal
    assert entry.path == "/gate/way/v2/p1/ocr/passport"


def test_optional_headers_are_sent(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """The headers of enterprise project and trace are sent."""
    from ocr_wrapper import traceparent

    trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    with client(emulator, keys) as ocr, traceparent(trace):
        ocr.recognize_passport(image, enterprise_project_id="0123-4567")
    sent = list(emulator.journal)[-1].headers
    assert (sent["enterprise-project-id"], sent["traceparent"]) == ("0123-4567", trace)
    assert sent["content-type"] == "application/json"
    assert "transfer-encoding" not in sent


def test_each_region_uses_its_own_project_id(emulator: Emulator, keys: AkSk, image: bytes) -> None:
    """The project id is looked up for each region."""
    with client(emulator, keys) as ocr:
        ocr.recognize_general_text(image)
        ocr.recognize_general_table(image)
    used = [e.project_id for e in emulator.journal if e.operation in OPERATIONS]
    assert used == [emulator.projects["ap-southeast-1"], emulator.projects["ap-southeast-3"]]


# --- single flight ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["keys", "password"])
def test_200_threads_on_a_new_client_ask_the_identity_service_once(
    emulator: Emulator, keys: AkSk, image: bytes, kind: str
) -> None:
    """One token or project id serves all."""
    credentials = keys if kind == "keys" else PasswordToken(**emulator.user)
    gate = threading.Barrier(200)
    with client(emulator, credentials) as ocr:

        def one(_: int) -> str | None:
            gate.wait(30)
            return ocr.recognize_passport(image).request_id

        with ThreadPoolExecutor(200) as pool:
            found = list(pool.map(one, range(200)))
    assert len(set(found)) == 200
    assert sum(entry.service == "iam" for entry in emulator.journal) == 1


@pytest.mark.parametrize("kind", ["keys", "password"])
async def test_500_tasks_on_a_new_client_ask_the_identity_service_once(
    emulator: Emulator, keys: AkSk, image: bytes, kind: str
) -> None:
    """One token or project id serves all."""
    credentials = keys if kind == "keys" else PasswordToken(**emulator.user)
    async with async_client(emulator, credentials) as ocr:
        found = await asyncio.gather(*(ocr.recognize_passport(image) for _ in range(500)))
    assert len({one.request_id for one in found}) == 500
    assert sum(entry.service == "iam" for entry in emulator.journal) == 1


@pytest.mark.parametrize("project_id", [None, "known"])
def test_200_threads_with_a_wrong_secret_do_not_lock_the_key(
    emulator: Emulator, image: bytes, project_id: str | None
) -> None:
    """No more than three wrong signatures are sent; another program goes on working."""
    wrong = AkSk(emulator.ak, "not-the-secret")
    gate = threading.Barrier(200)
    known = emulator.projects["ap-southeast-1"] if project_id else None
    ocr = client(emulator, wrong, regions=["ap-southeast-1"], project_id=known)

    def one(_: int) -> type[BaseException] | None:
        gate.wait(30)
        try:
            ocr.recognize_passport(image)
        except OcrError as error:
            return type(error)
        return None

    with ocr, ThreadPoolExecutor(200) as pool:
        kinds = list(pool.map(one, range(200)))
    assert set(kinds) <= {AuthenticationError, AuthenticationPausedError}
    assert 1 <= len(emulator.journal) <= 3
    with client(emulator, AkSk(emulator.ak, emulator.sk)) as owner:
        owner.recognize_passport(image)


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
        ({"kind": "html", "status": 502}, ServerError, 1),
        ({"kind": "html", "status": 503}, ServerError, 3),
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
    image: bytes,
    fault: object,
    kind: type[OcrError] | tuple[type[OcrError], ...],
    sent: int | None,
    driver: str,
) -> None:
    """No empty success and no second bill, the same in both clients."""
    home: dict[str, Any] = {
        "project_id": emulator.projects["ap-southeast-1"],
        "regions": ["ap-southeast-1"],
    }
    emulator.faults.add(fault)  # type: ignore[arg-type]
    with pytest.raises(kind) as caught:
        once(emulator, keys, image, driver=driver, **home)
    attempts = caught.value.attempts
    assert len(emulator.journal) == attempts
    attempts = caught.value.attempts
    if sent is None:
        # How far a request got when it was reset is a race, in every attempt; one that
        # did not get out whole is repeated.
        assert 1 <= attempts <= 3
    else:
        assert attempts == sent
    assert len(emulator.journal) == attempts


def once(
    emulator: Emulator,
    keys: AkSk,
    image: bytes,
    *,
    driver: str,
    timeout: float | None = None,
    **settings: object,
) -> None:
    """Make one call with a client of its own."""
    if driver == "threads":
        with client(emulator, keys, **settings) as ocr:
            _hurry(ocr)
            ocr.recognize_passport(image, timeout=timeout)
        return
    if driver == "aiohttp":
        settings["transport"] = "aiohttp"

    async def run() -> None:
        async with async_client(emulator, keys, **settings) as ocr:
            _hurry(ocr)
            await ocr.recognize_passport(image, timeout=timeout)

    asyncio.run(run())


def _hurry(ocr: OcrClient | AsyncOcrClient) -> None:
    """Draw the shortest pauses, so that no test sleeps."""
    ocr._pipeline.loop.jitter = lambda: 0.0


def test_call_that_succeeds_after_two_refusals_is_a_success(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """The third attempt succeeds."""
    emulator.faults.add(503, times=2)
    with client(emulator, keys) as ocr:
        _hurry(ocr)
        assert ocr.recognize_passport(image).attempts == 3


def test_lost_responses_are_retried_on_request(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """The user accepts that the call may be billed twice."""
    emulator.faults.add("reset-after", times=1)
    with client(emulator, keys, retry_lost_responses=True) as ocr:
        _hurry(ocr)
        assert ocr.recognize_passport(image).attempts == 2


@pytest.mark.parametrize("driver", ["threads", "tasks", "aiohttp"])
def test_server_that_sends_single_bytes_cannot_exceed_the_deadline(
    emulator: Emulator, keys: AkSk, image: bytes, driver: str
) -> None:
    """A timeout of single reads would wait for minutes."""
    emulator.faults.add({"kind": "dribble", "size": 1, "delay": 1.0})
    with pytest.raises(DeadlineExceededError) as caught:
        once(emulator, keys, image, driver=driver, timeout=0.5)
    assert caught.value.elapsed is not None
    assert 0.4 < caught.value.elapsed < 60


def test_wrong_clock_is_corrected_against_a_server(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """One correction, then calls succeed at once."""
    emulator.clock.advance(3600)
    with client(emulator, keys) as ocr:
        ocr.recognize_passport(image)
        assert ocr.recognize_passport(image).attempts == 1
    refused = [entry for entry in emulator.journal if entry.status != 200]
    assert len(refused) == 1


def test_wrong_clock_is_corrected_also_if_retries_are_off(
    emulator: Emulator, keys: AkSk, image: bytes
) -> None:
    """One refused request for all that follow, the lookup of the project included."""
    with client(emulator, keys, max_attempts=1) as ocr:
        emulator.clock.advance(-7200)
        ocr.recognize_passport(image)
        ocr.recognize_passport(image)
    assert [entry.status for entry in emulator.journal if entry.status != 200] == [401]


def test_invalid_token_is_refused_once(emulator: Emulator, image: bytes) -> None:
    """The request is not retried."""
    with (
        client(emulator, Token("nonsense", emulator.projects["ap-southeast-1"])) as ocr,
        pytest.raises(AuthenticationError),
    ):
        ocr.recognize_passport(image, region="ap-southeast-1")
    assert len(emulator.journal) == 1


def test_fifty_threads_share_the_refusal_of_a_wrong_password(
    emulator: Emulator, image: bytes
) -> None:
    """The identity service is not asked fifty times."""
    user = {**emulator.user, "password": "wrong"}
    gate = threading.Barrier(50)
    ocr = client(emulator, PasswordToken(**user))

    def one(_: int) -> int | None:
        gate.wait(30)
        try:
            ocr.recognize_passport(image)
        except StatusError as error:
            return error.status
        return None

    with ocr, ThreadPoolExecutor(50) as pool:
        found = list(pool.map(one, range(50)))
    assert None not in found or set(found) <= {401, None}
    assert len(emulator.journal) <= 3
