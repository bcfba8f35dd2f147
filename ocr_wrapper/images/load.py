"""Turn whatever the caller has into bytes or an address that the service will take.

Everything that can be known before sending is checked here against the catalog, because a
refusal by the service costs a round trip and says less: exactly one source, the format by
content, sides, pixels and encoded size. Every refusal names the cause and the cure in one line,
and nothing has been sent when it is raised.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeAlias

from ocr_wrapper.errors import (
    ImageSourceError,
    ImageTooLargeError,
    ImageTooSmallError,
    InputError,
    InvalidImageError,
    UnsupportedFormatError,
)
from ocr_wrapper.images import headers, read, urls

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation
    from PIL import Image

# As text, so that naming the type at run time does not load Pillow.
ImageInput: TypeAlias = (
    "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Image.Image"
)


@dataclass(frozen=True, slots=True)
class LoadedImage:
    """Hold one checked source: the bytes of a file, or an address for the service to fetch."""

    kind: Literal["inline", "url"]
    """``inline``: ``data`` is sent. ``url``: ``url`` is sent."""

    data: bytes | None = field(default=None, repr=False)
    """The file as it is, EXIF included, not yet Base64."""

    url: str | None = field(default=None, repr=False)
    """The address, percent-encoded; it may carry a key in its query."""

    format: str | None = None
    """Format by content, as in `ocr_wrapper.images.headers.Format`; None for an address."""

    size: tuple[int, int] | None = None
    """Width and height in pixels as stored; None for a PDF and for an address."""

    fitted: bool = False
    """Whether the picture was scaled or encoded anew, so that places in the answer refer to
    ``data`` and not to the caller's original."""

    def __repr__(self) -> str:
        if self.url is not None:
            return f"<LoadedImage url {urls.shown(self.url)}>"
        sides = f" {self.size[0]} x {self.size[1]} px" if self.size else ""
        return f"<LoadedImage {self.format}{sides}, {len(self.data or b''):,} bytes>"


def load_image(
    image: ImageInput | None,
    *,
    url: str | None = None,
    operation: Operation,
    fit: bool = False,
) -> LoadedImage:
    """Read one source and check it against the limits of ``operation``.

    ``image`` is a path, bytes, a binary file (read from where it stands, put back there when it
    can be, never closed), a Pillow picture (encoded as PNG), Base64 text with or without a
    ``data:`` prefix, or an address. With ``fit`` a picture that breaks a limit is scaled down or
    encoded anew; one that breaks none is never touched.

    Raises subclasses of `ocr_wrapper.InputError`.
    """
    try:
        return _load(image, url, operation, fit=fit)
    except InputError as error:
        error.operation = operation.name
        raise


def _load(
    image: ImageInput | None, url: str | None, operation: Operation, *, fit: bool
) -> LoadedImage:
    if image is not None and url is not None:
        raise ImageSourceError(
            f"{operation.name} got an image and an address: give one of them, not both."
        )
    if image is None and url is None:
        raise ImageSourceError(
            f"{operation.name} got neither an image nor an address: "
            "give a file, its bytes, a picture, or url=."
        )
    if url is not None:
        if not isinstance(url, str):
            raise ImageSourceError(f"url is a {type(url).__name__}: give the address as text.")
        return LoadedImage("url", url=urls.normalize(url))
    if isinstance(image, str) and urls.is_url(image.strip()):
        return LoadedImage("url", url=urls.normalize(image))
    assert image is not None
    picture = read.as_picture(image)
    if picture is not None:
        return _from_picture(picture, operation, fit=fit)
    limit = operation.max_encoded_bytes // 4 * 3
    source = read.read(image, limit=limit, fit=fit)
    return _from_bytes(source.data, source.label, operation, fit=fit)


def _from_picture(picture: Image.Image, operation: Operation, *, fit: bool) -> LoadedImage:
    """Encode a Pillow picture, without loss unless it has to be made to fit."""
    from ocr_wrapper.images import resize  # loads Pillow, which the caller has loaded already

    label = "The picture"
    width, height = picture.size
    over = _sides_over(width, height, operation)
    if over and not fit:
        raise ImageTooLargeError(f"{label} is {over}: scale it down, {read.FIT_HINT}.")
    _check_small(width, height, label, operation)
    if over:
        return _fitted(resize.fit_picture(picture, operation, label), operation)
    data = resize.encode(picture, label)
    if _encoded(len(data)) > operation.max_encoded_bytes:
        if not fit:
            raise ImageTooLargeError(
                f"{label}, as PNG, {read.over_size(len(data), operation.max_encoded_bytes)}: "
                f"scale it down, {read.FIT_HINT}."
            )
        return _fitted(resize.fit_picture(picture, operation, label), operation)
    return LoadedImage("inline", data=data, format="PNG", size=(width, height))


