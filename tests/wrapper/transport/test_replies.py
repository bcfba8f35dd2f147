"""Bodies as they come over the wire: packed, cut, too long."""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest

from ocr_wrapper import AkSk, InvalidResponseError, OcrClient
from ocr_wrapper.transport import replies
from ocr_wrapper.transport.replies import decode_body
from tests.wrapper.conftest import NOWHERE

BODY = b'{"result": {}}'


@pytest.mark.parametrize(
    ("coding", "raw"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("X-GZIP", gzip.compress(BODY, mtime=0)),
        ("deflate", zlib.compress(BODY)),
    ],
)
def test_what_is_whole_is_unpacked(coding: str, raw: bytes) -> None:
    """No packing is asked for, but a gateway may do it."""
    headers = {"content-encoding": coding, "content-length": str(len(raw))}
    assert decode_body(headers, raw) == (BODY, None)


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        ({"content-length": "13"}, BODY),
        ({"content-length": "15"}, BODY),
        ({"content-length": "many"}, BODY),
        ({"content-encoding": "br"}, BODY),
        ({"content-encoding": "gzip"}, BODY),
        ({"content-encoding": "gzip"}, gzip.compress(BODY, mtime=0)[:-4]),
        ({"content-encoding": "deflate"}, zlib.compress(BODY)[:-6]),
    ],
)
def test_what_is_not_whole_is_told(headers: dict[str, str], raw: bytes) -> None:
    """A reason comes with whatever there is."""
    assert decode_body(headers, raw)[1] is not None


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is unpacked than an answer may be long."""
    monkeypatch.setattr(replies, "MAX_RESPONSE_BYTES", 1000)
    body, why = decode_body({"content-encoding": "gzip"}, gzip.compress(b" " * 100_000))
    assert (body, why is not None) == (b"", True)


class Endless(httpx.SyncByteStream):
    """Send for ever, and count."""

    sent = 0

    def __iter__(self):  # type: ignore[no-untyped-def]
        while True:
            self.sent += 1
            yield b" " * 1000


def test_an_answer_without_end_is_not_read_to_the_end(
    image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stops at the longest answer that is taken."""
    monkeypatch.setattr(replies, "MAX_RESPONSE_BYTES", 10_000)
    stream = Endless()
    server = httpx.MockTransport(lambda _request: httpx.Response(200, stream=stream))
    with (
        OcrClient(
            "ap-southeast-1",
            AkSk("KEY", "secret"),
            project_id="p1",
            transport=server,
            environment=NOWHERE,
        ) as ocr,
        pytest.raises(InvalidResponseError, match="longer than"),
    ):
        ocr.recognize_passport(image)
    assert stream.sent <= 12
