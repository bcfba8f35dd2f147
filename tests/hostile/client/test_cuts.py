"""Connections cut at every byte: of the response, and of the request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ocr_wrapper import ConnectError, InvalidResponseError, OcrError, Recognition, ResponseLostError
from tests.hostile.clients import TRANSPORTS, call, client, without_pauses
from tests.hostile.depth import sampled
from tests.hostile.exchanges import GOOD, RESULT
from tests.hostile.server import RawServer, Script

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1a\r\n" + GOOD[-len(GOOD) :].partition(b"\r\n\r\n")[2][:26] + b"\r\n"
    b"%x\r\n"
    % (len(GOOD.partition(b"\r\n\r\n")[2]) - 26)
    + GOOD.partition(b"\r\n\r\n")[2][26:]
    + b"\r\n0\r\n\r\n"
)
LOST = (ResponseLostError, InvalidResponseError)


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer() as running:
        yield running


@pytest.mark.parametrize("kind", TRANSPORTS)
@pytest.mark.parametrize("then", ["close", "reset"])
@pytest.mark.parametrize("whole", [GOOD, CHUNKED], ids=["length", "chunks"])
def test_response_cut_at_any_byte_is_lost_and_not_retried(
    whole: bytes, then: str, kind: str, server: RawServer
) -> None:
    """A part of a response is never a result, and the call is sent once."""
    ocr = client(kind, server, max_attempts=3)
    try:
        for cut in sampled(range(len(whole)), 25):
            server.play(Script(whole[:cut], then))  # type: ignore[arg-type]
            found = call(ocr)
            assert isinstance(found, LOST), (cut, found)
            assert server.requests == 1, cut
            assert server.all_closed()
        server.play(Script(whole, then))  # type: ignore[arg-type]
        found = call(ocr)
        assert isinstance(found, Recognition) or then == "reset"
        assert not isinstance(found, Recognition) or found.raw == RESULT
    finally:
        ocr.close()
    assert server.all_closed()


@pytest.mark.parametrize("kind", TRANSPORTS)
@pytest.mark.parametrize("read", ["none", "head"])
@pytest.mark.parametrize("then", ["close", "reset"])
def test_request_cut_at_any_byte_is_an_error_that_says_if_it_may_be_billed(
    then: str, read: str, kind: str, server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either nothing was carried out, or that is unknown and the call is not retried."""
    without_pauses(monkeypatch)
    ocr = client(kind, server, max_attempts=2)
    try:
        server.play(Script(b"", then, read))  # type: ignore[arg-type]
        found = call(ocr)
        assert isinstance(found, OcrError)
        assert isinstance(found, (ConnectError, *LOST)), found
        assert server.connections <= (2 if isinstance(found, ConnectError) else 1)
    finally:
        ocr.close()
    assert server.all_closed()
