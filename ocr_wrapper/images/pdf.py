"""Page count of a PDF, without a PDF library.

The service reads one page of a PDF, and the user should know how many others there are. Only the
page tree is looked up; nothing is rendered, and the count of an unusual file is unknown.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator

_ROOT = re.compile(rb"/Root\s+(\d+)\s+\d+\s+R")
_PAGES = re.compile(rb"/Pages\s+(\d+)\s+\d+\s+R")
_COUNT = re.compile(rb"/Count\s+(\d+)(?!\s+\d+\s+R)")
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
    objects = _Objects(data)
    roots = _ROOT.findall(data)
    catalog = objects.find(int(roots[-1])) if roots else None
    pages = _PAGES.search(catalog) if catalog is not None else None
    tree = objects.find(int(pages[1])) if pages is not None else None
    counts = _COUNT.findall(tree) if tree is not None else []
    # Nested dictionaries would have a count of their own.
    if len(counts) != 1 or len(counts[0]) > 7:
        return None
    return number if 1 <= (number := int(counts[0])) <= _MAX_PAGES else None


class _Objects:
    """Find objects of a PDF by number, also in compressed object streams."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._compressed: dict[int, bytes] | None = None

    def find(self, number: int) -> bytes | None:
        """Return the text of an object; the last one is the current one."""
        found = re.finditer(rb"(?<!\d)%d\s+\d+\s+obj\b" % number, self._data)
        for last in deque(found, maxlen=1):
            return self._data[last.end() : last.end() + _MAX_OBJECT].partition(b"endobj")[0]
        if self._compressed is None:
            self._compressed = dict(_inflate_objects(self._data))
        return self._compressed.get(number)


def _inflate_objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and text of every object in an object stream (ISO 32000-1, 7.5.7)."""
    budget = _MAX_INFLATED
    for header in _OBJECT_STREAM.finditer(data):
        start = data.rfind(b"obj", 0, header.start())
        begin = data.find(b"stream", header.end(), header.end() + _MAX_OBJECT)
        first = _FIRST.search(data, start, begin) if 0 <= start < begin else None
        if first is None or budget <= 0 or len(first[1]) > 9:
            continue
        begin += len(b"stream\r\n") if data[begin + 6 : begin + 8] == b"\r\n" else len(b"stream\n")
        try:
            text = zlib.decompressobj().decompress(memoryview(data)[begin:], budget)
        except zlib.error:
            continue
        budget -= len(text)
        yield from _split(text, int(first[1]))


def _split(text: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """Split an object stream, which begins with pairs of object number and offset."""
    numbers = [int(item) for item in _NUMBER.findall(text[:first]) if len(item) < 10]
    offsets = [*numbers[1::2], len(text)]
    for number, offset, end in zip(numbers[::2], offsets, offsets[1:], strict=False):
        yield number, text[first + offset : first + min(end, offset + _MAX_OBJECT)]
