"""Tracing: `traceparent`, and one OpenTelemetry span for each call."""

from __future__ import annotations

import asyncio
import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from ocr_emulator import Emulator
from ocr_wrapper import (
    AkSk,
    AsyncOcrClient,
    OcrClient,
    OcrError,
    telemetry,
    traceparent,
)
from tests.wrapper.conftest import NOWHERE

REGION = "ap-southeast-1"


@pytest.mark.parametrize("wrong", ["", "00-xyz", "00-" + "0" * 32 + "-" + "0" * 16 + "-01\r\nx: y"])
def test_malformed_traceparent_is_refused(wrong: str) -> None:
    """No other header can be sent through it."""
    with pytest.raises(ValueError, match="traceparent"), traceparent(wrong):
        pass


class Tracing(SimpleNamespace):
    """Stand in for the OpenTelemetry API package."""

    SpanKind = SimpleNamespace(CLIENT="client")
    StatusCode = SimpleNamespace(ERROR="error")

    def __init__(self) -> None:
        super().__init__(spans=[], current=None)

    def Status(self, code: str, text: str) -> tuple[str, str]:  # noqa: N802
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
    telemetry.opentelemetry.cache_clear()
    yield found
    telemetry.opentelemetry.cache_clear()


@pytest.mark.parametrize("awaited", [False, True])
def test_call_is_one_span_and_its_trace_is_sent(
    emulator: Emulator, image: bytes, tracing: Tracing, awaited: bool
) -> None:
    """Success and failure are recorded by names, codes and ids."""
    settings: dict[str, Any] = {"endpoint": emulator.url, "environment": NOWHERE}
    keys = AkSk(emulator.ak, emulator.sk)

    async def run() -> None:
        async with AsyncOcrClient(REGION, keys, **settings) as ocr:
            await ocr.recognize_passport(io.BytesIO(image))

    if awaited:
        asyncio.run(run())
    else:
        with OcrClient(REGION, keys, **settings) as ocr:
            ocr.recognize_passport(image)
    emulator.faults.add("AIS.0104")
    with OcrClient(REGION, keys, **settings) as ocr, pytest.raises(OcrError):
        ocr.recognize_passport(image)
    good, bad = tracing.spans
    assert (good.name, good.status) == ("ocr recognize_passport", None)
    assert good.attributes["ocr.attempts"] == 1
    assert good.attributes["ocr.request_id"]
    assert bad.status == ("error", "ImageRejectedError")
    assert bad.attributes["ocr.code"] == "AIS.0104"
    sent = [e.headers.get("traceparent") for e in emulator.journal if e.service == "ocr"]
    assert sent == [f"00-{0xAB:032x}-{0xCD:016x}-01"] * 2
