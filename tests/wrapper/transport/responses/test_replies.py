"""Response bodies: compressed, truncated, too long."""

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
def test_complete_body_is_decompressed(coding: str, raw: bytes) -> None:
    """Compression is not requested, but a gateway may use it."""
    headers = {"content-encoding": coding, "content-length": str(len(raw))}
    assert decode_body(headers, raw) == (BODY, None)


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        ({"content-length": "014"}, BODY),
        ({"content-length": "00"}, b""),
        ({"content-length": "5", "transfer-encoding": "chunked"}, BODY),
    ],
)
def test_body_with_an_odd_length_is_complete(headers: dict[str, str], raw: bytes) -> None:
    """A length is a number, and does not count beside a transfer coding."""
    assert decode_body(headers, raw) == (raw, None)


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        ({"content-length": ""}, BODY),
        ({"content-length": "13"}, BODY),
        ({"content-length": "15"}, BODY),
        ({"content-length": "many"}, BODY),
        ({"content-encoding": "br"}, BODY),
        ({"content-encoding": "gzip"}, BODY),
        ({"content-encoding": "gzip"}, gzip.compress(BODY, mtime=0)[:-4]),
        ({"content-encoding": "deflate"}, zlib.compress(BODY)[:-6]),
    ],
)
def test_incomplete_body_has_a_reason(headers: dict[str, str], raw: bytes) -> None:
    """The received part is returned with the reason."""
    assert decode_body(headers, raw)[1] is not None


def test_decompression_bomb_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is decompressed than the longest allowed response."""
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


def test_endless_response_is_read_to_the_limit(
    image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stops at the length of the longest allowed response."""
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
