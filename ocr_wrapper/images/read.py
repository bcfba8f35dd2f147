"""Input reading: the bytes of a path, a binary file, a buffer or Base64 text.

The size is checked before reading, so that a file far over the limit costs one `stat`; a stream of
unknown length is read no further than the limit.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import os
import re
import stat
import string
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from ocr_wrapper.errors import (
    DeadlineExceededError,
    ImageSourceError,
    ImageTooLargeError,
    InputError,
    InvalidImageError,
)
from ocr_wrapper.images import headers
from ocr_wrapper.images.blocking import run_before
from ocr_wrapper.redaction import printable_line

if TYPE_CHECKING:
    from PIL import Image

MAX_FIT_BYTES = 256 * 1024 * 1024
"""Largest file that `fit=True` reads; no camera or scanner writes larger ones, and decoding one
would need more memory than a worker has."""

_BASE64 = frozenset(string.ascii_letters + string.digits + "+/=-_ \t\r\n")

FIT_HINT = "or use fit=True (--fit on the command line)"
"""The remedy that every error about a limit offers, for the library and the command line."""

_BASE64_SIGNATURES = (
    *("iVBORw0KGgo", "/9j/", "Qk0", "Qk1", "Qk2", "Qk3", "R0lGOD", "SUkqA", "TU0AK"),
    *("UklGR", "JVBERi", "OEJQU"),
)
"""First characters of images and PDFs as Base64: PNG, JPEG, BMP, GIF, TIFF, WebP, PDF, PSD."""

_MIN_BASE64 = 16
"""Shortest text that is taken for Base64; no image has so few bytes."""

_FILE_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_BASE64_RUN = re.compile(r"[A-Za-z0-9+/=]{64}")
_LONG_NAME = re.compile(r"[A-Za-z0-9+=]{48}")

_BUFFERS = (bytes, bytearray, memoryview)

_URL_AS_PATH = re.compile(r"https?:[/\\]", re.IGNORECASE)
"""Beginning of a URL in a `Path`, which has lost one of its slashes."""

_DECOMPRESSORS = frozenset({"_lzma", "gzip", "tarfile", "zipfile", "zlib"})
"""Modules of the errors that a damaged archive raises while a member of it is read."""

_REMEDY = f"compress or scale it, {FIT_HINT}"


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one source, and its name in messages."""

    data: bytes = field(repr=False)
    label: str


def as_pil_image(image: object) -> Image.Image | None:
    """Return `image` if it is a Pillow image, without importing Pillow for the check."""
    module = sys.modules.get("PIL.Image")
    if module is not None and isinstance(image, module.Image):
        return cast("Image.Image", image)
    return None


def read(image: object, *, limit: int, fit: bool = False, deadline: float | None = None) -> Source:
    """Read a source of at most `limit` bytes, or of at most `MAX_FIT_BYTES` with `fit`.

    Raises:
        InvalidImageError: The source is missing, empty, unreadable or broken Base64.
        ImageTooLargeError: The source exceeds the limit.
        ImageSourceError: The type of `image` is not supported.
        DeadlineExceededError: A pipe or a file object was not read before the `deadline`, a time
            of `time.monotonic`.
    """
    if isinstance(image, str):
        return _read_text(image, limit, deadline, fit=fit)
    if isinstance(image, os.PathLike):
        name = os.fsdecode(os.fspath(image))
        if _URL_AS_PATH.match(name):  # not shown, because its query may contain a key
            raise ImageSourceError("The path is a URL: give it as text, or with url=.")
        return _read_path(name, limit, deadline, fit=fit)
    if isinstance(image, _BUFFERS):
        size = image.nbytes if isinstance(image, memoryview) else len(image)
        return _checked(image, size, "The image", limit, fit=fit)
    if hasattr(image, "read"):
        file = cast("BinaryIO", image)
        if deadline is None or _never_blocks(file):
            return _read_file(file, limit, fit=fit)
        return run_before(deadline, lambda: _read_file(file, limit, fit=fit))
    raise ImageSourceError(
        f"An image cannot be read from a {type(image).__name__}: give a path, bytes, an open "
        "binary file, a Pillow image, Base64 text or a URL."
    )


