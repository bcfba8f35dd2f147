"""Images are embedded without loss, many results make one file, and nothing private is added."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops

from ocr_wrapper import exports
from ocr_wrapper.errors import InputError
from ocr_wrapper.exports.exporter import Entry
from ocr_wrapper.exports.pdf import document, font
from tests.wrapper.exports.pdf.page import block, picture, result, saved, text_of
from tests.wrapper.results.samples import PASSPORT, recognition

PLACE = (200, 200, 400, 40)


@contextlib.contextmanager
def embedded(path: Path) -> Iterator[Image.Image]:
    """Decode the only image of a PDF with pikepdf."""
    with pikepdf.Pdf.open(path) as pdf:
        image: Any = pdf.pages[0].Resources.XObject.I
        yield pikepdf.PdfImage(image).as_pil_image()


def noise(mode: str, kind: str, **options: Any) -> bytes:
    grey = Image.effect_noise((90, 60), 90)
    image = Image.merge("RGB", (grey, grey.rotate(180), ImageChops.invert(grey))).convert(mode)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_is_embedded_without_decoding(mode: str, tmp_path: Path) -> None:
    """The compressed data of the file is in the PDF, byte by byte."""
    data = noise(mode, "JPEG", quality=87)
    path = saved(tmp_path / "a.pdf", block("x", PLACE), image=data)
    start = data.index(b"\xff\xda")
    assert data[start:] in path.read_bytes()
    original = Image.open(io.BytesIO(data)).convert("RGB")
    with embedded(path) as image:
        assert image.size == original.size
        assert ImageChops.difference(image.convert("RGB"), original).getbbox() is None


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("1", "PNG", {}),
        ("L", "PNG", {}),
        ("P", "PNG", {}),
        ("RGB", "PNG", {}),
        ("1", "TIFF", {"compression": "group4"}),
        ("RGB", "TIFF", {}),
        ("RGB", "BMP", {}),
        ("RGB", "WEBP", {"lossless": True}),
        ("P", "GIF", {}),
    ],
)
def test_other_formats_keep_every_pixel(
    mode: str, kind: str, options: dict[str, Any], tmp_path: Path
) -> None:
    """Scans are compressed without loss."""
    data = noise(mode, kind, **options)
    path = saved(tmp_path / "a.pdf", block("x", PLACE), image=data)
    original = Image.open(io.BytesIO(data)).convert("RGB")
    with embedded(path) as image:
        assert image.size == original.size
        assert ImageChops.difference(image.convert("RGB"), original).getbbox() is None


@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16"])
def test_transparent_and_deep_images_are_flattened(mode: str, tmp_path: Path) -> None:
    """Transparent parts are white as on paper; 16 bits become 8."""
    buffer = io.BytesIO()
    Image.new(mode, (40, 30)).save(buffer, "PNG")
    expected = 0 if mode == "I;16" else 255
    with embedded(saved(tmp_path / "a.pdf", image=buffer.getvalue())) as image:
        assert image.convert("L").getextrema() == (expected, expected)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
@pytest.mark.parametrize(("orientation", "rotation"), [(1, 0), (3, 180), (6, 90), (8, 270)])
def test_exif_turns_a_page_without_text(
    kind: str, orientation: int, rotation: int, tmp_path: Path
) -> None:
    """Without text the EXIF block of the camera decides how the page is shown."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.pdf", image=picture(kind, exif=exif))
    with pikepdf.Pdf.open(path) as pdf:
        assert int(pdf.pages[0].get("/Rotate", 0)) == rotation


@pytest.mark.parametrize("orientation", range(1, 9))
def test_tiff_is_embedded_as_stored(orientation: int, tmp_path: Path) -> None:
    """Pillow turns a TIFF by its EXIF block; in the PDF the text lies on the pixels as stored."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    original = Image.open(io.BytesIO(noise("RGB", "PNG")))
    buffer = io.BytesIO()
    original.save(buffer, "TIFF", exif=exif)
    path = saved(tmp_path / "a.pdf", block("x", PLACE), image=buffer.getvalue())
    with embedded(path) as image:
        assert ImageChops.difference(image.convert("RGB"), original).getbbox() is None
    with pikepdf.Pdf.open(path) as pdf:
        _, _, wide, high = map(float, pdf.pages[0].MediaBox)
    assert wide / high == pytest.approx(90 / 60, rel=0.01)


def test_damaged_exif_costs_no_page(tmp_path: Path) -> None:
    """An image whose EXIF block cannot be read is embedded as it is stored."""
    path = saved(tmp_path / "a.pdf", image=picture(exif=b"Exif\0\0" + bytes(40)))
    with pikepdf.Pdf.open(path) as pdf:
        assert int(pdf.pages[0].get("/Rotate", 0)) == 0


@pytest.mark.parametrize("orientation", [1, 6, 3])
def test_text_decides_before_exif(orientation: int, tmp_path: Path) -> None:
    """Text that runs upwards in the stored pixels turns the page by 90 degrees, once."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.pdf", block("text", PLACE, 90), image=picture(exif=exif))
    with pikepdf.Pdf.open(path) as pdf:
        assert int(pdf.pages[0]["/Rotate"]) == 90


