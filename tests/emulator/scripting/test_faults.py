"""Scripted failures: rules, sequences, quotas, the movable clock."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import time
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from ocr_emulator.emulator import Emulator
from ocr_emulator.recognizers.base import RecognitionError
from ocr_emulator.scripting.faults import KINDS, Fault
from ocr_emulator.scripting.sequences import Report
from tests.emulator.conftest import call, encoded
from tests.emulator.engine.fakes import FakeEngine
from tests.emulator.signer import send, signed, stamp

PASSPORT = "recognize_passport"
TEXT = "recognize_general_text"


def raw(emu: Emulator) -> bytes:
    """Send a valid request and return every byte until the connection ends."""
    url = f"{emu.url}/v2/{emu.projects['ap-southeast-1']}/ocr/passport"
    body = json.dumps({"image": encoded()}).encode()
    headers = signed("POST", url, body, emu.ak, emu.sk, stamp(emu.clock.now()))
    head = f"POST {url.removeprefix(emu.url)} HTTP/1.1\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
    found = b""
    with socket.create_connection(("127.0.0.1", emu.port), timeout=60) as sock:
        sock.sendall(head.encode() + body)
        while chunk := sock.recv(65536):
            found += chunk
    return found


@pytest.mark.parametrize("code", ["AIS.0105", "APIG.0301", "ModelArts.4403", "APIG.0201"])
def test_error_fault_returns_code_and_status_of_the_table(emu: Emulator, code: str) -> None:
    """Status and message come from the contract's table."""
    emu.faults.error(code, times=1)
    answer = call(emu)
    entry = emu.contract.errors[code]
    assert (answer.status, answer.code) == (entry.status, code)
    assert answer.json["error_msg"] == entry.messages[0]
    assert call(emu).status == 200


def test_throttling_sends_retry_after_in_every_form(emu: Emulator) -> None:
    """Retry-After in seconds, as a date by the server's clock, or absent."""
    emu.clock.freeze()
    emu.clock.set(1_800_000_000)
    emu.faults.throttle(3, times=1)
    emu.faults.throttle(3, form="date", times=1)
    emu.faults.throttle(times=1)
    seconds, date, absent = call(emu), call(emu), call(emu)
    assert (seconds.status, seconds.code, seconds.headers["retry-after"]) == (429, "APIG.0308", "3")
    sent = parsedate_to_datetime(date.headers["date"])
    assert (parsedate_to_datetime(date.headers["retry-after"]) - sent).total_seconds() == 3
    assert "retry-after" not in absent.headers
    assert "limit:10,time:1 minute" in absent.json["error_msg"]


def test_status_fault_gets_its_usual_code(emu: Emulator) -> None:
    """500, 502, 503 and 504 without a code have the vendor's shape."""
    for status in (500, 502, 503, 504):
        emu.faults.status(status, times=1)
        answer = call(emu)
        assert (answer.status, bool(answer.json["error_code"])) == (status, True)


def test_html_fault_returns_a_gateway_page(emu: Emulator) -> None:
    """The page is one that a proxy in front of the gateway sends."""
    emu.faults.html(502, times=1)
    answer = call(emu)
    assert (answer.status, answer.headers["content-type"]) == (502, "text/html")
    assert answer.body.startswith(b"<html>")


def test_latency_delays_the_response(emu: Emulator) -> None:
    """The response is complete and comes after the delay."""
    emu.faults.latency(0.05, jitter=0.01, times=1)
    begun = time.monotonic()
    assert call(emu).status == 200
    assert time.monotonic() - begun >= 0.05


@pytest.mark.parametrize("before", [True, False])
def test_reset_fault_resets_the_connection(emu: Emulator, before: bool) -> None:
    """The client sees RST, not a clean end; the journal has no status."""
    emu.faults.reset(before=before, times=1)
    with pytest.raises(ConnectionResetError):
        raw(emu)
    entry = emu.journal.wait_for(1)[0]
    assert (entry.status, entry.body_size > 0) == (None, not before)
    assert call(emu).status == 200