def size_excess(size: int, encoded_limit: int) -> str:
    """Describe how large `size` bytes are as Base64 and by how much that exceeds the limit."""
    encoded = (size + 2) // 3 * 4
    excess = encoded - encoded_limit
    share = 100 * excess / encoded_limit
    percent = f"{share:.0f} %" if share >= 1 else "less than 1 %"
    return (
        f"has {size:,} bytes, as Base64 {encoded:,}, which is {excess:,} "
        f"({percent}) over the limit of {encoded_limit:,}"
    )


def _read_path(name: str, limit: int, deadline: float | None, *, fit: bool) -> Source:
    """Read a file by its path; a pipe or device is given up at the deadline."""
    try:
        if deadline is None or _is_regular(name):
            return _open_and_read(name, limit, fit=fit)
        return run_before(deadline, lambda: _open_and_read(name, limit, fit=fit))
    except (InputError, DeadlineExceededError):  # a ValueError and an OSError
        raise
    except (OSError, ValueError) as error:
        raise _path_error(name, error) from None


def _open_and_read(name: str, limit: int, *, fit: bool) -> Source:
    with Path(name).open("rb") as file:
        label = f"The file {describe_path(name)}"
        expected = _size_on_disk(file)
        if expected is not None:
            _check_size(expected, label, limit, fit=fit)
        return _read_bounded(file, label, limit, expected, fit=fit)


def _is_regular(name: str) -> bool:
    """Return whether reading a path cannot block; also if the path does not exist."""
    try:
        return stat.S_IFMT(os.stat(name).st_mode) in {stat.S_IFREG, stat.S_IFDIR}  # noqa: PTH116
    except (OSError, ValueError):
        return True


def _path_error(name: str, error: OSError | ValueError) -> InvalidImageError:
    """Return the error that explains why a path cannot be read."""
    shown = describe_path(name)
    if isinstance(error, ValueError):
        what = "a null byte" if "\0" in name else "characters that no file name can have"
        return InvalidImageError(f"The path contains {what}: check the path.")
    # Windows reports a directory as a lack of permission.
    if isinstance(error, IsADirectoryError | PermissionError) and Path(name).is_dir():
        return InvalidImageError(f"{shown} is a directory: give the files in it, one call each.")
    if isinstance(error, FileNotFoundError):
        return InvalidImageError(f"The file {shown} does not exist: check the path.")
    if isinstance(error, PermissionError):
        return InvalidImageError(
            f"The file {shown} is not readable for this user: change its permissions."
        )
    why = (error.strerror or type(error).__name__).lower()
    return InvalidImageError(f"The file {shown} cannot be read ({why}): check the path.")


def describe_path(name: str) -> str:
    """Return a path for a message: on one line, bounded, and without image data and keys.

    Base64 or a URL may be given where a path is expected, and must not appear in a message.
    """
    if len(name) > 4096 or looks_like_base64(name) or _URL_AS_PATH.match(name):
        return f"path of {len(name):,} characters"
    if not (name.isascii() and name.isprintable()):
        name = printable_line(name)
    return name if len(name) <= 200 else f"{name[:100]}…{name[-90:]}"


def looks_like_base64(text: str) -> bool:
    """Return whether a text may be image data, also if it is damaged."""
    if len(text) < _MIN_BASE64:
        return False
    if text.startswith("data:"):
        return True
    if text.startswith(_BASE64_SIGNATURES) and len(text) >= 2 * _MIN_BASE64:
        return True
    return bool(_BASE64_RUN.search(text)) and not _FILE_SUFFIX.search(text)


