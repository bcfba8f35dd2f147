"""Request journal: a bounded ring of requests and their responses.

Bodies hold identity documents, so an entry keeps a body's size and digest; the bytes
themselves only when asked for, and credentials never.
"""

from __future__ import annotations

import itertools
import secrets
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ocr_emulator.contract import checks

MAX_BYTES = 256 * 1024 * 1024
"""Of the bodies that a journal keeps."""
# Headers worth keeping; what is not listed (keys, tokens, cookies) is not recorded.
RECORDED_HEADERS = frozenset(
    {
        "content-type",
        "content-length",
        "content-encoding",
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "x-sdk-date",
        "x-project-id",
        "x-domain-id",
        "enterprise-project-id",
        "prefer",
        "traceparent",
        "tracestate",
        "expect",
        "transfer-encoding",
        "connection",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request and its response."""

    number: int = 0
    """Position in the journal, from 1; set by the journal."""
    request_id: str
    at: float
    """Arrival by the emulator's clock, seconds since 1970."""
    gap: float | None = None
    """Seconds since the previous request of the same account to the same operation."""
    early_by: float | None
    """Seconds it came before the previous Retry-After was over; None: not too early."""
    seconds: float = 0.0
    """How long the emulator worked on it, by real time."""
    method: str
    path: str
    service: str
    operation: str | None
    account: str | None
    credential: str
    project_id: str
    region: str
    headers: dict[str, str]
    body_size: int
    body_sha256: str
    status: int | None
    """None when the connection was dropped without a response."""
    code: str | None
    answer: str
    violation: dict[str, str] | None
    notes: tuple[str, ...]
    unread: tuple[dict[str, str], ...] = ()
    """Parts of the response that could not be recognized: part, reason, what to install."""
    nearest: str | None
    """For a path that is not served: the most similar path that is."""
    body: bytes | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON shows it, without the body's bytes."""
        data = {name: getattr(self, name) for name in _SHOWN_FIELDS}
        data["notes"] = list(self.notes)
        data["unread"] = list(self.unread)
        data["body_kept"] = self.body is not None
        return data


_SHOWN_FIELDS = tuple(item.name for item in fields(Entry) if item.name != "body")


def _place(entry: Entry, number: int, gap: float | None) -> None:
    """Set what only the journal knows, once, before anybody else has the entry."""
    # `dataclasses.replace` would copy two dozen fields of it.
    object.__setattr__(entry, "number", number)
    object.__setattr__(entry, "gap", gap)


class Watch:
    """Entries that match filters, collected as they are recorded."""

    def __init__(
        self, filters: dict[str, Any], wanted: int, on_complete: Callable[[], object]
    ) -> None:
        self._filters = filters
        self._wanted = wanted
        self._on_complete = on_complete
        self.entries: list[Entry] = []

    @property
    def complete(self) -> bool:
        """Whether there are as many entries as wanted."""
        return len(self.entries) >= self._wanted

    def offer(self, entry: Entry) -> None:
        """Take an entry that matches; the last one wanted calls `on_complete`."""
        if not self.complete and _matches(entry, self._filters):
            self.entries.append(entry)
            if self.complete:
                self._on_complete()

    def begin_again(self) -> None:
        """Forget the entries: the journal was cleared."""
        self.entries.clear()


class Tally:
    """Number of recorded entries that match filters, whatever the journal still has of them."""

    def __init__(self, filters: dict[str, Any], since: int) -> None:
        self._filters = filters
        self.since: int = since
        """Number of the last entry before the first that may count."""
        self.count: int = 0

    def offer(self, entry: Entry) -> None:
        """Count an entry that matches."""
        if _matches(entry, self._filters):
            self.count += 1

    def begin_again(self) -> None:
        """Go on counting: the journal was cleared, and its numbers begin again."""
        self.since = 0


@dataclass(frozen=True, slots=True)
class Position:
    """Place in a journal up to which a reader has seen the entries."""

    epoch: str = ""
    """Which journal: it changes when the journal is cleared and when the server starts."""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """The entries after a position, oldest first."""

    entries: tuple[Entry, ...]
    position: Position
    """Place of the last one."""
    cleared: bool = False
    """Whether the reader's earlier entries are no longer part of the journal."""
    missed: int = 0
    """How many entries fell out of the ring before they could be read."""


class Journal:
    """Keep the last requests; filter, count and wait for them."""

    def __init__(
        self,
        operations: Collection[str],
        size: int = 1000,
        *,
        max_bytes: int = MAX_BYTES,
        keep_bodies: bool = False,
    ) -> None:
        self._operations = operations
        self._size = size
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: deque[Entry] = deque()
        self._watches: list[Watch | Tally] = []
        self._subscribers: list[Callable[[], object]] = []
        self.epoch: str = secrets.token_hex(4)
        """Which journal: it changes when the journal is cleared."""
        self._changed = threading.Condition()
        self._last: dict[tuple[str | None, str | None], float] = {}
        self._number = 0
        self.keep_bodies = keep_bodies

    def __repr__(self) -> str:
        return f"<Journal {len(self)} of {self._number} requests>"

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries())

    def __getitem__(self, index: int) -> Entry:
        return self.entries()[index]

    @property
    def last(self) -> Entry:
        """The newest entry; raises `IndexError` when there is none yet."""
        with self._changed:
            return self._entries[-1]

    @property
    def number(self) -> int:
        """Number of requests recorded, those that fell out of the ring included."""
        return self._number

    def append(self, entry: Entry, epoch: str = "") -> Entry | None:
        """Add an entry, and set its number and the gap to the previous request; returns it.

        It must be a new one: the journal changes it. `epoch` is the journal's when the request
        came; if it was cleared since then, the entry is left out and None is returned.
        """
        who = (entry.account, entry.operation)
        with self._changed:
            if epoch and epoch != self.epoch:
                return None
            self._number += 1
            before = self._last.get(who)
            # Operations and accounts are few; the table stays bounded all the same.
            if len(self._last) > 4096:
                self._last.clear()
            self._last[who] = entry.at
            gap = None if before is None else entry.at - before
            _place(entry, self._number, gap)
            self._keep(entry)
            for watch in self._watches:
                watch.offer(entry)
            self._announce()
            return entry

    def _announce(self) -> None:
        self._changed.notify_all()
        for notify in self._subscribers:
            notify()

    def _keep(self, entry: Entry) -> None:
        size = len(entry.body or b"")
        if size > self._max_bytes:
            entry, size = replace(entry, body=None), 0
        self._entries.append(entry)
        self._bytes += size
        while len(self._entries) > self._size or self._bytes > self._max_bytes:
            self._bytes -= len(self._entries.popleft().body or b"")

    @contextmanager
    def watch(
        self, wanted: int, on_complete: Callable[[], object], **filters: Any
    ) -> Iterator[Watch]:
        """Collect matching entries, those already there first.

        `on_complete` is called once, in the thread that records the last entry wanted; the
        cost of a request does not grow with the entries in the journal.
        """
        self._check(filters)
        watch = Watch(filters, wanted, on_complete)
        with self._changed:
            for entry in self._entries:
                watch.offer(entry)
            self._watches.append(watch)
        try:
            yield watch
        finally:
            with self._changed:
                self._watches.remove(watch)

    def tally(self, **filters: Any) -> Tally:
        """Count the matching entries from now on, until `end_tally`."""
        self._check(filters)
        with self._changed:
            tally = Tally(filters, self._number)
            self._watches.append(tally)
        return tally

    def end_tally(self, tally: Tally) -> None:
        """Stop counting; may be called twice."""
        with self._changed:
            if tally in self._watches:
                self._watches.remove(tally)

    @contextmanager
    def subscribe(self, notify: Callable[[], object]) -> Iterator[None]:
        """Call `notify` whenever the journal changes, in the thread that changes it.

        A subscriber reads with `after`: nothing is queued for it, so a slow one costs no memory.
        """
        with self._changed:
            self._subscribers.append(notify)
        try:
            yield
        finally:
            with self._changed:
                self._subscribers.remove(notify)

    def after(self, position: Position, limit: int = 100) -> Batch:
        """Return the next entries after a position, at most `limit` of them."""
        with self._changed:
            cleared = bool(position.epoch) and position.epoch != self.epoch
            seen = position.number if position.epoch == self.epoch else 0
            first = self._number - len(self._entries) + 1
            missed = max(0, first - seen - 1) if seen else 0
            start = max(0, seen + 1 - first)
            found = tuple(itertools.islice(self._entries, start, start + limit))
            last = found[-1].number if found else max(seen, first - 1)
            return Batch(found, Position(self.epoch, last), cleared, missed)

    def entries(self, **filters: Any) -> list[Entry]:
        """Return the entries, oldest first, whose fields equal the given ones.

        `entries(operation="recognize_passport", status=200)`. Raises `TypeError` for a
        field that entries do not have.
        """
        self._check(filters)
        with self._changed:
            return [entry for entry in self._entries if _matches(entry, filters)]

    def count(self, **filters: Any) -> int:
        """Count the entries whose fields equal the given ones."""
        return len(self.entries(**filters))

    def unmatched(self) -> list[Entry]:
        """Return the requests to paths that are not served, each with the most similar path."""
        return self.entries(service="")

    def wait_for(self, count: int = 1, timeout: float = 5.0, **filters: Any) -> list[Entry]:
        """Wait until so many entries match and return them.

        Raises `TimeoutError` after `timeout` seconds, with what came instead.
        """
        self._check(filters)

        def found() -> list[Entry]:
            return [entry for entry in self._entries if _matches(entry, filters)]

        with self._changed:
            if self._changed.wait_for(lambda: len(found()) >= count, timeout):
                return found()
            raise TimeoutError(
                f"{len(found())} of {count} requests with {filters} came within {timeout} s; "
                f"{len(self._entries)} others are in the journal"
            )

    def clear(self) -> None:
        """Remove all entries."""
        with self._changed:
            self._entries.clear()
            self._bytes = 0
            for watch in self._watches:
                watch.begin_again()
            self._last.clear()
            self._number = 0
            self.epoch = secrets.token_hex(4)
            self._announce()

    def _check(self, filters: dict[str, Any]) -> None:
        unknown = set(filters) - set(Entry.__dataclass_fields__)
        if unknown:
            known = ", ".join(Entry.__dataclass_fields__)
            raise TypeError(
                f"journal entries have no field {sorted(unknown)[0]!r}; they have {known}"
            )
        if filters.get("operation") is not None:
            checks.name_of("operation", filters["operation"], self._operations)


def _matches(entry: Entry, filters: dict[str, Any]) -> bool:
    return all(getattr(entry, name) == wanted for name, wanted in filters.items())
