"""In-memory file store that replaces OBS and images on the web.

A request with a `url` can be tested without any network.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from ocr_emulator.contract import checks

FILES_PATH = "/_emulator/files/"
MAX_FILE_BYTES = 16 * 1024 * 1024
"""More than the service reads, so that its own limits can be tested."""
MAX_TOTAL_BYTES = 256 * 1024 * 1024
"""Of all files of all namespaces together."""
_MAX_FILES = 10_000
_MAX_NAME = 255
_MAX_URL = 2048


class StorageBudget:
    """Bound on the bytes of all files of a server."""

    def __init__(self, size: int = MAX_TOTAL_BYTES) -> None:
        self._size = size
        self._used = 0
        self._lock = threading.Lock()

    def exchange(self, freed: int, wanted: int) -> None:
        """Free bytes and reserve others; raises `ValueError` when there are not enough."""
        with self._lock:
            used = self._used - freed + wanted
            if wanted and used > self._size:
                raise ValueError(f"the file store is full ({self._size} bytes); remove some files")
            self._used = used


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file and the address under which a request may name it."""

    name: str
    url: str
    data: bytes = field(repr=False)
    private: bool = False
    """Private files stand for objects that the service has no permission to read."""


class Files:
    """Keep files in memory, by name and by address, within bounds on number and bytes."""

    def __init__(self, namespace: str, budget: StorageBudget) -> None:
        self._namespace = namespace
        self._budget = budget
        self._base = ""
        self._lock = threading.Lock()
        self._files: dict[str, StoredFile] = {}
        self._by_url: dict[str, dict[str, StoredFile]] = {}
        """Files of each address by name; the newest one, which comes last, is found."""

    def __repr__(self) -> str:
        return f"<Files {len(self._files)}>"

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[StoredFile]:
        return iter(list(self._files.values()))

    def attach(self, base: str) -> None:
        """Set the address that the emulator listens on."""
        self._base = base

    def put(self, name: str, data: bytes, *, url: str | None = None, private: bool = False) -> str:
        """Store a file and return the address to put into a request's `url`.

        `url` lets the file stand for an address of your choice, an OBS object or an
        image on the web; nothing is fetched from there. Raises `ValueError` for a name
        that is not a plain file name and for more bytes than the store holds.
        """
        if not name or name != PurePosixPath(name).name or name in (".", ".."):
            raise ValueError(f"file name {checks.shorten(name)!r} is not a plain file name")
        checks.text("a file name", name, _MAX_NAME)
        if url is not None:
            checks.text("url", url, _MAX_URL)
        if len(data) > MAX_FILE_BYTES:
            raise ValueError(
                f"file {name} has {len(data)} bytes; at most {MAX_FILE_BYTES} can be stored"
            )
        address = url or f"{self._base}{FILES_PATH}{quote(self._namespace)}/{quote(name)}"
        with self._lock:
            old = self._files.get(name)
            if old is None and len(self._files) >= _MAX_FILES:
                raise ValueError(f"the file store is full ({_MAX_FILES} files); remove some files")
            self._budget.exchange(0 if old is None else len(old.data), len(data))
            if old is not None:
                self._forget(old)
            stored = StoredFile(name, address, bytes(data), private)
            self._files[name] = stored
            self._by_url.setdefault(address, {})[name] = stored
        return address

    def _forget(self, stored: StoredFile) -> None:
        del self._files[stored.name]
        same = self._by_url[stored.url]
        del same[stored.name]
        if not same:
            del self._by_url[stored.url]

    def get(self, name: str) -> StoredFile:
        """Return a file by its name; raises `KeyError`."""
        with self._lock:
            return self._files[name]

    def find(self, url: str) -> StoredFile | None:
        """Return the file with that address, None when there is none."""
        with self._lock:
            found = self._by_url.get(url)
            if found is not None:
                return found[next(reversed(found))]
            # The same server has several names (localhost, 127.0.0.1): only the path
            # decides, and only on the emulator's own port.
            own = urlsplit(self._base)
            try:
                parts = urlsplit(url)
                same = parts.port == own.port and parts.hostname in (
                    own.hostname,
                    "localhost",
                    "127.0.0.1",
                    "::1",
                )
            except ValueError:
                return None
            prefix = f"{FILES_PATH}{self._namespace}/"
            path = unquote(parts.path)
            if same and path.startswith(prefix):
                return self._files.get(path.removeprefix(prefix))
            return None

    def owns(self, url: str) -> bool:
        """Whether an address points into the emulator's own file store."""
        return bool(self._base) and url.startswith(self._base + FILES_PATH)

    def remove(self, name: str) -> None:
        """Remove a file; raises `KeyError`."""
        with self._lock:
            stored = self._files[name]
            self._forget(stored)
            self._budget.exchange(len(stored.data), 0)

    def clear(self) -> None:
        """Remove all files."""
        with self._lock:
            self._budget.exchange(sum(len(file.data) for file in self._files.values()), 0)
            self._files.clear()
            self._by_url.clear()
