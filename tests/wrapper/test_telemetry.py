"""What a client shows of itself, and what it never shows."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import pickle
import sys
import traceback
from types import SimpleNamespace
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
    traceparent,
)
from tests.wrapper.conftest import NOWHERE

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
    answers = {
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
    return answers[path.rsplit("/", 1)[1]]


OPERATIONS = [
    "recognize_passport",
    "recognize_general_text",
    "recognize_vietnam_id_card",
    "recognize_myanmar_id_card",
    "recognize_myanmar_driver_license",
]


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
def test_no_secret_no_picture_and_no_name_is_ever_shown(
    credentials: Any, awaited: bool, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a repr, text, log, event, pickle or traceback, of successes and failures alike."""
    shown: list[str] = []
    events: list[Event] = []
    settings: dict[str, Any] = {
        "transport": httpx.MockTransport(server),
        "hooks": [events.append],
        "environment": NOWHERE,
        "max_attempts": 1,
    }
    sources = [{"image": picture}, {"url": CANARIES["url"]}]

    def note(thing: object) -> None:
        shown.extend((repr(thing), str(thing)))

    def fail(error: OcrError) -> None:
        note(error)
        shown.append(repr(vars(error)))
        shown.append("".join(traceback.format_exception(error)))
        shown.append(pickle.dumps(error).decode("latin-1"))

    def blocking() -> None:
        with OcrClient(REGION, credentials, **settings) as ocr:
            note(ocr)
            for name in OPERATIONS:
                for source in sources:
                    try:
                        note(ocr.call(name, **source))
                    except OcrError as error:
                        fail(error)

    async def waiting() -> None:
        async with AsyncOcrClient(REGION, credentials, **settings) as ocr:
            note(ocr)
            for name in OPERATIONS:
                for source in sources:
                    try:
                        note(await ocr.call(name, **source))
                    except OcrError as error:
                        fail(error)

    with caplog.at_level(logging.DEBUG):
        asyncio.run(waiting()) if awaited else blocking()
    for record in caplog.records:
        shown.extend((record.getMessage(), repr(record.args), repr(record.exc_info)))
    shown.extend(map(repr, events))
    note(credentials)
    everything = "\n".join(shown)
    assert len(events) > 10
    for kind, canary in CANARIES.items():
        assert canary not in everything, kind
    assert base64.b64encode(picture).decode()[:60] not in everything
    assert repr(picture)[2:60] not in everything


@pytest.mark.parametrize("awaited", [False, True])
def test_the_transports_own_log_shows_no_header_of_ours(
    emulator: Emulator, picture: bytes, caplog: pytest.LogCaptureFixture, awaited: bool
) -> None:
    """At DEBUG httpcore writes out the headers of answers, and one of them is the token."""
    user = PasswordToken(**emulator.user)
    settings: dict[str, Any] = {"endpoint": emulator.url, "environment": NOWHERE}

    async def run() -> None:
        async with AsyncOcrClient(REGION, user, **settings) as ocr:
            await ocr.recognize_passport(picture)

    with caplog.at_level(logging.DEBUG):
        if awaited:
            asyncio.run(run())
        else:
            with OcrClient(REGION, user, **settings) as ocr:
                ocr.recognize_passport(picture)
    text = "\n".join(f"{r.name} {r.getMessage()} {r.args!r}" for r in caplog.records)
    assert "create_token" in text
    assert "x-subject-token" not in text.lower()


