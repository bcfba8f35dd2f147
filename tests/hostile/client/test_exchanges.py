"""Hostile responses to the client end in a complete result or an error, and no second bill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ocr_wrapper import OcrError, Recognition
from tests.hostile.clients import TRANSPORTS, call, check_shows_nothing, client, without_pauses
from tests.hostile.depth import sampled
from tests.hostile.exchanges import CASES, GOOD, Case
from tests.hostile.server import RawServer, Script


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as running:
        yield running


@pytest.mark.parametrize("kind", TRANSPORTS)
@pytest.mark.parametrize("case", sampled(CASES, 120), ids=lambda case: case.id)
def test_hostile_response_ends_in_a_result_or_an_error_of_the_library(
    case: Case, kind: str, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other exception, no second billable request, no secret, and the next call works."""
    without_pauses(monkeypatch)
    server.play(case.script)
    ocr = client(kind, server)
    try:
        found = call(ocr, case.deadline)
        if isinstance(found, OcrError):
            check_shows_nothing(found)
        else:
            assert case.may_succeed, found.raw
        assert server.requests <= (2 if case.retried else 1), "a second request may bill twice"
        if case.script.then in ("close", "reset"):
            # A request sent into a closing connection is lost, with any client.
            assert server.all_closed()
        server.play(Script(GOOD, "keep"))
        after = call(ocr)
        assert isinstance(after, Recognition), after
        assert after.raw["result"]["surname"] == "ERIKSSON"
    finally:
        ocr.close()
    assert server.all_closed(), "a connection was left open"
