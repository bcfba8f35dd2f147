"""Hostile PDF files: small files that make a renderer work for ever or fill the memory."""

from __future__ import annotations

import zlib


def document(*objects: bytes) -> bytes:
    """Compose a PDF of numbered objects; the first one is the catalog."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(places) + 1)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)


def _stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    if packed:
        content, entries = zlib.compress(content, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d%b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def _with_page(resources: bytes, content: bytes, *more: bytes) -> bytes:
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R "
        b"/Resources << %b >> >>" % resources
    )
    return document(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        content,
        *more,
    )


def nested_forms(depth: int = 12, width: int = 12) -> bytes:
    """Return a PDF whose page draws a form `width` times, which draws another one, and so on."""
    forms = []
    for level in range(depth):
        below = 6 + level
        entries = b" /Type /XObject /Subtype /Form /BBox [0 0 200 200]"
        if level < depth - 1:
            entries += b" /Resources << /XObject << /F %d 0 R >> >>" % below
            forms.append(_stream(b"/F Do " * width, entries))
        else:
            forms.append(_stream(b"0 0 10 10 re f", entries))
    return _with_page(b"/XObject << /F 5 0 R >>", _stream(b"/F Do " * width), *forms)


def path_stream(segments: int) -> bytes:
    """Return a PDF with one path of so many overlapping segments, packed to a small file."""
    content = b"0 0 m " + b"200 200 l 0 1 l 200 3 l " * (segments // 3) + b"f*"
    return _with_page(b"", _stream(content, packed=True))


def many_objects(count: int) -> bytes:
    """Return a PDF that draws so many rectangles, packed to a small file."""
    return _with_page(b"", _stream(b"0 0 9 9 re f " * count, packed=True))
