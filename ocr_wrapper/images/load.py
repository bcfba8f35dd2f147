"""Input loading: read one image or URL and validate it against the limits of an operation.

Everything that can be known before sending is checked here against the catalog, because a
refusal by the service costs a round trip and explains less: exactly one source, the format by
content, width, height, pixels and encoded size. Every error names the cause and the remedy in
one line, and nothing has been sent when it is raised.
"""

from __future__ import annotations

import contextlib
import functools
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from ocr_wrapper.errors import (
    DeadlineExceededError,
    ImageSourceError,
    ImageTooLargeError,
    ImageTooSmallError,
    InputError,
    InvalidImageError,
    UnsupportedFormatError,
)
from ocr_wrapper.images import headers, read, urls
from ocr_wrapper.images.large_file import LargeFile, open_large_file

if TYPE_CHECKING:
    from huawei_ocr_api.catalog import Operation
    from PIL import Image


class BinaryFile(Protocol):
    """A file or stream of bytes; those of `gzip`, `zipfile` and `tempfile` are no `BinaryIO`."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...


# A string, so that naming the type at run time does not import Pillow.
ImageInput: TypeAlias = (
    "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryFile | Image.Image"
)

_LARGE = 1 << 20
"""Bytes from which a file is read in pieces; with fewer the memory does not matter."""

_LONGEST_PATH = 4096

_CONVERTIBLE = frozenset({"GIF", "WebP", "PCX", "ICO", "PSD", "TGA", "TIFF", "BMP"})
"""Formats that `fit=True` converts with Pillow."""


@dataclass(frozen=True, slots=True)
class LoadedImage:
    """One validated input: the bytes of a file, a URL that the service downloads, or no image."""

    kind: Literal["inline", "url", "none"]
    """`inline`: `data` is sent. `url`: `url` is sent. `none`: the operation takes no image."""

    data: bytes | None = field(default=None, repr=False)
    """The file unchanged, EXIF included, not yet Base64."""

    file: LargeFile | None = None
    """The file, where it is read in pieces later; there is no `data` then."""

    url: str | None = field(default=None, repr=False)
    """The URL, percent-encoded; its query may contain a key."""

    format: str | None = None
    """Format by content, as in `ocr_wrapper.images.headers.Format`; None for a URL."""

    size: tuple[int, int] | None = None
    """Width and height in pixels as stored; None for a PDF and for a URL."""

    fitted: bool = False
    """Whether the image was scaled or re-encoded, so that coordinates in the response refer to
    `data` and not to the caller's original."""

    def __repr__(self) -> str:
        if self.url is not None:
            return f"<LoadedImage url {urls.scheme_and_host(self.url)}>"
        size = f" {self.size[0]} x {self.size[1]} px" if self.size else ""
        if self.kind == "none":
            return "<LoadedImage none>"
        length = len(self.data or b"") if self.file is None else self.file.size
        return f"<LoadedImage {self.format}{size}, {length:,} bytes>"


def load_image(
    image: ImageInput | read.Source | None,
    *,
    url: str | None = None,
    operation: Operation,
    fit: bool = False,
    deadline: float | None = None,
    in_pieces: bool = False,
) -> LoadedImage:
    """Read one source and validate it against the limits of `operation`.

    Args:
        image: A path, bytes, a binary file (read from its current position, which is restored if
            the file is seekable; never closed), a Pillow image (encoded as PNG), Base64 text with
            or without a `data:` prefix, or a URL.
        url: The URL of an image, instead of `image`.
        operation: The operation whose limits apply.
        fit: Scale down or re-encode an image that exceeds a limit. An image within the limits is
            never changed.
        deadline: Time of `time.monotonic` until which a pipe or a file object is read; None waits
            for any time.
        in_pieces: Whether the caller reads a large file in pieces (`LoadedImage.file`).

    Raises:
        InputError: One of its subclasses, with the cause and the remedy.
        DeadlineExceededError: The deadline passed before the image was read.
    """
    try:
        if in_pieces and url is None and not fit and operation.input_field is not None:
            large = _load_large(image, operation)
            if large is not None:
                return large
        return _load(image, url, operation, deadline, fit=fit)
    except (InputError, DeadlineExceededError) as error:
        error.operation = operation.name
        raise


