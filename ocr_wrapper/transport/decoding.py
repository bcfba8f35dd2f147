"""Take an answer's body out of its transfer form, and say what is wrong with it.

No compression is asked for. If a gateway compresses all the same, no more is unpacked than an
answer may be long, since a few kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

MAX_ANSWER_BYTES = 64 << 20
"""Longest body that is taken. The largest answers hold a spreadsheet of some MB as Base64."""


def decode_body(headers: Mapping[str, str], raw: bytes) -> tuple[bytes, str | None]:
    """Return the body and None, or what there is of it and why it is not whole."""
    declared = headers.get("content-length")
    if declared is not None and declared.strip() != str(len(raw)):
        return raw, f"{len(raw)} bytes came where {declared.strip()[:20]} were announced"
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return raw, None
    if coding not in ("gzip", "x-gzip", "deflate"):
        return b"", f"it is encoded as {coding[:20]}, which was not asked for"
    unpacker = zlib.decompressobj(wbits=47 if coding != "deflate" else 15)
    try:
        body = unpacker.decompress(raw, MAX_ANSWER_BYTES)
    except zlib.error:
        return b"", f"its {coding} data is damaged"
    if unpacker.unconsumed_tail:
        return b"", f"it unpacks to more than {MAX_ANSWER_BYTES >> 20} MiB"
    if not unpacker.eof:
        return body, f"its {coding} data is cut off"
    return body, None