def _looks_like_path(text: str) -> bool:
    """Return whether a text that is not an existing file was meant as a path."""
    if not _may_be_path(text) or looks_like_base64(text):
        return False
    return len(text) < _MIN_BASE64 or (
        _FILE_SUFFIX.search(text) is not None and not _LONG_NAME.search(text)
    )


def _read_text(text: str, limit: int, deadline: float | None, *, fit: bool) -> Source:
    """Interpret a text as a `data:` URL, an existing path, or Base64, in this order."""
    if not text.strip():
        raise ImageSourceError("The image is an empty string: give a path, Base64 text or a URL.")
    if text[:5].lower() == "data:":
        header, comma, body = text.partition(",")
        if not comma or not header.lower().endswith(";base64"):
            raise InvalidImageError(
                "The data: URL contains no Base64: it must begin like data:image/png;base64,"
            )
        return _decode(body, limit, fit=fit)
    if _may_be_path(text) and os.path.lexists(text):
        return _read_path(text, limit, deadline, fit=fit)
    if len(text) >= _MIN_BASE64 and _BASE64.issuperset(text):
        # Long text is certainly Base64. Short text may also be a mistyped path, so it counts as
        # Base64 only if it decodes to an image.
        if len(text) > 1024:
            return _decode(text, limit, fit=fit)
        try:
            source = _decode(text, limit, fit=fit)
            if headers.sniff(source.data) is not None:
                return source
        except (InvalidImageError, headers.DamagedHeaderError):
            pass
    if "://" in text[:16]:
        scheme = printable_line(text.partition(":")[0])
        raise ImageSourceError(
            f"The service cannot download a URL of {scheme}: give one of http(s), or a path."
        )
    if _looks_like_path(text) or "\0" in text:
        raise _path_error(text, ValueError() if "\0" in text else FileNotFoundError())
    raise InvalidImageError(
        f"The text of {len(text):,} characters is neither an existing file nor Base64 of an image: "
        "check the path, or whether the Base64 text was truncated."
    )


def _may_be_path(text: str) -> bool:
    return len(text) < 1024 and "\n" not in text and "\0" not in text


