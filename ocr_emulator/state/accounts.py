"""Accounts: who may call, with which keys, for which projects and subscriptions.

An account stands for what the vendor calls a domain with one IAM user in it. It has one
project a region (API Reference 7.1: a project belongs to one region) and at most two
access keys, so that a key can be rotated while the other one still works.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Account", "AccountLimitError", "Key", "Lock"]

MAX_KEYS = 2
LOCK_AFTER = 5
"""Failures in a row that are forgiven; the next one locks (API Reference 6, APIG.0301)."""
LOCK_SECONDS = 300.0
"""How long a pair stays locked: five minutes (API Reference 6, APIG.0301)."""


class AccountLimitError(ValueError):
    """The account already has as many keys as it may have."""


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
    """An access key and its secret; a temporary one also has a token and an end."""

    ak: str
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)
    expires: float | None = None
    lock: Lock = field(default_factory=Lock, repr=False)
    active: bool = True


def _id() -> str:
    return secrets.token_hex(16)


class Account:
    """One account: user, keys, projects, subscriptions, permission and standing.

    It starts subscribed to everything everywhere. `permitted` False is a user without
    the right to call (ModelArts.4203), `restricted` an account that may not use the
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
    ) -> None:
        self.name = name
        self.domain_id = _id()
        self.user_id = _id()
        self.user_name = user or f"{name}-user"
        self.password = password or secrets.token_urlsafe(16)
        self.projects: dict[str, str] = dict(projects or {region: _id() for region in regions})
        self.keys: dict[str, Key] = {}
        self.temporary: dict[str, Key] = {}
        self.subscriptions: set[tuple[str, str]] | None = None
        self.unsubscribed: set[tuple[str, str]] = set()
        self.permitted = True
        self.frozen = False
        self.restricted = False
        self._lock = threading.Lock()
        self.add_key(ak, sk)

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
        """Add a second key for a rotation.

        Raises `AccountLimitError` when there are two already.
        """
        with self._lock:
            if len(self.keys) >= MAX_KEYS:
                raise AccountLimitError(
                    f"account {self.name} has {MAX_KEYS} keys already; remove one first"
                )
            key = Key(
                ak or "EMU" + secrets.token_hex(9).upper()[:17], sk or secrets.token_urlsafe(30)
            )
            self.keys[key.ak] = key
            return key

    def remove_key(self, ak: str) -> None:
        """Take a key away; calls signed with it are refused from now on."""
        with self._lock:
            if self.keys.pop(ak, None) is None and self.temporary.pop(ak, None) is None:
                raise KeyError(f"account {self.name} has no key {ak}")

    def rotate(self) -> Key:
        """Replace the oldest key by a new one and return it; the other key goes on working."""
        with self._lock:
            oldest = next(iter(self.keys)) if len(self.keys) >= MAX_KEYS else None
            if oldest is not None:
                del self.keys[oldest]
        return self.add_key()

    def temporary_key(self, now: float, seconds: float = 900.0) -> Key:
        """Issue a temporary key with a security token that ends after so many seconds."""
        key = Key(
            "TMP" + secrets.token_hex(9).upper()[:17],
            secrets.token_urlsafe(30),
            security_token=secrets.token_urlsafe(60),
            expires=now + seconds,
        )
        with self._lock:
            self.temporary = {
                ak: k for ak, k in self.temporary.items() if (k.expires or 0) > now - 3600
            }
            self.temporary[key.ak] = key
        return key

    def find_key(self, ak: str) -> Key | None:
        """Return the account's permanent or temporary key of that name."""
        return self.keys.get(ak) or self.temporary.get(ak)

    def region_of(self, project_id: str) -> str | None:
        """Return the region that a project of this account belongs to."""
        for region, project in self.projects.items():
            if project == project_id:
                return region
        return None

    def subscribed(self, operation: str, region: str) -> bool:
        """Whether the account has subscribed to an operation in a region."""
        if {(operation, region), (operation, "*")} & self.unsubscribed:
            return False
        return self.subscriptions is None or (operation, region) in self.subscriptions

    def subscribe(self, operation: str, region: str) -> None:
        """Subscribe to one operation in one region."""
        self.unsubscribed -= {(operation, region), (operation, "*")}
        if self.subscriptions is not None:
            self.subscriptions.add((operation, region))

    def subscribe_only(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Leave no subscription but these pairs of operation and region."""
        self.subscriptions = set(pairs)
        self.unsubscribed = set()

    def unsubscribe(self, operation: str, region: str | None = None) -> None:
        """End the subscription to an operation in one region, or in all of them."""
        self.unsubscribed.add((operation, region or "*"))

    def restore(self) -> None:
        """Put subscriptions, permission, standing and locks back to their beginning."""
        self.subscriptions = None
        self.unsubscribed = set()
        self.permitted = True
        self.frozen = False
        self.restricted = False
        for key in (*self.keys.values(), *self.temporary.values()):
            key.lock = Lock()