def test_empty_fault_closes_without_a_byte(emu: Emulator) -> None:
    """The connection ends cleanly before the first byte."""
    emu.faults.empty(times=1)
    assert raw(emu) == b""


def test_truncated_body_is_shorter_than_content_length(emu: Emulator) -> None:
    """Half of the body is sent, or the given number of bytes."""
    emu.faults.truncate(times=1)
    with pytest.raises(http.client.IncompleteRead):
        call(emu)
    emu.faults.truncate(7, times=1)
    assert len(raw(emu).partition(b"\r\n\r\n")[2]) == 7


def test_bad_json_has_a_correct_content_length(emu: Emulator) -> None:
    """The response is complete as HTTP and cut as JSON."""
    emu.faults.bad_json(times=1)
    answer = call(emu)
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        _ = answer.json


def test_wrong_length_fault_changes_content_length(emu: Emulator) -> None:
    """Content-Length is larger or smaller than the body."""
    emu.faults.wrong_length(10, times=1)
    with pytest.raises(http.client.IncompleteRead):
        call(emu)
    emu.faults.wrong_length(-10, times=1)
    with pytest.raises(json.JSONDecodeError):
        _ = call(emu).json


def test_wrong_gzip_fault_sends_plain_bytes(emu: Emulator) -> None:
    """The header declares gzip and the body is plain."""
    emu.faults.wrong_gzip(times=1)
    answer = call(emu)
    assert answer.headers["content-encoding"] == "gzip"
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(answer.body)


def test_dribbled_response_is_complete(emu: Emulator) -> None:
    """Small pieces with pauses add up to the same response."""
    emu.faults.dribble(200, 0.001, times=1)
    answer = call(emu)
    assert answer.json == emu.contract.operations[PASSPORT].examples["default"]


@pytest.mark.parametrize(("ahead", "status"), [(1000, 401), (-1000, 401), (500, 200)])
def test_clock_fault_shifts_the_server_clock(emu: Emulator, ahead: float, status: int) -> None:
    """A skewed server refuses a client whose own clock is right."""
    emu.faults.clock(ahead, times=1)
    assert call(emu).status == status
    assert call(emu).status == 200


def test_clock_fault_shifts_the_date_of_the_response(emu: Emulator) -> None:
    """Header and message have the same time, by which a client corrects its own."""
    emu.clock.freeze()
    emu.faults.clock(3600)
    emu.faults.throttle(60, form="date")
    refused = call(emu)
    sent = parsedate_to_datetime(refused.headers["date"])
    assert sent.timestamp() == int(emu.clock.now()) + 3600
    assert stamp(sent.timestamp()) in refused.json["error_msg"]
    throttled = call(emu, date=stamp(sent.timestamp()))
    retry = parsedate_to_datetime(throttled.headers["retry-after"])
    assert (throttled.status, 60 <= (retry - sent).total_seconds() <= 61) == (429, True)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0"), (100, "100"), (2.5, "2.5"), (1234567, "1234567")]
)
def test_retry_after_has_no_exponent(emu: Emulator, seconds: float, text: str) -> None:
    """The header is written as a plain number of any size."""
    emu.faults.throttle(seconds)
    assert call(emu).headers["retry-after"] == text


def test_refusal_of_the_engine_is_broken_like_a_result(emu: Emulator) -> None:
    """A fault that counts a request applies to it, whatever the response to it is."""

    def refuse(*_: object) -> None:
        raise RecognitionError("AIS.0105", "nothing was found")

    recognizers: Any = {PASSPORT: refuse}
    with Emulator(FakeEngine([]), recognizers=recognizers) as other:
        rule = other.faults.truncate(times=1)
        with pytest.raises(http.client.IncompleteRead):
            call(other)
        entry = other.journal.last
        assert (rule.hits, entry.answer, entry.status) == (1, "fault truncate", 400)
        assert call(other).code == "AIS.0105"