def _load(
    image: ImageInput | read.Source | None,
    url: str | None,
    operation: Operation,
    deadline: float | None,
    *,
    fit: bool,
) -> LoadedImage:
    if operation.input_field is None:
        if image is not None or url is not None or fit:
            raise ImageSourceError(
                f"{operation.name} takes no image: leave out the image, url= and fit=."
            )
        return LoadedImage("none")
    if image is not None and url is not None:
        raise ImageSourceError(
            f"{operation.name} got an image and a URL: give one of them, not both."
        )
    if image is None and url is None:
        raise ImageSourceError(
            f"{operation.name} got neither an image nor a URL: "
            "give a path, bytes, a Pillow image, or url=."
        )
    if url is not None:
        if not isinstance(url, str):
            raise ImageSourceError(f"url is a {type(url).__name__}: give the URL as text.")
        return LoadedImage("url", url=urls.normalize(url))
    if isinstance(image, str) and urls.is_url(image.strip()):
        return LoadedImage("url", url=urls.normalize(image))
    pil_image = read.as_pil_image(image)
    if pil_image is not None:
        return _load_pil_image(pil_image, operation, fit=fit)
    if isinstance(image, read.Source):
        return _load_bytes(image.data, image.label, operation, fit=fit)
    limit = operation.max_encoded_bytes // 4 * 3
    source = read.read(image, limit=limit, fit=fit, deadline=deadline)
    return _load_bytes(source.data, source.label, operation, fit=fit)


def _load_large(image: object, operation: Operation) -> LoadedImage | None:
    """Check a large file by its beginning; None if it is none, or if that is not enough.

    Whatever is not accepted by its beginning is read as a whole, which finds out why.
    """
    if not isinstance(image, (str, os.PathLike)) or _size_on_disk(image) < _LARGE:
        return None
    file = open_large_file(os.fsdecode(image), operation.name)
    if file is None or _encoded_size(file.size) > operation.max_encoded_bytes:
        return None
    found = None
    for head in file.heads():
        # The header of a JPEG or TIFF may continue behind a beginning.
        with contextlib.suppress(headers.DamagedHeaderError):
            found = headers.sniff(head)
            break
    if found is None or found.size is None or not _accepts(found.name, operation):
        return None
    if min(found.size) < operation.min_side or _dimension_excess(*found.size, operation):
        return None
    return LoadedImage("inline", file=file, format=found.name, size=found.size)


def _size_on_disk(path: str | os.PathLike[str]) -> int:
    """Return how large a file is; 0 if there is none, as for Base64 text."""
    if isinstance(path, str) and len(path) > _LONGEST_PATH:
        return 0
    try:
        return os.stat(path).st_size  # noqa: PTH116 - text as the user gave it
    except (OSError, ValueError):
        return 0


def _load_pil_image(image: Image.Image, operation: Operation, *, fit: bool) -> LoadedImage:
    """Encode a Pillow image, lossless unless it has to be made to fit."""
    from ocr_wrapper.images import resize  # imports Pillow, which the caller has imported already

    label = "The image"
    width, height = image.size
    excess = _dimension_excess(width, height, operation)
    if excess and not fit:
        raise ImageTooLargeError(f"{label} is {excess}: scale it down, {read.FIT_HINT}.")
    _check_min_side(width, height, label, operation)
    if excess:
        return _fitted(resize.fit_pil_image(image, operation, label), operation)
    data = resize.encode(image, label)
    if _encoded_size(len(data)) > operation.max_encoded_bytes:
        if not fit:
            raise ImageTooLargeError(
                f"{label}, as PNG, {read.size_excess(len(data), operation.max_encoded_bytes)}: "
                f"scale it down, {read.FIT_HINT}."
            )
        return _fitted(resize.fit_pil_image(image, operation, label), operation)
    return LoadedImage("inline", data=data, format="PNG", size=(width, height))


def _load_bytes(data: bytes, label: str, operation: Operation, *, fit: bool) -> LoadedImage:
    """Validate the bytes of a file, and make the image fit if requested and necessary."""
    found = _detect_format(data, label, operation)
    if found.size is None:
        return _load_document(data, found, label, operation)
    accepted = _accepts(found.name, operation)
    if not accepted and not fit:
        raise _unsupported(found.name, label, operation)
    width, height = found.size
    _check_min_side(width, height, label, operation)
    excess = _dimension_excess(width, height, operation)
    if excess and not fit:
        raise ImageTooLargeError(f"{label} is {excess}: scale it down, {read.FIT_HINT}.")
    too_many_bytes = _encoded_size(len(data)) > operation.max_encoded_bytes
    if too_many_bytes and not fit:
        raise ImageTooLargeError(
            f"{label} {read.size_excess(len(data), operation.max_encoded_bytes)}: "
            f"compress or scale it, {read.FIT_HINT}."
        )
    if excess or too_many_bytes or not accepted:
        from ocr_wrapper.images import resize  # imports Pillow, only where it is needed

        return _fitted(resize.fit_bytes(data, found, operation, label), operation)
    return LoadedImage("inline", data=data, format=found.name, size=found.size)


