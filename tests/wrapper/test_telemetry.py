"""Logging and hooks: what they contain, and what they never contain."""

from __future__ import annotations

import asyncio
import base64
import itertools
import logging
import pickle
import traceback
from typing import Any

import httpx
import pytest

from ocr_emulator import Emulator
from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    Event,
    OcrClient,
    OcrError,
    PasswordToken,
    Token,
    telemetry,
)
from ocr_wrapper.attempts.messages import Failure
from tests.wrapper.conftest import NOWHERE
from tests.wrapper.hand import KEYS, Hand, refusal, response

REGION = "ap-southeast-1"
CANARIES = {
    "sk": "canary-secret-key-0001",
    "session": "canary-session-token-0002",
    "token": "canary-ready-token-0003",
    "password": "canary-password-0004",
    "fetched": "canary-fetched-token-0005",
    "name": "CANARYNAME0006",
    "url": "https://example.com/scan.png?signature=canary-signed-url-0007",
}


def server(request: httpx.Request) -> httpx.Response:
    """Answer in every way that could carry something secret back."""
    body = request.read().decode(errors="replace")
    seen = "|".join(f"{name}:{value}" for name, value in request.headers.items())
    path = request.url.path
    if path == "/v3/auth/tokens":
        return httpx.Response(
            201,
            headers={"x-subject-token": CANARIES["fetched"], "set-cookie": CANARIES["fetched"]},
            json={"token": {"project": {"id": "p1"}}},
        )
    if path == "/v3/projects":
        return httpx.Response(200, json={"projects": [{"name": REGION, "id": "p1"}]})
    responses = {
        "passport": httpx.Response(200, json={"result": {"surname": CANARIES["name"]}}),
        "general-text": httpx.Response(
            401,
            headers={"x-request-id": "r-1"},
            json={"error_code": "APIG.0301", "error_msg": f"verify aksk signature fail {seen}"},
        ),
        "vietnam-id-card": httpx.Response(
            400, json={"error_code": "AIS.0101", "error_msg": f"cannot read {body}"}
        ),
        "myanmar-id-card": httpx.Response(200, text='{"result": {"name": "CANARYNAME0006'),
        "myanmar-driver-license": httpx.Response(200, text=f"<html>{CANARIES['name']}</html>"),
    }
    return responses[path.rsplit("/", 1)[1]]


OPERATIONS = [
    "recognize_passport",
    "recognize_general_text",
    "recognize_vietnam_id_card",
    "recognize_myanmar_id_card",
    "recognize_myanmar_driver_license",
]


class Shown:
    """Texts in which a user of the library could meet a value."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, thing: object) -> None:
        self.texts.extend((repr(thing), str(thing)))

    def fail(self, error: OcrError) -> None:
        self.note(error)
        self.texts.append(repr(vars(error)))
        self.texts.append("".join(traceback.format_exception(error)))
        self.texts.append(pickle.dumps(error).decode("latin-1"))

    def call_in_threads(self, client: OcrClient, sources: list[dict[str, Any]]) -> None:
        """Call every operation with every source and note what comes back."""
        with client as ocr:
            self.note(ocr)
            for name, source in itertools.product(OPERATIONS, sources):
                try:
                    self.note(ocr.call(name, **source))
                except OcrError as error:
                    self.fail(error)

    async def call_in_tasks(self, client: AsyncOcrClient, sources: list[dict[str, Any]]) -> None:
        """The same with the async client."""
        async with client as ocr:
            self.note(ocr)
            for name, source in itertools.product(OPERATIONS, sources):
                try:
                    self.note(await ocr.call(name, **source))
                except OcrError as error:
                    self.fail(error)


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize(
    "credentials",
    [
        AkSk("CANARYAK0008", CANARIES["sk"], CANARIES["session"]),
        Token(CANARIES["token"], "p1"),
        PasswordToken("canary-user", CANARIES["password"], "canary-domain"),
    ],
    ids=lambda c: type(c).__name__,
)
def test_no_secret_image_or_name_is_ever_shown(
    credentials: Any, awaited: bool, image: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a repr, text, log, event, pickle or traceback, in success and in failure."""
    seen = Shown()
    events: list[Event] = []
    settings: dict[str, Any] = {
        "transport": httpx.MockTransport(server),
        "hooks": [events.append],
        "environment": NOWHERE,
        "max_attempts": 1,
    }
    sources: list[dict[str, Any]] = [{"image": image}, {"url": CANARIES["url"]}]
    with caplog.at_level(logging.DEBUG):
        if awaited:
            asyncio.run(
                seen.call_in_tasks(AsyncOcrClient(REGION, credentials, **settings), sources)
            )
        else:
            seen.call_in_threads(OcrClient(REGION, credentials, **settings), sources)
    for record in caplog.records:
        seen.texts.extend((record.getMessage(), repr(record.args), repr(record.exc_info)))
    seen.texts.extend(map(repr, events))
    seen.note(credentials)
    everything = "\n".join(seen.texts)
    assert len(events) > 10
    for kind, canary in CANARIES.items():
        assert canary not in everything, kind
    assert base64.b64encode(image).decode()[:60] not in everything
    assert repr(image)[2:60] not in everything