def test_the_transport_may_log_what_is_not_ours(
    emulator: Emulator, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Someone else's use of httpx in the same program is logged as ever."""
    with OcrClient(
        REGION, AkSk(emulator.ak, emulator.sk), endpoint=emulator.url, environment=NOWHERE
    ) as ocr:
        ocr.recognize_passport(picture)
    with caplog.at_level(logging.DEBUG, "httpcore"):
        httpx.get(emulator.url)
    assert any(record.name.startswith("httpcore") for record in caplog.records)


@pytest.mark.parametrize("mistake", [TypeError, ValueError, OcrError])
def test_a_hook_that_raises_neither_loses_the_answer_nor_sends_twice(
    emulator: Emulator,
    picture: bytes,
    caplog: pytest.LogCaptureFixture,
    mistake: type[Exception],
) -> None:
    """Its mistake is logged by kind, and the other hooks are called."""
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
        assert ocr.recognize_passport(picture).attempts == 1
    assert len(emulator.journal) == 2
    assert [event.kind for event in events] == ["request", "response"] * 2
    assert mistake.__name__ in caplog.text
    assert "canary" not in caplog.text


def test_the_log_tells_attempts_at_debug_and_repeats_at_info(
    emulator: Emulator, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """One logger, with operation, region, host, status and request id."""
    emulator.faults.add(503, times=1)
    with (
        caplog.at_level(logging.DEBUG, "ocr_wrapper"),
        OcrClient(
            REGION, AkSk(emulator.ak, emulator.sk), endpoint=emulator.url, environment=NOWHERE
        ) as ocr,
    ):
        ocr._core.exchange.jitter = lambda: 0.0
        found = ocr.recognize_passport(picture)
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


def test_a_withdrawn_operation_is_told_once(
    emulator: Emulator, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The vendor ended it on a date, and the log says so, not every time."""
    telemetry.tell_withdrawn.cache_clear()
    keys = AkSk(emulator.ak, emulator.sk)
    with OcrClient(REGION, keys, endpoint=emulator.url, environment=NOWHERE) as ocr:
        ocr.recognize_id_document(picture)
        ocr.recognize_id_document(picture)
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(told) == 1
    assert told[0].startswith("recognize_id_document was withdrawn by the vendor on 2025-11-04")


def test_a_library_that_nobody_listens_to_is_silent() -> None:
    """No handler of the program's, no output."""
    assert any(isinstance(h, logging.NullHandler) for h in telemetry.logger.handlers)


@pytest.mark.parametrize("wrong", ["", "00-xyz", "00-" + "0" * 32 + "-" + "0" * 16 + "-01\r\nx: y"])
def test_a_traceparent_that_is_none_is_refused(wrong: str) -> None:
    """Nothing else can be put into a header through it."""
    with pytest.raises(ValueError, match="traceparent"), traceparent(wrong):
        pass


class Tracing(SimpleNamespace):
    """Stand in for the OpenTelemetry API package."""

    SpanKind = SimpleNamespace(CLIENT="client")
    StatusCode = SimpleNamespace(ERROR="error")

    def __init__(self) -> None:
        super().__init__(spans=[], current=None)

    def Status(self, code: str, text: str) -> tuple[str, str]:
        return code, text

    def get_tracer(self, _name: str, _version: str) -> Tracing:
        return self

    def get_current_span(self) -> Any:
        return self.current

    def start_as_current_span(self, name: str, **settings: Any) -> Any:
        span = Span(self, name, settings)
        self.spans.append(span)
        return span


class Span:
    """Stand in for a span."""

    def __init__(self, tracing: Tracing, name: str, settings: dict[str, Any]) -> None:
        self.tracing, self.name, self.settings = tracing, name, settings
        self.attributes = dict(settings["attributes"])
        self.status: object = None

    def __enter__(self) -> Span:
        self.tracing.current = self
        return self

    def __exit__(self, *_: object) -> None:
        self.tracing.current = None

    def get_span_context(self) -> Any:
        return SimpleNamespace(is_valid=True, trace_id=0xAB, span_id=0xCD, trace_flags=1)

    def set_attribute(self, name: str, value: object) -> None:
        self.attributes[name] = value

    def set_status(self, status: object) -> None:
        self.status = status


@pytest.fixture
def tracing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Install the stand-in for a test."""
    found = Tracing()
    monkeypatch.setitem(sys.modules, "opentelemetry", SimpleNamespace(trace=found))
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", found)
    telemetry._opentelemetry.cache_clear()
    yield found
    telemetry._opentelemetry.cache_clear()


@pytest.mark.parametrize("awaited", [False, True])
def test_a_call_is_one_span_and_its_trace_goes_along(
    emulator: Emulator, picture: bytes, tracing: Tracing, awaited: bool
) -> None:
    """Success and failure are told by names, codes and ids."""
    settings: dict[str, Any] = {"endpoint": emulator.url, "environment": NOWHERE}
    keys = AkSk(emulator.ak, emulator.sk)

    async def run() -> None:
        async with AsyncOcrClient(REGION, keys, **settings) as ocr:
            await ocr.recognize_passport(io.BytesIO(picture))

    if awaited:
        asyncio.run(run())
    else:
        with OcrClient(REGION, keys, **settings) as ocr:
            ocr.recognize_passport(picture)
    emulator.faults.add("AIS.0104")
    with OcrClient(REGION, keys, **settings) as ocr, pytest.raises(OcrError):
        ocr.recognize_passport(picture)
    good, bad = tracing.spans
    assert (good.name, good.status) == ("ocr recognize_passport", None)
    assert good.attributes["ocr.attempts"] == 1
    assert good.attributes["ocr.request_id"]
    assert bad.status == ("error", "ImageRejectedError")
    assert bad.attributes["ocr.code"] == "AIS.0104"
    sent = [e.headers.get("traceparent") for e in emulator.journal if e.service == "ocr"]
    assert sent == [f"00-{0xAB:032x}-{0xCD:016x}-01"] * 2
