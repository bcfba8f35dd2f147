"""Get the bytes out of a path, a binary file, a buffer or Base64 text.

Sizes are looked at before anything is read, so that a file far over the limit costs a ``stat``;
a stream that does not know its length is read no further than the limit.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import os
import stat
import string
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ocr_wrapper.errors import ImageSourceError, ImageTooLargeError, InputError, InvalidImageError
from ocr_wrapper.images import headers

if TYPE_CHECKING:
    from PIL import Image

FIT_BYTES = 256 * 1024 * 1024
"""Largest file that is read in order to be made to fit; beyond it stands no camera or scanner,
and decoding it would cost more memory than a worker has."""

_BASE64 = frozenset(string.ascii_letters + string.digits + "+/=-_ \t\r\n")

FIT_HINT = "or let it be made to fit (fit=True, on the command line --fit)"
"""The cure that every error about a limit offers, in the library's and the command's words."""

_SMALLER = f"compress or scale it, {FIT_HINT}"


@dataclass(frozen=True, slots=True)
class Source:
    """Hold the bytes of a source and what to call it in a message."""

    data: bytes = field(repr=False)
    label: str


def as_picture(image: object) -> Image.Image | None:
    """Return ``image`` as a Pillow picture if it is one, without loading Pillow to find out."""
    module = sys.modules.get("PIL.Image")
    if module is not None and isinstance(image, module.Image):
        return cast("Image.Image", image)
    return None


def read(image: object, *, limit: int, fit: bool = False) -> Source:
    """Read a source of at most ``limit`` bytes, or of at most `FIT_BYTES` with ``fit``.

    Raises `InvalidImageError`, `ImageTooLargeError`, or `ImageSourceError` for a type that is no
    source.
    """
    if isinstance(image, str):
        return _read_text(image, limit, fit=fit)
    if isinstance(image, os.PathLike):
        name = os.fspath(image)
        return _read_path(os.fsdecode(name), limit, fit=fit)
    if isinstance(image, bytes | bytearray | memoryview):
        size = image.nbytes if isinstance(image, memoryview) else len(image)
        return _whole(image, size, "The image", limit, fit=fit)
    if hasattr(image, "read"):
        return _read_file(image, limit, fit=fit)
    raise ImageSourceError(
        f"An image cannot be read out of a {type(image).__name__}: give a path, bytes, an open "
        "binary file, a Pillow picture, Base64 text or an address."
    )


def over_size(size: int, encoded_limit: int) -> str:
    """Say how large ``size`` bytes are as Base64 and how far that is over the limit."""
    encoded = (size + 2) // 3 * 4
    excess = encoded - encoded_limit
    return (
        f"has {size:,} bytes, as Base64 {encoded:,}, which is {excess:,} "
        f"({_percent(excess, encoded_limit)}) over the limit of {encoded_limit:,}"
    )


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return f"{share:.0f} %" if share >= 1 else "less than 1 %"


def _read_path(name: str, limit: int, *, fit: bool) -> Source:
    shown = _shown(name)
    label = f"The file {shown}"
    try:
        with Path(name).open("rb") as file:
            status = os.fstat(file.fileno())
            expected = None
            if stat.S_ISREG(status.st_mode):
                expected = status.st_size
                _check_size(expected, label, limit, fit=fit)
            return _drain(file, label, limit, expected, fit=fit)
    except InputError:
        raise
    except IsADirectoryError:
        raise InvalidImageError(
            f"{shown} is a directory: name the files in it, one call each."
        ) from None
    except FileNotFoundError:
        raise InvalidImageError(f"There is no file {shown}: check the path.") from None
    except PermissionError:
        if Path(name).is_dir():  # what Windows answers for a directory
            raise InvalidImageError(
                f"{shown} is a directory: name the files in it, one call each."
            ) from None
        raise InvalidImageError(
            f"The file {shown} may not be read by this user: change its permissions."
        ) from None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InvalidImageError(
            f"The file {shown} cannot be read ({why}): check the path."
        ) from None
    except ValueError:  # a null byte in the name
        raise InvalidImageError("The path holds a null byte: check the path.") from None


def _shown(name: str) -> str:
    """Return a path fit for a message: on one line, the middle of a very long one left out."""
    name = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return name if len(name) <= 200 else f"{name[:100]}…{name[-90:]}"


def _read_text(text: str, limit: int, *, fit: bool) -> Source:
    """Take a text for a ``data:`` address, an existing path, or Base64, in this order."""
    if not text.strip():
        raise ImageSourceError(
            "The image is an empty text: give a path, Base64 text or an address."
        )
    if text[:5].lower() == "data:":
        header, comma, body = text.partition(",")
        if not comma or not header.lower().endswith(";base64"):
            raise InvalidImageError(
                "The data: address holds no Base64: it must begin like data:image/png;base64,"
            )
        return _decode(body, limit, fit=fit)
    if _may_be_path(text) and os.path.lexists(text):
        return _read_path(text, limit, fit=fit)
    if len(text) >= 16 and _BASE64.issuperset(text):
        # Long text is Base64 without doubt. A short one may as well be a mistyped path, so it
        # has to turn out to be a picture.
        if len(text) > 1024:
            return _decode(text, limit, fit=fit)
        try:
            source = _decode(text, limit, fit=fit)
            if headers.sniff(source.data) is not None:
                return source
        except (InvalidImageError, headers.Damaged):
            pass
    if "://" in text[:16]:
        scheme = text.partition(":")[0]
        raise ImageSourceError(
            f"The service cannot fetch an address that begins with {scheme}: — give http or https."
        )
    if _may_be_path(text):
        return _read_path(text, limit, fit=fit)  # says what is wrong with it
    raise InvalidImageError(
        f"The text of {len(text):,} characters is neither a path nor Base64: check how it was made."
    )


def _may_be_path(text: str) -> bool:
    return len(text) < 1024 and "\n" not in text and "\0" not in text


def _decode(text: str, limit: int, *, fit: bool) -> Source:
    label = "The Base64 text"
    _check_size(len(text) // 4 * 3 - 2, label, limit, fit=fit)
    compact = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidImageError(
            f"The Base64 text of {len(text):,} characters is broken: it may have been cut."
        ) from None
    return _whole(data, len(data), label, limit, fit=fit)


def _read_file(file: Any, limit: int, *, fit: bool) -> Source:
    """Read an open file from where it stands, and put it back there if it can be moved.

    Putting it back lets the same file be given again, to a second call or another client.
    """
    name = getattr(file, "name", None)
    label = f"The file {_shown(name)}" if isinstance(name, str) else "The open file"
    if isinstance(file, io.TextIOBase):
        raise ImageSourceError(f'{label} is open as text: open it with mode "rb".')
    if getattr(file, "closed", False):
        raise InvalidImageError(f"{label} is closed: open it again.")
    place = _place(file)
    try:
        expected = _remaining(file, place)
        if expected is not None:
            _check_size(expected, label, limit, fit=fit)
        return _drain(file, label, limit, expected, place or 0, fit=fit)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise InvalidImageError(f"{label} cannot be read ({why}).") from None
    finally:
        if place is not None:
            with contextlib.suppress(OSError, ValueError):
                file.seek(place)


def _place(file: Any) -> int | None:
    """Return where a file stands; None for a stream, which can only be read on."""
    try:
        return int(file.tell()) if file.seekable() else None
    except (OSError, ValueError, AttributeError, TypeError):
        return None


def _remaining(file: Any, place: int | None) -> int | None:
    """Return how many bytes are left where that is known without reading.

    Asked of files and buffers alone: others, such as a member of a ZIP archive, decompress all
    they have to find their end.
    """
    if place is None:
        return None
    if isinstance(file, io.BytesIO):
        return max(0, file.getbuffer().nbytes - place)
    if isinstance(file, io.BufferedReader | io.BufferedRandom | io.FileIO):
        status = os.fstat(file.fileno())
        return max(0, status.st_size - place) if stat.S_ISREG(status.st_mode) else None
    return None


def _drain(
    file: Any, label: str, limit: int, expected: int | None, place: int = 0, *, fit: bool
) -> Source:
    """Read up to one byte over the limit; a raw file or a pipe may give less than it is asked.

    The ``expected`` size makes it one read and one buffer where the size is known.
    """
    most = (FIT_BYTES if fit else limit) + 1
    step = 1 << 20 if expected is None else expected + 1
    parts: list[bytes] = []
    count = 0
    while count < most:
        part = file.read(min(most - count, step))
        if part is None:
            raise InvalidImageError(f"{label} does not block and has no data yet: wait for it.")
        if isinstance(part, str):
            raise ImageSourceError(f'{label} is open as text: open it with mode "rb".')
        if not isinstance(part, bytes | bytearray | memoryview):
            raise ImageSourceError(
                f"{label} gives {type(part).__name__} in place of bytes: read it first and give "
                "the bytes."
            )
        if not part:
            break
        parts.append(bytes(part))
        count += len(part)
    if count == most:
        raise ImageTooLargeError(
            f"{label} has more than {most - 1:,} bytes, which is the most that "
            + ("is read to be made to fit: scale it down." if fit else f"can be sent: {_SMALLER}.")
        )
    if count == 0 and place:
        raise InvalidImageError(f"{label} stands at its end: rewind it with seek(0).")
    return _whole(parts[0] if len(parts) == 1 else b"".join(parts), count, label, limit, fit=fit)


def _whole(
    data: bytes | bytearray | memoryview, size: int, label: str, limit: int, *, fit: bool
) -> Source:
    if size == 0:
        raise InvalidImageError(f"{label} is empty: there is nothing to send.")
    _check_size(size, label, limit, fit=fit)
    return Source(bytes(data), label)


def _check_size(size: int, label: str, limit: int, *, fit: bool) -> None:
    if not fit and size > limit:
        raise ImageTooLargeError(f"{label} {over_size(size, limit // 3 * 4)}: {_SMALLER}.")
    if fit and size > FIT_BYTES:
        raise ImageTooLargeError(
            f"{label} has {size:,} bytes and at most {FIT_BYTES:,} are read to be made to fit: "
            "scale it down."
        )
