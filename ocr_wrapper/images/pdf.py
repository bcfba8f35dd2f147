"""Page count of a PDF, without a PDF library.

The service reads one page of a PDF, and the user should know how many others there are. Only the
page tree is looked up; nothing is rendered, and the count of an unusual file is unknown.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator

_ROOT = re.compile(rb"/Root\s+(\d{1,9})\s+\d+\s+R")
_PAGES = re.compile(rb"/Pages\s+(\d{1,9})\s+\d+\s+R")
_COUNT = re.compile(rb"/Count\s+(\d{1,7})\b(?!\s+\d+\s+R)")
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_FIRST = re.compile(rb"/First\s+(\d+)")
_NUMBER = re.compile(rb"\d+")

_MAX_OBJECT = 1 << 16
"""Largest object that is searched; a catalog or page tree node has a few hundred bytes."""

_MAX_INFLATED = 1 << 24
"""Most bytes that are decompressed for one file."""

_MAX_PAGES = 1_000_000


def count_pages(data: bytes) -> int | None:
    """Return the number of pages; None if the file is encrypted, damaged or unusual."""
    roots = _ROOT.findall(data)
    if not roots or _ENCRYPTED.search(data):
        return None
    try:
        objects = _Objects(data)
    except zlib.error:
        return None
    tree = objects.number_in(int(roots[-1]), _PAGES)
    count = objects.number_in(tree, _COUNT) if tree is not None else None
    return count if count is not None and 1 <= count <= _MAX_PAGES else None


class _Objects:
    """Find objects of a PDF by number, also in compressed object streams.

    Raises:
        zlib.error: An object stream cannot be read, and may contain any object.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._compressed = dict(_inflate_objects(data))

    def number_in(self, number: int, pattern: re.Pattern[bytes]) -> int | None:
        """Return the only number that a pattern finds in an object.

        None if the versions of the object differ: which one is current is not known here.
        """
        found = {tuple(pattern.findall(text)) for text in self._versions(number)}
        numbers = found.pop() if len(found) == 1 else ()
        return int(numbers[0]) if len(numbers) == 1 else None

    def _versions(self, number: int) -> Iterator[bytes]:
        """Yield the last version outside of object streams, and the last one in them."""
        found = re.finditer(rb"(?<!\d)%d\s+\d+\s+obj\b" % number, self._data)
        for last in deque(found, maxlen=1):
            yield self._data[last.end() : last.end() + _MAX_OBJECT].partition(b"endobj")[0]
        if number in self._compressed:
            yield self._compressed[number]


def _inflate_objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and text of every object in an object stream (ISO 32000-1, 7.5.7)."""
    budget = _MAX_INFLATED
    for header in _OBJECT_STREAM.finditer(data):
        start = data.rfind(b"obj", max(0, header.start() - _MAX_OBJECT), header.start())
        begin = data.find(b"stream", header.end(), header.end() + _MAX_OBJECT)
        end = data.find(b"endstream", begin)
        first = _FIRST.search(data, start, begin) if 0 <= start < begin < end else None
        if first is None or budget <= 0 or len(first[1]) > 9:
            raise zlib.error("an object stream is damaged or too large")
        begin += len(b"stream\r\n") if data[begin + 6 : begin + 8] == b"\r\n" else len(b"stream\n")
        stream = zlib.decompressobj()
        text = stream.decompress(memoryview(data)[begin:end], budget)
        if not stream.eof:
            raise zlib.error("an object stream is truncated or too large")
        budget -= len(text)
        yield from _split(text, int(first[1]))


def _split(text: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Split an object stream, which begins with pairs of object number and offset."""
    numbers = [int(item) for item in _NUMBER.findall(text[:first]) if len(item) < 10]
    offsets = [*numbers[1::2], len(text)]
    for number, offset, end in zip(numbers[::2], offsets, offsets[1:], strict=False):
        yield number, text[first + offset : first + min(end, offset + _MAX_OBJECT)]
