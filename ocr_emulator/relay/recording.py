"""Recording: responses of the live service in a file, found again by the request.

A line of JSON for each response. A request is kept as a digest, so that no image is in the
file; results are identity data unless they are scrubbed.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.relay.scrubbing import Scrubber

KEPT_HEADERS = ("content-type", "retry-after")


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """Status, headers and body of a response."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def error_code(body: bytes) -> str | None:
    """Return the error code of a response, None without one."""
    # Looked for first: a result of a megabyte is not parsed to find none in it.
    if b'"error_code"' not in body:
        return None
    try:
        code = json.loads(body)["error_code"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return code if isinstance(code, str) else None


def request_digest(body: object) -> str:
    """Return the hex SHA-256 of a request's JSON, the same for every order of its fields."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class RecordingWriter:
    """Append responses to a new file that only its owner may read.

    It may be closed and opened again; what it has written stays. A `scrubber` replaces what the
    responses say.
    """

    def __init__(self, path: str, scrubber: Scrubber | None = None) -> None:
        self._path = path
        self._scrubber = scrubber
        self._lock = threading.Lock()
        self._file: FileIO | None = None
        self._created: os.stat_result | None = None

    def open(self) -> None:
        """Create the file, or go on with the one that was created; raises `ValueError`."""
        with self._lock:
            self._opened()

    def _opened(self) -> FileIO:
        if self._file is not None:
            return self._file
        flags = os.O_WRONLY | os.O_APPEND
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        if not self._is_own():
            flags |= os.O_CREAT | os.O_EXCL
        try:
            handle = os.open(self._path, flags, 0o600)
        except FileExistsError:
            message = f"recording {self._path} exists already; choose another file"
            raise ValueError(message) from None
        except OSError as error:
            message = f"recording {self._path} cannot be written: {error.strerror}"
            raise ValueError(message) from None
        self._created = os.fstat(handle)
        self._file = FileIO(handle, "ab")
        return self._file

    def _is_own(self) -> bool:
        """Return whether the file that was created is still there, and not moved or replaced."""
        if self._created is None:
            return False
        try:
            return os.path.samestat(self._created, os.lstat(self._path))
        except OSError:
            return False

    def write(self, operation: str, digest: str, response: RecordedResponse) -> None:
        """Append one response at once; raises `OSError` or `ValueError` when it cannot be."""
        text = response.body.decode("utf-8", "replace")
        if self._scrubber is not None:
            text = self._scrubber.body(operation, text)
        entry = {
            "operation": operation,
            "request": digest,
            "status": response.status,
            "headers": dict(response.headers),
            "body": text,
        }
        line = (json.dumps(entry) + "\n").encode()
        with self._lock:
            file = self._opened()
            end = os.fstat(file.fileno()).st_size
            try:
                _write_all(file, line)
            except OSError:
                # Half a line would make the whole recording unreadable.
                with suppress(OSError):
                    file.truncate(end)
                raise

    def close(self) -> None:
        """Close the file; one without a response is removed, and its name is free again."""
        with self._lock:
            if self._file is None:
                return
            state = os.fstat(self._file.fileno())
            self._file.close()
            self._file = None
            if state.st_size == 0:
                self._created = None
                with suppress(OSError):
                    # Another file may have been put into its place.
                    if os.path.samestat(state, os.lstat(self._path)):
                        Path(self._path).unlink()


def _write_all(file: FileIO, data: bytes) -> None:
    """Write all bytes; a file system that is nearly full takes some of them first."""
    while data:
        data = data[file.write(data) :]


class Recording:
    """Recorded responses, in order for each request; the last one is repeated."""

    def __init__(self, path: str, contract: Contract) -> None:
        self._responses: dict[tuple[str, str], list[RecordedResponse]] = defaultdict(list)
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise ValueError(f"recording {path} cannot be read: {reason}") from None
        for number, line in enumerate(lines, 1):
            try:
                key, response = _parse(json.loads(line), contract)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ValueError(f"recording {path} is damaged in line {number}") from None
            self._responses[key].append(response)

    def find(
        self, operation: str, digest: str, replayed: Counter[tuple[str, str]]
    ) -> RecordedResponse | None:
        """Return the next response to a request; None when it was not recorded.

        `replayed` counts the responses that each request got; this one is added.
        """
        key = (operation, digest)
        responses = self._responses.get(key)
        if responses is None:
            return None
        index = replayed[key]
        replayed[key] += 1
        return responses[min(index, len(responses) - 1)]


def _parse(
    entry: Mapping[str, Any], contract: Contract
) -> tuple[tuple[str, str], RecordedResponse]:
    operation = checks.name_of("operation", entry["operation"], contract.operations)
    status = checks.integer("status", entry["status"], 200, 599)
    headers = {name: str(entry["headers"][name]) for name in entry["headers"]}
    if set(headers) - set(KEPT_HEADERS) or any(not text.isprintable() for text in headers.values()):
        raise ValueError("a header that no recording has")
    body = str(entry["body"]).encode("utf-8", "replace")
    return (operation, str(entry["request"])), RecordedResponse(status, headers, body)