def _load_document(
    data: bytes, found: headers.Format, label: str, operation: Operation
) -> LoadedImage:
    """Validate a file without a size in pixels, which is a PDF or an unsupported format."""
    if not _accepts(found.name, operation):
        raise _unsupported(found.name, label, operation)
    if _encoded_size(len(data)) > operation.max_encoded_bytes:
        raise ImageTooLargeError(
            f"{label} {read.size_excess(len(data), operation.max_encoded_bytes)}: "
            "split it, or lower the resolution of its images."
        )
    return LoadedImage("inline", data=data, format=found.name)


def _fitted(data: bytes, operation: Operation) -> LoadedImage:
    found = headers.sniff(data)
    assert found is not None
    assert _encoded_size(len(data)) <= operation.max_encoded_bytes
    return LoadedImage("inline", data=data, format=found.name, size=found.size, fitted=True)


def _detect_format(data: bytes, label: str, operation: Operation) -> headers.Format:
    try:
        found = headers.sniff(data)
    except headers.DamagedHeaderError as error:
        if not headers.is_text(data):
            raise InvalidImageError(
                f"{label} is damaged ({error}): get the file again from its source."
            ) from None
        found = None
    if found is None:
        what = (
            "is text, not an image" if headers.is_text(data) else "is not a supported image format"
        )
        if read.looks_like_base64(data[:64].decode("latin-1")):
            raise InvalidImageError(
                f"{label} is Base64 as bytes: give the bytes of the file itself, or the Base64 as "
                "text."
            )
        raise InvalidImageError(
            f"{label} {what}; {operation.name} accepts {_format_names(operation)}, detected by "
            "content and not by file name: give such a file."
        )
    return found


def _unsupported(name: str, label: str, operation: Operation) -> UnsupportedFormatError:
    if name == "PDF":
        remedy = "render the page as an image first"
    elif name in _CONVERTIBLE:
        remedy = "convert it, or use fit=True (--fit on the command line) to convert it"
    else:
        remedy = "convert it, for example to PNG"
    return UnsupportedFormatError(
        f"{label} is {_article(name)} {name}; {operation.name} accepts "
        f"{_format_names(operation)}: {remedy}."
    )


def _check_min_side(width: int, height: int, label: str, operation: Operation) -> None:
    if min(width, height) < operation.min_side:
        raise ImageTooSmallError(
            f"{label} is {width} x {height} pixels and {operation.name} needs at least "
            f"{operation.min_side} on each side: scan or photograph it larger."
        )


def _dimension_excess(width: int, height: int, operation: Operation) -> str:
    """Describe by how much the image exceeds the limits on sides or pixels; empty if it fits."""
    if max(width, height) > operation.max_side:
        return (
            f"{width} x {height} pixels, {max(width, height) - operation.max_side:,} over the "
            f"longest side of {operation.max_side:,} that {operation.name} accepts"
        )
    if operation.max_pixels is not None and width * height > operation.max_pixels:
        return (
            f"{width} x {height} pixels, {width * height - operation.max_pixels:,} over the "
            f"{operation.max_pixels:,} in total that {operation.name} accepts"
        )
    return ""


def _accepts(name: str, operation: Operation) -> bool:
    if name == "PDF":
        return operation.pdf
    return name.upper() in _allowed(operation.formats)


@functools.cache
def _allowed(formats: tuple[str, ...]) -> frozenset[str]:
    """Return the formats of an operation as a header names them, in upper case."""
    return frozenset(entry.upper().replace("JPG", "JPEG") for entry in formats)


def _format_names(operation: Operation) -> str:
    return ", ".join(operation.formats)


def _encoded_size(size: int) -> int:
    """Return how many characters `size` bytes have as Base64."""
    return (size + 2) // 3 * 4


def _article(name: str) -> str:
    return "an" if name[0] in "AIO" else "a"
