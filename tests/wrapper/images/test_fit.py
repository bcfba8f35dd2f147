"""With fit=True an image is converted, compressed and scaled until it is within the limits."""

from __future__ import annotations

import base64
import io
import struct
from dataclasses import replace

import pytest
from huawei_ocr_api.catalog import Operation
from PIL import Image

from ocr_wrapper import errors
from ocr_wrapper.images.load import LoadedImage, load_image
from tests.pixels import extremes
from tests.wrapper.images.inputs import PASSPORT, PNG, TEXT, WEB, noise, png, png_header, refusal


def fitted(
    source_image: bytes | Image.Image, operation: Operation = PASSPORT
) -> tuple[LoadedImage, Image.Image]:
    source = load_image(source_image, operation=operation, fit=True)
    assert source.data is not None
    assert source.fitted
    image = Image.open(io.BytesIO(source.data))
    image.load()
    assert image.size == source.size
    assert len(base64.b64encode(source.data)) <= operation.max_encoded_bytes
    return source, image


def test_image_within_limits_is_unchanged() -> None:
    """fit=True does not change an image within the limits."""
    source = load_image(PNG, operation=PASSPORT, fit=True)
    assert (source.data, source.fitted) == (PNG, False)


def test_long_side_is_scaled() -> None:
    """Scaling goes exactly to the limit and keeps the aspect ratio."""
    _, image = fitted(png((9000, 3000), "1"))
    assert image.size == (8192, 2730)