def _decode(text: str, limit: int, *, fit: bool) -> Source:
    label = "The Base64 text"
    compact = "".join(text.split())
    _check_size(len(compact) // 4 * 3 - 2, label, limit, fit=fit)
    compact = compact.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidImageError(
            f"The Base64 text of {len(text):,} characters is invalid: it may have been truncated."
        ) from None
    return _checked(data, len(data), label, limit, fit=fit)


def _read_file(file: BinaryIO, limit: int, *, fit: bool) -> Source:
    """Read an open file from its current position, and restore the position if it is seekable.

    Restoring it allows the same file to be used in a second call or with another client.
    """
    name = getattr(file, "name", None)
    label = f"The file {describe_path(name)}" if name and isinstance(name, str) else "The open file"
    if isinstance(file, io.TextIOBase):
        raise ImageSourceError(f'{label} is open as text: open it with mode "rb".')
    if getattr(file, "closed", False):
        raise InvalidImageError(f"{label} is closed: open it again.")
    position = _position(file)
    try:
        expected = _remaining(file, position)
        if expected is not None:
            _check_size(expected, label, limit, fit=fit)
        return _read_bounded(file, label, limit, expected, position or 0, fit=fit)
    except Exception as error:
        if isinstance(error, EOFError) or type(error).__module__ in _DECOMPRESSORS:
            why = "its compressed data is damaged or incomplete"
        elif isinstance(error, OSError):
            why = (error.strerror or type(error).__name__).lower()
        else:
            raise  # not about the data, such as the time limit that a signal handler raises
        raise InvalidImageError(f"{label} cannot be read ({why}).") from None
    finally:
        if position is not None:
            with contextlib.suppress(OSError, ValueError):
                file.seek(position)


def may_block(image: object) -> bool:
    """Return whether reading a source may have to wait: a pipe, a device or a file object."""
    if isinstance(image, str):
        return _may_be_path(image) and not _is_regular(image)
    if isinstance(image, os.PathLike):
        return not _is_regular(os.fsdecode(os.fspath(image)))
    return hasattr(image, "read") and not _never_blocks(cast("BinaryIO", image))


def _never_blocks(file: BinaryIO) -> bool:
    """Return whether reading a file object cannot block: buffers and files on disk."""
    if isinstance(file, io.BytesIO):
        return True
    if isinstance(file, io.BufferedReader | io.BufferedRandom | io.FileIO) and not file.closed:
        return _size_on_disk(file) is not None
    return isinstance(file, io.IOBase) and file.closed


def _size_on_disk(file: BinaryIO) -> int | None:
    """Return the size of a regular file; None for a pipe, or a member of an archive."""
    try:
        status = os.fstat(file.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _position(file: BinaryIO) -> int | None:
    """Return the position in a file; None for a stream, which is not seekable."""
    try:
        movable = file.seekable() if hasattr(file, "seekable") else hasattr(file, "seek")
        return int(file.tell()) if movable else None
    except (OSError, ValueError, AttributeError, TypeError):
        return None


def _remaining(file: BinaryIO, position: int | None) -> int | None:
    """Return how many bytes are left if that is known without reading.

    Only files and buffers are asked: others, such as a member of a ZIP archive, decompress all
    of their data to find the end.
    """
    if position is None:
        return None
    if isinstance(file, io.BytesIO):
        return max(0, file.getbuffer().nbytes - position)
    if isinstance(file, io.BufferedReader | io.BufferedRandom | io.FileIO):
        size = _size_on_disk(file)
        return None if size is None else max(0, size - position)
    return None


def _read_bounded(
    file: BinaryIO, label: str, limit: int, expected: int | None, position: int = 0, *, fit: bool
) -> Source:
    """Read up to one byte over the limit; a raw file or a pipe may return less than requested.

    With the `expected` size this is one read into one buffer.
    """
    most = (MAX_FIT_BYTES if fit else limit) + 1
    step = 1 << 20 if expected is None else expected + 1
    parts: list[bytes] = []
    count = 0
    while count < most:
        part = file.read(min(most - count, step))
        if part is None:
            raise InvalidImageError(
                f"{label} is non-blocking and has no data yet: wait for the data."
            )
        if isinstance(part, str):
            raise ImageSourceError(f'{label} is open as text: open it with mode "rb".')
        if not isinstance(part, bytes | bytearray | memoryview):
            raise ImageSourceError(
                f"{label} returns {type(part).__name__} instead of bytes: read it first and give "
                "the bytes."
            )
        if not part:
            break
        parts.append(bytes(part))
        count += len(part)
    if count == most:
        raise ImageTooLargeError(
            f"{label} has more than {most - 1:,} bytes, the limit of "
            + ("fit=True: scale it down." if fit else f"what can be sent: {_REMEDY}.")
        )
    if count == 0 and position:
        raise InvalidImageError(f"{label} is positioned at its end: rewind it with seek(0).")
    return _checked(parts[0] if len(parts) == 1 else b"".join(parts), count, label, limit, fit=fit)


def _checked(
    data: bytes | bytearray | memoryview, size: int, label: str, limit: int, *, fit: bool
) -> Source:
    if size == 0:
        raise InvalidImageError(f"{label} is empty: there is nothing to send.")
    _check_size(size, label, limit, fit=fit)
    return Source(bytes(data), label)


def _check_size(size: int, label: str, limit: int, *, fit: bool) -> None:
    if not fit and size > limit:
        raise ImageTooLargeError(f"{label} {size_excess(size, limit // 3 * 4)}: {_REMEDY}.")
    if fit and size > MAX_FIT_BYTES:
        raise ImageTooLargeError(
            f"{label} has {size:,} bytes, and fit=True reads at most {MAX_FIT_BYTES:,}: "
            "scale it down."
        )
