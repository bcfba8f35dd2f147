"""Recording: responses of the live service in a file, found again by the request.

A line of JSON for each response. A request is kept as a digest, so that no image is in the
file; results are identity data unless they are scrubbed.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract

KEPT_HEADERS = ("content-type", "retry-after")
_KEPT = ("error_code", "error_msg")
"""Texts that are not scrubbed: they hold no document and are what a client acts on."""


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """Status, headers and body of a response."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def request_digest(body: object) -> str:
    """Return the hex SHA-256 of a request's JSON, the same for every order of its fields."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def scrub(value: Any) -> Any:
    """Replace the letters and digits of all texts; structure, names and numbers stay."""
    if isinstance(value, str):
        return "".join(_scrubbed(character) for character in value)
    if isinstance(value, list):
        return [scrub(item) for item in value]
    if isinstance(value, dict):
        return {name: scrub(item) for name, item in value.items()}
    return value


def _scrubbed(character: str) -> str:
    kind = unicodedata.category(character)[0]
    if kind == "N":
        return "0"
    # Vowels and tones of many scripts are marks and no letters.
    if kind in ("L", "M"):
        return "x" if character.islower() else "X"
    return character


def _scrub_body(text: str) -> str:
    try:
        value = json.loads(text)
        scrubbed = scrub(value)
    except (ValueError, RecursionError):
        return str(scrub(text))
    if isinstance(value, dict):
        scrubbed |= {name: value[name] for name in _KEPT if isinstance(value.get(name), str)}
    return json.dumps(scrubbed, ensure_ascii=False)


class RecordingWriter:
    """Append responses to a new file that only its owner may read.

    It may be closed and opened again; what it has written stays.
    """

    def __init__(self, path: str, *, scrubbed: bool) -> None:
        self._path = path
        self._scrubbed = scrubbed
        self._lock = threading.Lock()
        self._file: TextIO | None = None
        self._created = False

    def open(self) -> None:
        """Create the file, or go on with the one that was created; raises `ValueError`."""
        with self._lock:
            self._opened()

    def _opened(self) -> TextIO:
        if self._file is not None:
            return self._file
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        # The own file may have been moved away meanwhile.
        if not self._created or not os.path.lexists(self._path):
            flags |= os.O_CREAT | os.O_EXCL
        try:
            handle = os.open(self._path, flags, 0o600)
        except FileExistsError:
            message = f"recording {self._path} exists already; choose another file"
            raise ValueError(message) from None
        except OSError as error:
            message = f"recording {self._path} cannot be written: {error.strerror}"
            raise ValueError(message) from None
        self._created = True
        self._file = os.fdopen(handle, "a", encoding="utf-8")
        return self._file

    def write(self, operation: str, digest: str, response: RecordedResponse) -> None:
        """Append one response at once."""
        text = response.body.decode("utf-8", "replace")
        if self._scrubbed:
            text = _scrub_body(text)
        entry = {
            "operation": operation,
            "request": digest,
            "status": response.status,
            "headers": dict(response.headers),
            "body": text,
        }
        with self._lock:
            file = self._opened()
            file.write(json.dumps(entry) + "\n")
            file.flush()

    def close(self) -> None:
        """Close the file; one without a response is removed, and its name is free again."""
        with self._lock:
            if self._file is None:
                return
            empty = os.fstat(self._file.fileno()).st_size == 0
            self._file.close()
            self._file = None
            if empty:
                self._created = False
                with suppress(OSError):
                    Path(self._path).unlink()


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