@pytest.mark.parametrize("awaited", [False, True])
def test_log_of_the_transport_shows_no_header_of_ours(
    emulator: Emulator, image: bytes, caplog: pytest.LogCaptureFixture, awaited: bool
) -> None:
    """At DEBUG httpcore logs the headers of responses, and one of them is the token."""
    user = PasswordToken(**emulator.user)
    settings: dict[str, Any] = {"endpoint": emulator.url, "environment": NOWHERE}

    async def run() -> None:
        async with AsyncOcrClient(REGION, user, **settings) as ocr:
            await ocr.recognize_passport(image)

    with caplog.at_level(logging.DEBUG):
        if awaited:
            asyncio.run(run())
        else:
            with OcrClient(REGION, user, **settings) as ocr:
                ocr.recognize_passport(image)
    text = "\n".join(f"{r.name} {r.getMessage()} {r.args!r}" for r in caplog.records)
    assert "create_token" in text
    assert "x-subject-token" not in text.lower()


def test_log_of_the_transport_is_unchanged_for_others(
    emulator: Emulator, image: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Other users of httpx in the same program are not affected."""
    with OcrClient(
        REGION, AkSk(emulator.ak, emulator.sk), endpoint=emulator.url, environment=NOWHERE
    ) as ocr:
        ocr.recognize_passport(image)
    with caplog.at_level(logging.DEBUG, "httpcore"):
        httpx.get(emulator.url)
    assert any(record.name.startswith("httpcore") for record in caplog.records)


@pytest.mark.parametrize("mistake", [TypeError, ValueError, OcrError])
def test_hook_that_raises_neither_loses_the_response_nor_sends_twice(
    emulator: Emulator,
    image: bytes,
    caplog: pytest.LogCaptureFixture,
    mistake: type[Exception],
) -> None:
    """The error is logged by class, and the other hooks are called."""
    events: list[Event] = []

    def broken(_event: Event) -> None:
        raise mistake("canary")

    with OcrClient(
        REGION,
        AkSk(emulator.ak, emulator.sk),
        endpoint=emulator.url,
        hooks=[broken, events.append],
        environment=NOWHERE,
    ) as ocr:
        assert ocr.recognize_passport(image).attempts == 1
    assert len(emulator.journal) == 2
    assert [event.kind for event in events] == ["request", "response"] * 2
    assert mistake.__name__ in caplog.text
    assert "canary" not in caplog.text


def test_attempts_are_logged_at_debug_and_retries_at_info(
    emulator: Emulator, image: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Each record has operation, region, host, status and request id."""
    emulator.faults.add(503, times=1)
    with (
        caplog.at_level(logging.DEBUG, "ocr_wrapper"),
        OcrClient(
            REGION, AkSk(emulator.ak, emulator.sk), endpoint=emulator.url, environment=NOWHERE
        ) as ocr,
    ):
        ocr._pipeline.loop.jitter = lambda: 0.0
        found = ocr.recognize_passport(image)
    own = [record for record in caplog.records if record.name == "ocr_wrapper"]
    assert [(r.levelname, r.getMessage().split()[0]) for r in own] == [
        ("DEBUG", "request"),
        ("DEBUG", "response"),
        ("DEBUG", "request"),
        ("DEBUG", "response"),
        ("INFO", "retry"),
        ("DEBUG", "request"),
        ("DEBUG", "response"),
    ]
    assert f"id={found.request_id}" in own[-1].getMessage()


def late(reply: Any) -> Any:
    """Return a reply that takes 2.5 s."""

    def step(hand: Hand) -> Any:
        hand.now += 2.5
        return reply

    return step


@pytest.mark.parametrize(
    ("reply", "facts"),
    [
        (
            refusal("ModelArts.4403", 503, headers={"x-request-id": "r-1"}),
            "status=503 code=ModelArts.4403 id=r-1 elapsed=2.5 delay=0.125 error=ServerError",
        ),
        (
            response(429, b"<html>"),
            "status=429 code=None id=None elapsed=2.5 delay=0.5 error=RateLimitError",
        ),
        (
            Failure("connect", "ConnectError"),
            "status=None code=None id=None elapsed=2.5 delay=0.125 error=ConnectError",
        ),
        (
            refusal("APIGW.0301", 401, "expired, server time:20260202T034000Z"),
            "status=401 code=APIGW.0301 id=None elapsed=2.5 delay=0.0 error=AuthenticationError",
        ),
    ],
    ids=["refusal", "page", "failure", "clock"],
)
def test_log_of_a_retry_says_why(reply: Any, facts: str, caplog: pytest.LogCaptureFixture) -> None:
    """At INFO, where nothing else is logged: it is all that an operator sees."""
    hand = Hand([late(reply), response()])
    with caplog.at_level(logging.INFO, "ocr_wrapper"):
        hand.call()
    (line,) = [record.getMessage() for record in caplog.records]
    start = "retry recognize_passport in ap-southeast-1 at ocr.example.com attempt=1 "
    assert line == start + facts


def test_event_of_a_retry_holds_the_reason() -> None:
    """The reason is in the fields of the event."""
    hand = Hand([refusal("ModelArts.4403", 503, headers={"x-request-id": "r-1"}), response()])
    hand.call()
    (event,) = [event for event in hand.events if event.kind == "retry"]
    assert (event.status, event.code, event.request_id) == (503, "ModelArts.4403", "r-1")
    assert event.error == "ServerError"


def test_request_id_that_echoes_a_secret_is_redacted_in_events() -> None:
    """An event may be logged."""
    hand = Hand([refusal("AIS.0101", headers={"x-request-id": KEYS.sk})])
    with pytest.raises(OcrError):
        hand.call()
    assert KEYS.sk not in repr(hand.events)


def test_withdrawn_operation_is_logged_once(
    emulator: Emulator, image: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The log record has the date of the withdrawal."""
    telemetry.warn_withdrawn.cache_clear()
    keys = AkSk(emulator.ak, emulator.sk)
    with OcrClient(REGION, keys, endpoint=emulator.url, environment=NOWHERE) as ocr:
        ocr.recognize_id_document(image)
        ocr.recognize_id_document(image)
    messages = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(messages) == 1
    assert messages[0].startswith("recognize_id_document was withdrawn by the vendor on 2025-11-04")


def test_library_logs_nothing_without_a_handler() -> None:
    """The program decides about output."""
    assert any(isinstance(h, logging.NullHandler) for h in telemetry.logger.handlers)


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_logging_that_raises_loses_no_response(level: int) -> None:
    """This holds for a filter or handler of the application, and for the report of a bad hook."""

    class Broken(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise KeyError("broken")

    def hook(_event: Event) -> None:
        raise ValueError("broken")

    handler, before = Broken(), telemetry.logger.level
    telemetry.logger.addHandler(handler)
    telemetry.logger.setLevel(level)
    try:
        hand = Hand([response(503), response()])
        hand.loop.observer = telemetry.Observer((hook,))
        assert hand.call().attempts == 2
    finally:
        telemetry.logger.removeHandler(handler)
        telemetry.logger.setLevel(before)
