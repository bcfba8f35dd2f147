"""The journal: what came and what was answered, in a ring that never grows.

Bodies hold identity documents, so an entry keeps a body's size and digest; the bytes
themselves only when asked for, and credentials never.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any

from ocr_emulator.messages import RequestContext

__all__ = ["Entry", "Journal"]

# Headers worth remembering; whatever is not listed (keys, tokens, cookies) is not kept.
_KEPT_HEADERS = frozenset(
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and its answer."""

    number: int
    request_id: str
    at: float
    """Arrival by the emulator's clock, seconds since 1970."""
    gap: float | None
    """Seconds since the same account's call before it to the same operation."""
    early_by: float | None
    """Seconds it came before the Retry-After of the answer before; None: not too early."""
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
    """None when the connection was dropped without an answer."""
    code: str | None
    answer: str
    violation: dict[str, str] | None
    notes: tuple[str, ...]
    nearest: str | None
    """For a path that nothing serves: the path that comes nearest."""
    body: bytes | None = field(default=None, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON shows it, without the body's bytes."""
        data = asdict(self)
        del data["body"]
        data["notes"] = list(self.notes)
        return data


class Journal:
    """Remember the last calls; filter, count and wait for them."""

    def __init__(self, size: int = 1000, *, keep_bodies: bool = False) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self._changed = threading.Condition()
        self._last: dict[tuple[str | None, str | None], float] = {}
        self._number = 0
        self.keep_bodies = keep_bodies

    def __repr__(self) -> str:
        return f"<Journal {len(self)} of {self._number} calls>"

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries())

    def __getitem__(self, index: int) -> Entry:
        return self.entries()[index]

    @property
    def last(self) -> Entry:
        """The newest entry; raises `IndexError` when nothing came yet."""
        with self._changed:
            return self._entries[-1]

    @property
    def number(self) -> int:
        """How many calls have been recorded altogether, those fallen out included."""
        return self._number

    def record(
        self,
        call: RequestContext,
        status: int | None,
        code: str | None,
        paths: Callable[[], list[str]],
    ) -> Entry:
        """Write a finished call down; `paths` tells the served paths for a near miss."""
        nearest = None
        if not call.service:
            match = get_close_matches(call.path, paths(), n=1, cutoff=0.5)
            nearest = match[0] if match else None
        operation = call.operation.name if call.operation else None
        account = call.account.name if call.account else None
        with self._changed:
            self._number += 1
            before = self._last.get((account, operation))
            # An operation has sixteen names and accounts are few; still, keep it bounded.
            if len(self._last) > 4096:
                self._last.clear()
            self._last[(account, operation)] = call.at
            entry = Entry(
                number=self._number,
                request_id=call.request_id,
                at=call.at,
                gap=None if before is None else call.at - before,
                early_by=call.early_by,
                method=call.method,
                path=call.path[:300],
                service=call.service,
                operation=operation,
                account=account,
                credential=call.credential,
                project_id=call.project_id,
                region=call.region,
                headers={
                    name.lower(): value[:300]
                    for name, value in call.headers
                    if name.lower() in _KEPT_HEADERS
                },
                body_size=len(call.body),
                body_sha256=call.digest,
                status=status,
                code=code,
                answer=call.answer,
                violation=call.violation.to_dict() if call.violation else None,
                notes=tuple(call.notes),
                nearest=nearest,
                body=call.body if self.keep_bodies else None,
            )
            self._entries.append(entry)
            self._changed.notify_all()
            return entry

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
        """Return the calls to paths that nothing serves, each with the nearest that is."""
        return self.entries(service="")

    def wait_for(self, count: int = 1, timeout: float = 5.0, **filters: Any) -> list[Entry]:
        """Wait until so many entries match and return them.

        Raises `TimeoutError` with what came instead after `timeout` seconds.
        """
        self._check(filters)

        def found() -> list[Entry]:
            return [entry for entry in self._entries if _matches(entry, filters)]

        with self._changed:
            if self._changed.wait_for(lambda: len(found()) >= count, timeout):
                return found()
            raise TimeoutError(
                f"{len(found())} of {count} calls with {filters} came within {timeout} s; "
                f"{len(self._entries)} others are in the journal"
            )

    def clear(self) -> None:
        """Forget everything."""
        with self._changed:
            self._entries.clear()
            self._last.clear()
            self._number = 0

    @staticmethod
    def _check(filters: dict[str, Any]) -> None:
        unknown = set(filters) - set(Entry.__dataclass_fields__)
        if unknown:
            known = ", ".join(Entry.__dataclass_fields__)
            raise TypeError(
                f"journal entries have no field {sorted(unknown)[0]!r}; they have {known}"
            )


def _matches(entry: Entry, filters: dict[str, Any]) -> bool:
    return all(getattr(entry, name) == wanted for name, wanted in filters.items())