def test_rule_applies_to_its_operation_and_account(emu: Emulator) -> None:
    """A rule can be restricted to an operation and an account."""
    other = emu.add_account("other")
    emu.faults.error("AIS.0105", operation=TEXT, account="other")
    assert call(emu, TEXT).status == 200
    assert call(emu, PASSPORT).status == 200
    project = other.projects["ap-southeast-1"]
    assert call(emu, TEXT, ak=other.ak, sk=other.sk, project=project).code == "AIS.0105"
    assert call(emu, PASSPORT, ak=other.ak, sk=other.sk, project=project).status == 200


def test_rule_ends_by_count_and_by_time(emu: Emulator) -> None:
    """times and expires_in end a rule; the time is the emulator's."""
    emu.clock.freeze()
    emu.faults.error("AIS.0105", times=2)
    assert [call(emu).status for _ in range(3)] == [400, 400, 200]
    emu.faults.error("AIS.0105", expires_in=10)
    assert call(emu).status == 400
    emu.clock.advance(10)
    assert call(emu).status == 200


def test_probability_is_repeatable_by_its_seed(emu: Emulator) -> None:
    """The same seed selects the same requests."""

    def run(seed: int) -> list[int]:
        emu.reset()
        emu.faults.error("AIS.0105", probability=0.5, seed=seed)
        return [call(emu).status for _ in range(12)]

    first = run(1)
    assert first == run(1)
    assert set(first) == {200, 400}
    assert first != run(2)


def test_invalid_request_does_not_use_up_a_fault(emu: Emulator) -> None:
    """A fault applies to valid requests only."""
    rule = emu.faults.error("AIS.0105", times=1)
    assert call(emu, body={"image": 1}).code == "AIS.0101"
    assert call(emu, sk="wrong").code == "APIG.0301"
    assert rule.hits == 0
    assert call(emu).code == "AIS.0105"


def test_rules_reach_iam_by_name_only(emu: Emulator) -> None:
    """A rule for any operation means recognition; `iam` reaches the identity service."""
    url = f"{emu.url}/v3/projects"

    def projects() -> int:
        headers = signed("GET", url, b"", emu.ak, emu.sk, stamp(emu.clock.now()))
        return send("GET", url, headers).status

    emu.faults.status(503)
    assert projects() == 200
    emu.faults.clear()
    emu.faults.status(503, operation="iam")
    assert (projects(), call(emu).status) == (503, 200)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"kind": "nothing"}, "unknown kind"), ({"kind": "error"}, "needs a code"),
     ({"kind": "html", "status": 200}, "between 400 and 599"),
     ({"kind": "html", "colour": 1}, "unknown field"), (True, "not bool")],
)  # fmt: skip
def test_invalid_fault_is_refused(emu: Emulator, wrong: Any, words: str) -> None:
    """Mistakes in a script are errors when it is added."""
    with pytest.raises(ValueError, match=words):
        emu.faults.add(wrong)
    assert len(emu.faults) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_applies(emu: Emulator, kind: str) -> None:
    """Every kind has an effect, and the next request succeeds."""
    fault = {"kind": kind, **({"code": "AIS.0105"} if kind == "error" else {})}
    emu.faults.add({**fault, "delay": 0.001 if kind != "clock" else 9999}, times=1)
    try:
        answer = call(emu)
        odd = answer.status != 200 or kind in answer.headers.get("x-emulator-answer", "")
    except (OSError, http.client.HTTPException):
        odd = True
    entry = emu.journal[0]
    assert odd or kind in ("latency", "dribble", "bad-json", "wrong-gzip") or entry.status is None
    assert emu.faults.rules()[0].hits == 1
    assert call(emu).status == 200


