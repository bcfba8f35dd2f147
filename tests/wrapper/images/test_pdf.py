"""The pages of a PDF are counted without a PDF library."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ocr_wrapper.images.pdf import count_pages


def pillow_pdf(pages: int) -> bytes:
    buffer = io.BytesIO()
    first, *rest = [Image.new("L", (20, 20), number) for number in range(pages)]
    first.save(buffer, "PDF", save_all=True, append_images=rest)
    return buffer.getvalue()


def compressed_pdf(*objects: tuple[int, bytes], end: bytes = b"\n") -> bytes:
    """Make a PDF 1.5 whose catalog and page tree are in an object stream."""
    body, index = b"", b""
    for number, text in objects:
        index += b"%d %d " % (number, len(body))
        body += text + b" "
    packed = zlib.compress(index + body)
    head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>"
    return (
        b"%PDF-1.5\n9 0 obj\n"
        + head % (len(objects), len(index), len(packed))
        + b"\nstream"
        + end
        + packed
        + b"\nendstream\nendobj\n10 0 obj\n<< /Type /XRef /Root 1 0 R >>\nstream\n..."
    )


@pytest.mark.parametrize("pages", [1, 2, 17])
def test_pages_of_a_classic_file(pages: int) -> None:
    """The page tree of a classic file is found."""
    assert count_pages(pillow_pdf(pages)) == pages


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_pages_in_an_object_stream(end: bytes) -> None:
    """The page tree of a compressed file is found."""
    data = compressed_pdf(
        (1, b"<< /Type /Catalog /Pages 2 0 R >>"),
        (2, b"<< /Type /Pages /Kids [3 0 R] /Count 12 >>"),
        (3, b"<< /Type /Pages /Parent 2 0 R /Count 7 >>"),
        end=end,
    )
    assert count_pages(data) == 12


def test_last_update_counts() -> None:
    """Of several versions of the page tree the last one is current."""
    data = pillow_pdf(2)
    assert count_pages(data + b"\n" + data.replace(b"/Count 2", b"/Count 1")) == 1


TREE = b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count %d >>\nendobj\n"
CATALOG = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"


def updated_pdf(before: bytes, *objects: tuple[int, bytes]) -> bytes:
    """Append an update, whose objects are in an object stream."""
    return b"%PDF-1.5\n" + before + compressed_pdf(*objects)


def test_versions_that_differ_are_not_chosen_from() -> None:
    """Which version of the page tree is current depends on the index, which is not read."""
    tree = b"<< /Type /Pages /Kids [3 0 R 7 0 R] /Count 3 >>"
    assert count_pages(updated_pdf(CATALOG + TREE % 2, (2, tree))) is None
    assert count_pages(updated_pdf(CATALOG + TREE % 2, (2, b"<< /Type /Pages >>"))) is None
    assert count_pages(updated_pdf(CATALOG + TREE % 2, (1, b"<< /Pages 6 0 R >>"))) is None


def test_versions_that_agree_are_counted() -> None:
    """An update without other pages, such as a signature, changes the catalog alone."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm 6 0 R >>"
    assert count_pages(updated_pdf(CATALOG + TREE % 2, (1, catalog))) == 2


@pytest.mark.parametrize("damage", [b"??", b"x\x9c\xff"], ids=["no stream", "other data"])
def test_unreadable_object_stream_may_have_a_newer_tree(damage: bytes) -> None:
    """A stream that cannot be read may contain any object."""
    assert count_pages(updated_pdf(CATALOG + TREE % 2, (5, b"<< >>"))) == 2
    data = updated_pdf(CATALOG + TREE % 2, (5, b"<< >>")).replace(b"x\x9c", damage)
    assert count_pages(data) is None


def test_large_object_stream_may_have_a_newer_tree() -> None:
    """A stream that is too large to be read as a whole may contain any object behind the limit."""
    assert count_pages(updated_pdf(CATALOG + TREE % 2, (5, bytes(20_000_000)))) is None


@pytest.mark.parametrize("user", ["", "secret"])
@pytest.mark.parametrize("streams", ["disable", "generate"])
def test_encrypted_file_has_no_page_count(user: str, streams: str) -> None:
    """Whether an encrypted file can be read at all is up to a PDF library."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pillow_pdf(2))) as pdf:
        pdf.save(
            target,
            encryption=pikepdf.Encryption(user=user, owner="owner"),
            object_stream_mode=pikepdf.ObjectStreamMode[streams],
        )
    assert count_pages(target.getvalue()) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7\ntrailer << /Root 1 0 R >>",
        b"1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Count 3 0 R >> endobj /Root 1 0 R",
        b"1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Count 12 0 R >> endobj /Root 1 0 R",
        b"/Root " + b"9" * 5000 + b" 0 R",
        b"1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Count 0 >> endobj /Root 1 0 R",
        b"1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Count 99999999 >> endobj /Root 1 0 R",
        compressed_pdf((1, b"<< /Pages 2 0 R >>"), (2, b"<< /Count")).replace(b"x\x9c", b"??"),
    ],
)
def test_unknown_number_of_pages(data: bytes) -> None:
    """An unusual or damaged file has no page count, and raises nothing."""
    assert count_pages(data) is None


@given(st.binary(max_size=200), st.integers(0, 300))
def test_damaged_files_raise_nothing(junk: bytes, place: int) -> None:
    """A file with damage anywhere has a page count or none."""
    data = compressed_pdf((1, b"<< /Pages 2 0 R >>"), (2, b"<< /Count 4 >>"))
    assert count_pages(data[:place] + junk + data[place:]) in {4, None}


def test_decompression_bomb_is_bounded() -> None:
    """Object streams that expand to gigabytes are not decompressed completely."""
    packed = zlib.compress(bytes(200_000_000))
    stream = b"<< /Type /ObjStm /First 9 >>\nstream\n" + packed + b"\nendstream\n"
    data = b"%PDF-1.5\n9 0 obj\n" + stream * 4 + b"/Root 1 0 R"
    assert count_pages(data) is None