def _from_bytes(data: bytes, label: str, operation: Operation, *, fit: bool) -> LoadedImage:
    """Check the bytes of a file, and make them fit if that was asked for and is needed."""
    found = _recognise(data, label, operation)
    accepted = _accepts(found.name, operation)
    oversize = _encoded(len(data)) > operation.max_encoded_bytes
    if found.size is None:
        if not accepted:
            raise _unsupported(found.name, label, operation)
        if oversize:
            raise ImageTooLargeError(
                f"{label} {read.over_size(len(data), operation.max_encoded_bytes)}: "
                "split it, or lower the resolution of its pictures."
            )
        return LoadedImage("inline", data=data, format=found.name)
    if not accepted and not fit:
        raise _unsupported(found.name, label, operation)
    width, height = found.size
    _check_small(width, height, label, operation)
    over = _sides_over(width, height, operation)
    if over and not fit:
        raise ImageTooLargeError(f"{label} is {over}: scale it down, {read.FIT_HINT}.")
    if oversize and not fit:
        raise ImageTooLargeError(
            f"{label} {read.over_size(len(data), operation.max_encoded_bytes)}: "
            f"compress or scale it, {read.FIT_HINT}."
        )
    if over or oversize or not accepted:
        from ocr_wrapper.images import resize  # loads Pillow, only where it is needed

        return _fitted(resize.fit_bytes(data, found, operation, label), operation)
    return LoadedImage("inline", data=data, format=found.name, size=found.size)


def _fitted(data: bytes, operation: Operation) -> LoadedImage:
    found = headers.sniff(data)
    assert found is not None
    assert _encoded(len(data)) <= operation.max_encoded_bytes
    return LoadedImage("inline", data=data, format=found.name, size=found.size, fitted=True)


def _recognise(data: bytes, label: str, operation: Operation) -> headers.Format:
    try:
        found = headers.sniff(data)
    except headers.Damaged as damage:
        if not headers.is_text(data):
            raise InvalidImageError(
                f"{label} is damaged ({damage}): get the file again from where it came."
            ) from None
        found = None
    if found is None:
        what = "is text, not a picture" if headers.is_text(data) else "is no picture known here"
        raise InvalidImageError(
            f"{label} {what}; {operation.name} takes {_formats(operation)}, told by content "
            "and not by name: give such a file."
        )
    return found


def _unsupported(name: str, label: str, operation: Operation) -> UnsupportedFormatError:
    if name == "PDF":
        cure = "draw the page as a picture first"
    elif name in {"GIF", "WebP", "PCX", "ICO", "PSD", "TGA", "TIFF", "BMP"}:
        cure = "convert it, or let that be done (fit=True, on the command line --fit)"
    else:
        cure = "convert it, for instance to PNG"
    return UnsupportedFormatError(
        f"{label} is {_article(name)} {name}; {operation.name} takes {_formats(operation)}: {cure}."
    )


def _check_small(width: int, height: int, label: str, operation: Operation) -> None:
    if min(width, height) < operation.min_side:
        raise ImageTooSmallError(
            f"{label} is {width} x {height} pixels and {operation.name} needs at least "
            f"{operation.min_side} on each side: scan or photograph it larger."
        )


def _sides_over(width: int, height: int, operation: Operation) -> str:
    """Say by how much the picture is over the limits on sides or pixels; empty if it is not."""
    if max(width, height) > operation.max_side:
        return (
            f"{width} x {height} pixels, {max(width, height) - operation.max_side:,} over the "
            f"longest side of {operation.max_side:,} that {operation.name} takes"
        )
    if operation.max_pixels is not None and width * height > operation.max_pixels:
        return (
            f"{width} x {height} pixels, {width * height - operation.max_pixels:,} over the "
            f"{operation.max_pixels:,} in all that {operation.name} takes"
        )
    return ""


def _accepts(name: str, operation: Operation) -> bool:
    if name == "PDF":
        return operation.pdf
    allowed = {entry.upper().replace("JPG", "JPEG") for entry in operation.formats}
    return name.upper() in allowed


def _formats(operation: Operation) -> str:
    names = list(operation.formats)
    if operation.pdf and "PDF" not in names:
        names.append("PDF")
    return ", ".join(names)


def _encoded(size: int) -> int:
    """Return how many characters ``size`` bytes take as Base64."""
    return (size + 2) // 3 * 4


def _article(name: str) -> str:
    return "an" if name[0] in "AIO" else "a"