@pytest.mark.parametrize("padding", [b"", b"\0", b"\xff\0\0"])
def test_metadata_of_the_photo_is_left_out(padding: bytes, tmp_path: Path) -> None:
    """Where a photo was taken does not go into an archive unasked, wherever it stands."""
    exif = Image.Exif()
    exif[0x010E] = "GPS-SECRET"
    data = picture(exif=exif, comment=b"COMMENT-SECRET")
    assert b"GPS-SECRET" in data
    data = data.replace(b"\xff\xfe", padding + b"\xff\xfe", 1)
    content = saved(tmp_path / "a.pdf", block("x", PLACE), image=data).read_bytes()
    assert b"SECRET" not in content


def test_many_results_are_one_file_with_bookmarks(tmp_path: Path) -> None:
    """Each input is a page; the outline has the names."""
    entries = [
        Entry(result(block(f"word{number}", PLACE)), f"in/{number}.jpg", picture())
        for number in range(3)
    ]
    path = exports.save(entries, tmp_path / "a.pdf")
    assert [text_of(path, number).strip() for number in range(3)] == ["word0", "word1", "word2"]
    with pikepdf.Pdf.open(path) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["in/0.jpg", "in/1.jpg", "in/2.jpg"]


def test_parts_on_disk_make_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More images than fit into memory go through temporary files, in the same order."""
    monkeypatch.setattr(document, "_PART_BYTES", 1)
    entries = [
        Entry(result(block(f"中文{number}", PLACE)), f"{number}.jpg", picture())
        for number in range(4)
    ]
    path = exports.save(entries, tmp_path / "a.pdf")
    assert [text_of(path, number).strip() for number in range(4)] == [
        f"中文{number}" for number in range(4)
    ]


def test_output_need_not_be_seekable(tmp_path: Path) -> None:
    """A PDF can be written to a pipe."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

    pipe = Pipe()
    exports.write(Entry(result(block("x", PLACE)), "a", picture()), pipe, exports.by_name("pdf"))
    assert pipe.getvalue().startswith(b"%PDF-")


def test_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    """An archive can compare files: there is no date and no random id."""
    files = [saved(tmp_path / name, block("x", PLACE)) for name in ("a.pdf", "b.pdf")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_fields_without_positions_can_be_searched(tmp_path: Path) -> None:
    """A passport has no coordinates: its values are on the page, though not above the print."""
    entry = Entry(recognition("recognize_passport", PASSPORT), "a.png", picture())
    assert "MUSTERFRAU" in text_of(exports.save(entry, tmp_path / "a.pdf"))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (None, "needs the image"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"text", "not an image"),
        (picture()[:300], "decoded|not an image"),
    ],
)
def test_input_that_is_no_image_is_refused(
    image: bytes | None, message: str, tmp_path: Path
) -> None:
    """The error says why, and no file is left."""
    with pytest.raises(InputError, match=message):
        exports.save(Entry(result(), "a", image), tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_refused_input_does_not_cost_the_others(tmp_path: Path) -> None:
    """After an error more pages can be added."""
    path = tmp_path / "a.pdf"
    with path.open("wb") as file, exports.by_name("pdf").open(file, several=True) as exporter:
        exporter.add(Entry(result(block("one", PLACE)), "1", picture()))
        with pytest.raises(InputError):
            exporter.add(Entry(result(), "2", b"text"))
        exporter.add(Entry(result(block("three", PLACE)), "3", picture()))
    assert [text_of(path, number).strip() for number in range(2)] == ["one", "three"]


def test_example_is_refused(tmp_path: Path) -> None:
    """The text of an example is not in the image."""
    with pytest.raises(InputError, match="example"):
        exports.save(Entry(result(is_example=True), "a", picture()), tmp_path / "a.pdf")


def test_font_is_valid_and_has_no_ink() -> None:
    """Another library reads the font; its outlines enclose no area."""
    from fontTools.ttLib import TTFont

    found = TTFont(io.BytesIO(font._true_type()))
    glyphs = found["glyf"]
    for name, wide in zip(found.getGlyphOrder(), font._GLYPHS, strict=True):
        assert found["hmtx"][name] == (wide, 0)
        if wide:
            assert (glyphs[name].xMax, glyphs[name].yMin) == (wide, font.DESCENT)
            assert len(glyphs[name].coordinates) == 2


def test_document_passes_the_check_of_qpdf(tmp_path: Path) -> None:
    """The structure has no error and no warning."""
    path = saved(tmp_path / "a.pdf", block("Hello 中文", PLACE), block("tilted", PLACE, 5))
    with pikepdf.Pdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