def test_sequence_responds_in_order_and_measures_gaps(emu: Emulator) -> None:
    """Each step is used once; the gaps are measured by the server."""
    emu.clock.freeze()
    sequence = emu.sequence(
        Fault("error", status=429, code="APIG.0308", retry_after=2), 503, "ok", operation=PASSPORT
    )
    assert call(emu, TEXT).status == 200
    statuses = []
    for wait in (0, 2.5, 1):
        emu.clock.advance(wait)
        statuses.append(call(emu).status)
    assert statuses == [429, 503, 200]
    report = sequence.report()
    assert (report.gaps, report.verdict, report.remaining) == ([2.5, 1], "ok", 0)
    assert call(emu).status == 200


def test_early_retry_is_reported_by_the_sequence(emu: Emulator) -> None:
    """The report contains the seconds by which the retry was early."""
    emu.clock.freeze()
    sequence = emu.sequence(Fault("error", status=429, retry_after=2), "ok")
    call(emu)
    emu.clock.advance(0.5)
    call(emu)
    report = sequence.report()
    assert report.verdict == "early"
    assert report.attempts[1].early_by == pytest.approx(1.5)


def test_early_retry_is_recorded_in_the_journal(emu: Emulator) -> None:
    """The journal contains the seconds by which a request was early."""
    emu.clock.freeze()
    emu.faults.throttle(5, times=2)
    call(emu)
    emu.clock.advance(1)
    assert call(emu, TEXT).status == 429
    assert call(emu).status == 200
    emu.clock.advance(5)
    call(emu, TEXT)
    assert [entry.early_by for entry in emu.journal] == [None, None, 4, None]


def test_early_retry_after_the_last_step_is_reported(emu: Emulator) -> None:
    """A sequence that ends with a Retry-After reports the request that ignores it."""
    emu.clock.freeze()
    sequence = emu.sequence(Fault("error", status=503, retry_after=3))
    call(emu)
    assert sequence.report().verdict == "ok"
    assert call(emu).status == 200
    report = sequence.report()
    assert (report.verdict, report.attempts[-1].answer) == ("early", "after the end")


def test_early_retry_belongs_to_the_sequence_that_asked_for_it(emu: Emulator) -> None:
    """Another operation's sequence, and another account's, say nothing of it."""
    emu.add_account("other")
    wait = {"kind": "error", "status": 429, "retry_after": 60}
    mine = emu.sequence(wait, operation=PASSPORT)
    others = emu.sequence(wait, operation="recognize_web_image")
    theirs = emu.sequence(wait, account="other")
    call(emu)
    call(emu, "recognize_web_image")
    call(emu)
    assert (mine.report().verdict, others.report().verdict) == ("early", "ok")
    assert theirs.report().verdict == "incomplete"


def test_unfinished_sequence_is_incomplete(emu: Emulator) -> None:
    """The report counts the remaining steps."""
    sequence = emu.sequence(503, 503, "ok")
    call(emu)
    report: Report = sequence.report()
    assert (report.verdict, report.remaining) == ("incomplete", 2)


def test_sequences_can_break_the_connection(emu: Emulator) -> None:
    """Steps may be kinds of faults; a reset before the body counts as an attempt."""
    sequence = emu.sequence("reset-before", "truncate", "ok")
    with pytest.raises(ConnectionResetError):
        raw(emu)
    with pytest.raises(http.client.IncompleteRead):
        call(emu)
    assert call(emu).status == 200
    answers = [attempt.answer for attempt in sequence.report().attempts]
    assert answers == ["reset-before", "truncate", "ok"]


def test_retry_after_as_a_date_never_ends_early(emu: Emulator) -> None:
    """A date has whole seconds, so it is rounded up."""
    emu.clock.freeze()
    emu.clock.set(1_800_000_000.6)
    emu.faults.throttle(7, form="date")
    date = parsedate_to_datetime(call(emu).headers["retry-after"])
    assert date.timestamp() >= emu.clock.now() + 7