def test_large_file_is_compressed_first() -> None:
    """A large file keeps its pixels if JPEG is small enough."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    buffer = io.BytesIO()
    heavy.save(buffer, "PNG")
    source, image = fitted(buffer.getvalue(), small)
    assert (source.format, image.size) == ("JPEG", (1800, 1500))


def test_large_file_is_scaled_if_necessary() -> None:
    """If compression is not enough, the image is scaled and keeps its aspect ratio."""
    heavy = noise((900, 600))
    small = replace(PASSPORT, max_encoded_bytes=200_000)
    source, image = fitted(heavy, small)
    assert source.size is not None
    assert image.size < (900, 600)
    assert image.width / image.height == pytest.approx(1.5, rel=0.02)


def test_too_many_pixels_are_scaled() -> None:
    """The limit on pixels is kept as well as that on sides."""
    few = replace(PASSPORT, max_pixels=10_000)
    _, image = fitted(png((400, 100)), few)
    assert image.size == (200, 50)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TGA", "PCX"])
def test_unsupported_formats_are_converted(form: str) -> None:
    """With fit=True an unsupported format is converted, lossless."""
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, form, **({"lossless": True} if form == "WEBP" else {}))
    before = Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")
    if form == "TGA":  # detected by its header, because TGA has no signature
        assert load_image(buffer.getvalue(), operation=WEB).format == "TGA"
    source, after = fitted(buffer.getvalue())
    assert source.format == "PNG"
    assert after.convert("RGB").tobytes() == before.tobytes()


def test_exif_survives_scaling() -> None:
    """A scaled photo keeps its EXIF rotation."""
    exif = Image.Exif()
    exif[0x0112] = 8
    buffer = io.BytesIO()
    Image.new("RGB", (9000, 900)).save(buffer, "JPEG", exif=exif)
    source, image = fitted(buffer.getvalue())
    assert (source.format, image.getexif()[0x0112]) == ("JPEG", 8)


def with_exif(image: Image.Image, form: str, tags: dict[int, object], **options: object) -> bytes:
    exif = Image.Exif()
    exif.update(tags)
    buffer = io.BytesIO()
    image.save(buffer, form, exif=exif, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("compression", ["raw", "tiff_deflate"])
def test_tiff_is_never_turned(orientation: int, compression: str) -> None:
    """A scaled TIFF keeps its pixels as stored, its aspect ratio and its orientation."""
    page = Image.new("L", (900, 300), "white")
    page.paste("black", (60, 30, 360, 90))
    data = with_exif(page, "TIFF", {0x0112: orientation}, compression=compression)
    _, image = fitted(data, replace(PASSPORT, max_side=300))
    dark = image.convert("L").point(lambda level: 255 - level)
    assert (image.size, dark.point(lambda level: level // 128 * 255).getbbox()) == (
        (300, 100),
        (20, 10, 120, 30),
    )
    assert image.getexif().get(0x0112, 1) == orientation


@pytest.mark.parametrize("form", ["WEBP", "PNG", "TIFF"])
def test_orientation_survives_the_change_to_jpeg(form: str) -> None:
    """Readers of a JPEG find the EXIF block of every other format."""
    data = with_exif(noise((300, 200)), form, {0x0112: 6})
    source, image = fitted(data, replace(PASSPORT, formats=("JPEG",), max_encoded_bytes=80_000))
    assert (source.format, image.getexif()[0x0112]) == ("JPEG", 6)


def test_exif_too_long_for_a_jpeg_is_reduced() -> None:
    """Of an EXIF block that no JPEG can hold, the orientation is kept; a PNG holds all of it."""
    tags = {0x0112: 6, 0x010E: "x" * 70_000}
    data = with_exif(noise((300, 200)), "PNG", tags)
    _, image = fitted(data, replace(PASSPORT, max_side=290))
    assert dict(image.getexif()) == tags
    source, image = fitted(data, replace(PASSPORT, max_encoded_bytes=80_000))
    assert (source.format, dict(image.getexif())) == ("JPEG", {0x0112: 6})


def test_long_and_damaged_exif_is_left_out() -> None:
    """A sound image whose EXIF block is damaged can be sent."""
    heavy = noise((300, 200))
    heavy.info["exif"] = b"Exif\0\0" + bytes(70_000)
    source, image = fitted(heavy, replace(PASSPORT, max_encoded_bytes=80_000))
    assert (source.format, dict(image.getexif())) == ("JPEG", {})


def profile(space: bytes) -> bytes:
    """Return a colour profile of which only the colour space is known."""
    return bytes(16) + space + bytes(108)


@pytest.mark.parametrize(
    ("mode", "space", "kept"),
    [
        ("RGB", b"RGB ", True),
        ("L", b"GRAY", True),
        ("CMYK", b"CMYK", False),
        ("L", b"RGB ", False),
    ],
)
@pytest.mark.parametrize("form", ["TIFF", "JPEG"])
def test_profile_of_another_colour_space_is_left_out(
    mode: str, space: bytes, kept: bool, form: str
) -> None:
    """A profile is kept if it describes the pixels that are sent, in a PNG and in a JPEG."""
    buffer = io.BytesIO()
    Image.new(mode, (90, 30)).save(buffer, form, icc_profile=profile(space))
    source, image = fitted(buffer.getvalue(), replace(PASSPORT, max_side=60))
    assert source.format == ("JPEG" if form == "JPEG" else "PNG")
    assert image.info.get("icc_profile") == (profile(space) if kept else None)


@pytest.mark.filterwarnings("ignore:Image was not the expected size")
def test_large_image_of_an_icon_keeps_its_size() -> None:
    """An icon that contains a PNG of more than 256 pixels is converted at its own size."""
    _, image = fitted(icon(png((512, 400))))
    assert image.size == (512, 400)


def test_image_of_an_icon_is_not_scaled_up() -> None:
    """The image of an icon that Pillow decodes keeps its size, though another one is larger."""
    _, image = fitted(icon(png((256, 256)), png((512, 400))))
    assert image.size == (256, 256)


def icon(*contents: bytes) -> bytes:
    """Return an icon of images that have at least 256 pixels on each side."""
    place = 6 + 16 * len(contents)
    entries = b""
    for content in contents:
        entries += struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(content), place)
        place += len(content)
    return struct.pack("<HHH", 0, 1, len(contents)) + entries + b"".join(contents)


def tiff(*kinds: int) -> bytes:
    """Return a TIFF with an image for each number, the tag that tells pages from previews."""
    buffer = io.BytesIO()
    images = [Image.new("L", (400 - 100 * min(number, 1), 300)) for number in range(len(kinds))]
    for image, kind in zip(images, kinds, strict=True):
        image.encoderinfo = {"tiffinfo": {254: kind}}
    images[0].save(
        buffer, "TIFF", save_all=True, append_images=images[1:], tiffinfo={254: kinds[0]}
    )
    return buffer.getvalue()


@pytest.mark.parametrize("kinds", [(2, 2), (0, 1, 0), (0, *40 * (1,))])
def test_several_pages_are_refused(kinds: tuple[int, ...]) -> None:
    """Of a TIFF of several pages, fit=True does not send the first as if it were all."""
    narrow = replace(PASSPORT, max_side=350)
    line = refusal(errors.InputError, tiff(*kinds), operation=narrow, fit=True)
    assert "several pages" in line
    assert "--pages" in line
    assert load_image(tiff(*kinds), operation=PASSPORT, fit=True).fitted is False


@pytest.mark.parametrize("preview", [1, 4])
def test_preview_is_no_page(preview: int) -> None:
    """A TIFF that contains a smaller copy or a mask of its page is scaled like any other."""
    _, image = fitted(tiff(0, preview), replace(PASSPORT, max_side=350))
    assert image.size == (350, 262)


@pytest.mark.parametrize("form", ["GIF", "WebP", "PNG"])
def test_animation_is_refused(form: str) -> None:
    """Of an animation, fit=True does not send the first image as if it were all."""
    images = [Image.new("RGB", (400, 300), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    images[0].save(buffer, form, save_all=True, append_images=images[1:])
    narrow = replace(PASSPORT, max_side=350)
    line = refusal(errors.InputError, buffer.getvalue(), operation=narrow, fit=True)
    assert f"animated {form}" in line


def test_single_image_of_an_animated_format_is_converted() -> None:
    """A GIF of one image is like any other."""
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(buffer, "GIF", save_all=True)
    source, _ = fitted(buffer.getvalue())
    assert source.format == "PNG"


def test_transparent_parts_become_white() -> None:
    """Transparent parts are white in a JPEG, as on paper, and not black."""
    image = noise((700, 700), "RGBA")
    image.putalpha(0)
    small = replace(PASSPORT, max_encoded_bytes=100_000)
    source, after = fitted(image, small)
    assert source.format == "JPEG"
    assert after.convert("L").getextrema() == (255, 255)


def test_sixteen_bit_values_are_scaled() -> None:
    """A 16-bit grey scan keeps its shades when it is scaled."""
    wide = Image.new("I;16", (9000, 90), 32768)
    _, after = fitted(wide)
    low, high = extremes(after.convert("L"))
    assert 126 <= low <= high <= 129


def test_side_never_below_minimum() -> None:
    """A strip that would become too thin is refused."""
    assert "split it into parts" in refusal(
        errors.ImageTooLargeError, png((30_000, 20), "1"), fit=True
    )


def test_impossible_size_limit_is_refused() -> None:
    """A limit on bytes that cannot be met is an error and not an endless loop."""
    tiny = replace(PASSPORT, max_encoded_bytes=400)
    line = refusal(errors.ImageTooLargeError, noise((40, 40)), operation=tiny, fit=True)
    assert "cannot be made to fit" in line


def test_bomb_is_refused_by_its_header() -> None:
    """A header that claims billions of pixels is refused without decoding."""
    line = refusal(errors.ImageTooLargeError, png_header(60_000, 60_000), fit=True)
    assert "decodes at most" in line


def test_damaged_pixels_are_reported() -> None:
    """An image with a valid header and damaged pixels is refused as damaged."""
    assert "cannot be decoded" in refusal(errors.InvalidImageError, png_header(9000, 90), fit=True)


def test_pdf_cannot_be_fitted() -> None:
    """A PDF cannot be converted for an operation that accepts none."""
    refusal(errors.UnsupportedFormatError, b"%PDF-1.4", fit=True)
    big = b"%PDF-1.4" + bytes(9_000_000)
    assert "split it" in refusal(errors.ImageTooLargeError, big, operation=TEXT, fit=True)


def test_pillow_image_over_the_limit_as_png() -> None:
    """A Pillow image that is too large as PNG is refused, and encoded as JPEG with fit=True."""
    heavy = noise((1800, 1500))
    small = replace(PASSPORT, max_encoded_bytes=6_000_000)
    assert "as PNG" in refusal(errors.ImageTooLargeError, heavy, operation=small)
    source, _ = fitted(heavy, small)
    assert source.format == "JPEG"
