"""Accounts: keys, projects, subscriptions and standing.

An account stands for what the vendor calls a domain, with one IAM user in it. It has one
project per region (API Reference 7.1: a project belongs to one region) and at most two
access keys, so that a key can be rotated while the other one still works.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from ocr_emulator.contract import checks

MAX_KEYS = 2
_MAX_TEMPORARY_KEYS = 1_000
_MAX_NAME = 64
_MAX_SECRET = 256
LOCK_AFTER = 5
"""Failures in a row that are forgiven; the next one locks (API Reference 6, APIG.0301)."""
LOCK_SECONDS = 300.0
"""How long a key stays locked: five minutes (API Reference 6, APIG.0301)."""


class AccountLimitError(ValueError):
    """Raised when an account already has as many keys as it may have."""


class AccountKeywords(TypedDict, total=False):
    """Values of an account that can be chosen; the others are random."""

    ak: str | None
    sk: str | None
    projects: Mapping[str, str] | None
    user: str | None
    password: str | None


@dataclass
class Lock:
    """Count failed signatures of one key and lock it after too many in a row."""

    failures: int = 0
    until: float = 0.0

    def locked(self, now: float) -> bool:
        """Whether the key is locked at this moment."""
        return now < self.until

    def failed(self, now: float) -> None:
        """Count a failure; the sixth in a row locks the key for five minutes."""
        self.failures += 1
        if self.failures > LOCK_AFTER:
            self.until = now + LOCK_SECONDS
            self.failures = 0

    def passed(self) -> None:
        """Forget the failures: they have to be in a row to lock."""
        self.failures = 0


@dataclass
class Key:
    """An access key and its secret; a temporary one also has a token and an expiry time."""

    ak: str
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    expires: float | None = None
    lock: Lock = field(default_factory=Lock, repr=False)
    active: bool = True


KeyIndex = dict[str, tuple["Account", Key]]
"""Every key of a server by its access key id, so that a request finds its key at once."""


def _id() -> str:
    return secrets.token_hex(16)


def _check_secret(what: str, value: object) -> None:
    """Check a key, user or password without showing it in the error."""
    good = isinstance(value, str) and 0 < len(value) <= _MAX_SECRET and value.isprintable()
    if not good:
        raise ValueError(f"{what} must be a text of 1 to {_MAX_SECRET} printable characters")


def _check_projects(projects: object, regions: Collection[str]) -> None:
    if not isinstance(projects, Mapping):
        raise ValueError("projects must map regions to project ids")
    if len(set(map(str, projects.values()))) < len(projects):
        raise ValueError("a project id is given twice; a project belongs to one region")
    for region, project in projects.items():
        checks.name_of("region", region, regions)
        checks.text("a project id", project, _MAX_NAME)
        if not project.isascii() or "/" in project:
            raise ValueError(f"project id {project!r} cannot be part of a path")


class Account:
    """One account: user, keys, projects, subscriptions, permission and standing.

    It starts with a subscription to every operation in every region. `permitted=False` is a
    user without permission (ModelArts.4203), `restricted` an account that may not use the
    service (ModelArts.4106), `frozen` one that owes money (ModelArts.6201).
    """

    def __init__(
        self,
        name: str,
        regions: Iterable[str],
        *,
        ak: str | None = None,
        sk: str | None = None,
        user: str | None = None,
        password: str | None = None,
        projects: Mapping[str, str] | None = None,
        namespace: str = "default",
        index: KeyIndex | None = None,
        operations: Collection[str] = (),
    ) -> None:
        checks.text("the name of an account", name, _MAX_NAME)
        regions = list(regions)
        for what, value in (("user", user), ("password", password)):
            if value is not None:
                _check_secret(what, value)
        if projects is not None:
            _check_projects(projects, regions)
        self.name = name
        self._operations = operations
        self.namespace = namespace
        """Name of the namespace that the account belongs to."""
        self.domain_id: str = _id()
        self.user_id: str = _id()
        self.user_name: str = user or f"{name}-user"
        self.password: str = password or secrets.token_urlsafe(16)
        self.projects: dict[str, str] = {region: _id() for region in regions} | dict(projects or {})
        self.regions: dict[str, str] = {
            project: region for region, project in self.projects.items()
        }
        """Region of each project id."""
        self.keys: dict[str, Key] = {}
        self.temporary: dict[str, Key] = {}
        self.subscriptions: set[tuple[str, str]] | None = None
        self.unsubscribed: set[tuple[str, str]] = set()
        self.permitted: bool = True
        self.frozen: bool = False
        self.restricted: bool = False
        self._index = {} if index is None else index
        self._lock = threading.Lock()
        self._first: Key | None = self.add_key(ak, sk)
        """The key that the account starts with; None when the account is dropped."""

    def __repr__(self) -> str:
        return f"<Account {self.name} keys={list(self.keys)} projects={len(self.projects)}>"

    @property
    def ak(self) -> str:
        """The newest access key."""
        return self._newest().ak

    @property
    def sk(self) -> str:
        """The secret of the newest access key."""
        return self._newest().sk

    @property
    def user(self) -> dict[str, str]:
        """What a password login needs: `name`, `password` and `domain`."""
        return {"name": self.user_name, "password": self.password, "domain": self.name}

    def _newest(self) -> Key:
        if not self.keys:
            raise AccountLimitError(f"account {self.name} has no access key; add one")
        return next(reversed(self.keys.values()))

    def add_key(self, ak: str | None = None, sk: str | None = None) -> Key:
        """Add a second key for a rotation, random unless `ak` and `sk` are given.

        Raises `AccountLimitError` when there are two already, `ValueError` for an access
        key that the server already has.
        """
        if (ak is None) != (sk is None):
            raise ValueError("ak and sk belong together: give both or neither")
        for what, value in (("ak", ak), ("sk", sk)):
            if value is not None:
                _check_secret(what, value)
        with self._lock:
            if len(self.keys) >= MAX_KEYS:
                raise AccountLimitError(
                    f"account {self.name} has {MAX_KEYS} keys already; remove one first"
                )
            key = Key(
                ak or "EMU" + secrets.token_hex(9).upper()[:17], sk or secrets.token_urlsafe(30)
            )
            if key.ak in self._index:
                raise ValueError(f"access key {key.ak} exists already; choose another one")
            self.keys[key.ak] = key
            self._index[key.ak] = (self, key)
            return key

    def remove_key(self, ak: str) -> None:
        """Remove a key; requests signed with it are refused from now on."""
        with self._lock:
            if self.keys.pop(ak, None) is None and self.temporary.pop(ak, None) is None:
                raise KeyError(f"account {self.name} has no key {ak}")
            self._index.pop(ak, None)

    def remove_all_keys(self) -> None:
        """Remove every key, permanent and temporary, because the account is dropped."""
        with self._lock:
            for ak in (*self.keys, *self.temporary):
                self._index.pop(ak, None)
            self.keys.clear()
            self.temporary.clear()
            self._first = None

    def keep_keys(self, keys: Mapping[str, Key]) -> None:
        """Have these permanent keys and no others."""
        with self._lock:
            for ak in self.keys.keys() - keys.keys():
                self._index.pop(ak, None)
            # Another account may have got an access key that was free.
            self.keys = {
                ak: key
                for ak, key in keys.items()
                if self._index.setdefault(ak, (self, key))[0] is self
            }

    def rotate(self) -> Key:
        """Replace the oldest key by a new one and return it; the other key keeps working."""
        if len(self.keys) >= MAX_KEYS:
            self.remove_key(next(iter(self.keys)))
        return self.add_key()

    def temporary_key(self, now: float, seconds: float = 900.0) -> Key:
        """Issue a temporary key with a security token that expires after so many seconds."""
        checks.number("seconds", seconds, 0.0)
        key = Key(
            "TMP" + secrets.token_hex(9).upper()[:17],
            secrets.token_urlsafe(30),
            security_token=secrets.token_urlsafe(60),
            expires=now + seconds,
        )
        with self._lock:
            # Kept for an hour after the end: "expired" says more than "not exist".
            old = [ak for ak, k in self.temporary.items() if (k.expires or 0) <= now - 3600]
            for ak in old:
                del self.temporary[ak]
                self._index.pop(ak, None)
            while len(self.temporary) >= _MAX_TEMPORARY_KEYS:
                oldest = next(iter(self.temporary))
                del self.temporary[oldest]
                self._index.pop(oldest, None)
            self.temporary[key.ak] = key
            self._index[key.ak] = (self, key)
        return key

    def check_subscription(self, operation: object, region: object) -> None:
        """Raise `ValueError` for an operation or a region that does not exist."""
        if self._operations:
            checks.name_of("operation", operation, self._operations)
        if region is not None:
            checks.name_of("region", region, self.projects)

    def subscribed(self, operation: str, region: str) -> bool:
        """Whether the account has subscribed to an operation in a region."""
        if {(operation, region), (operation, "*")} & self.unsubscribed:
            return False
        return self.subscriptions is None or (operation, region) in self.subscriptions

    def subscribe(self, operation: str, region: str) -> None:
        """Subscribe to one operation in one region."""
        self.check_subscription(operation, region)
        if (operation, "*") in self.unsubscribed:
            # The other regions stay without it.
            self.unsubscribed |= {(operation, other) for other in self.projects}
        self.unsubscribed -= {(operation, region), (operation, "*")}
        if self.subscriptions is not None:
            self.subscriptions.add((operation, region))

    def subscribe_only(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Leave no subscription but these pairs of operation and region."""
        self.subscriptions = set(pairs)
        self.unsubscribed = set()

    def unsubscribe(self, operation: str, region: str | None = None) -> None:
        """End the subscription to an operation in one region, or in all of them."""
        self.check_subscription(operation, region)
        self.unsubscribed.add((operation, region or "*"))

    def restore(self) -> None:
        """Reset subscriptions, permission, standing and keys to their initial state.

        Further keys stay valid, unless there would be too many of them.
        """
        self.subscriptions = None
        self.unsubscribed = set()
        self.permitted = True
        self.frozen = False
        self.restricted = False
        with self._lock:
            self._restore_first_key()
            for key in (*self.keys.values(), *self.temporary.values()):
                key.lock = Lock()
                key.active = True

    def _restore_first_key(self) -> None:
        """Add the first key again as the oldest one; the oldest other one makes room for it."""
        first = self._first
        # Another account may have got an access key that was free.
        if first is None or first.ak in self._index:
            return
        newest = dict(list(self.keys.items())[1 - MAX_KEYS :])
        for ak in self.keys.keys() - newest.keys():
            self._index.pop(ak, None)
        self.keys = {first.ak: first, **newest}
        self._index[first.ak] = (self, first)
