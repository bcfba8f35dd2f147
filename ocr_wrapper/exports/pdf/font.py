"""Invisible font: the characters of all scripts as glyphs without ink.

Invisible text needs no shapes, only the extent of each character and its meaning. So one font of
half a kilobyte serves every document, and nothing has to be found on the machine.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from ocr_wrapper.results.views.words import width

UNITS = 1000
ASCENT, DESCENT = 800, -200
"""Extent of a line above and below its base line; together one unit, so that the font size is the
height of the line."""

_HALF = UNITS // 2
_MARK = 1
"""Width of a combining mark, which shares the place of its letter."""

_GLYPHS = (0, _MARK, _HALF, UNITS)
"""Widths of the glyphs by their index."""

_NAME = "/HwocrInvisible"
_MAX_PAIRS = 100
"""Most entries of one block of a character map (Adobe Technical Note 5411)."""


class InvisibleFont:
    """The font of one document; codes are given to characters as they occur."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        self.object = pdf.make_indirect(Dictionary(Type=Name.Font))

    def encode(self, text: str) -> bytes:
        """Return a text as two-byte codes."""
        codes = self._codes
        return b"".join(
            struct.pack(">H", codes.setdefault(character, min(len(codes) + 1, 0xFFFF)))
            for character in text
        )

    def complete(self) -> None:
        """Write the widths and the meanings of the characters that occurred."""
        pdf = self._pdf
        characters = list(self._codes)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(_NAME),
            Flags=5,  # fixed pitch, symbolic
            FontBBox=[0, DESCENT, UNITS, ASCENT],
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=pdf.make_stream(_true_type(), Length1=len(_true_type())),
        )
        glyphs = b"\0\0" + b"".join(
            struct.pack(">H", _GLYPHS.index(_advance(character))) for character in characters
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(_NAME),
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=_HALF,
            W=_widths(characters),
            CIDToGIDMap=pdf.make_stream(glyphs),
        )
        self.object.update(
            Dictionary(
                Subtype=Name.Type0,
                BaseFont=Name(_NAME),
                Encoding=Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(descendant)],
                ToUnicode=pdf.make_stream(_to_unicode(characters)),
            )
        )


def advance(text: str) -> float:
    """Return the width of a text in multiples of the font size."""
    return sum(map(_advance, text)) / UNITS


def _advance(character: str) -> int:
    return max(_MARK, _HALF * width(character))


def _widths(characters: Sequence[str]) -> Array:
    widths = [_advance(character) for character in characters]
    return Array([1, Array(widths)]) if widths else Array([])


def _to_unicode(characters: Sequence[str]) -> bytes:
    """Return the character map that search and copying use."""
    blocks: list[str] = []
    for start in range(0, len(characters), _MAX_PAIRS):
        part = characters[start : start + _MAX_PAIRS]
        pairs = "".join(
            f"<{code:04x}> <{character.encode('utf-16-be').hex()}>\n"
            for code, character in enumerate(part, start + 1)
        )
        blocks.append(f"{len(part)} beginbfchar\n{pairs}endbfchar\n")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{''.join(blocks)}"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _true_type() -> bytes:
    """Return a TrueType font with one glyph for each width, as small as the format allows.

    The outline of a glyph is a line from corner to corner: it has the extent that viewers select,
    and no area that could be filled.
    """
    outlines = [b"" if not wide else _outline(wide) for wide in _GLYPHS]
    offsets = [sum(map(len, outlines[:index])) // 2 for index in range(len(outlines) + 1)]
    count = len(_GLYPHS)
    head = (0x10000, 0x10000, 0, 0x5F0F3CF5, 3, UNITS, 0, 0, 0, DESCENT, UNITS, ASCENT, 0, 8, 2)
    hhea = (0x10000, ASCENT, DESCENT, 0, UNITS, 0, 0, UNITS, 1, 0, 0, 0, 0, 0, 0, 0, count)
    tables = {
        b"glyf": b"".join(outlines),
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", *head, 0, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", *hhea),
        b"hmtx": b"".join(struct.pack(">Hh", wide, 0) for wide in _GLYPHS),
        b"loca": struct.pack(f">{len(offsets)}H", *offsets),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, count, 2, 1, 0, 0, 2, *([0] * 8)),
    }
    return _assembled(tables)


def _outline(wide: int) -> bytes:
    """Return a glyph of one contour with two points: lower left and upper right."""
    header = struct.pack(">hhhhh", 1, 0, DESCENT, wide, ASCENT)
    points = struct.pack(">HHBB", 1, 0, 1, 1)  # last point, no instructions, both on the curve
    moves = struct.pack(">hhhh", 0, wide, DESCENT, ASCENT - DESCENT)
    return header + points + moves


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    """Return a font file: header, directory of tables, tables."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x10000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    offset = len(header) + 16 * count
    directory, body = b"", b""
    for tag, content in sorted(tables.items()):
        padded = content + b"\0" * (-len(content) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag, checksum, offset + len(body), len(content))
        body += padded
    return header + directory + body
