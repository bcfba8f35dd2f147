"""Namespaces (tenants) of one server and their registry.

Tests that run in parallel share a server without sharing state. A namespace has its own
accounts, clock, journal, faults, sequences, quotas and files. The sender decides which one a
request belongs to: the access key, the token, the project in the path or the user that logs
in. No extra header is needed.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.scripting.answers import ScriptedAnswers
from ocr_emulator.scripting.expectations import Expectation
from ocr_emulator.scripting.journal import Journal
from ocr_emulator.scripting.rules import Faults
from ocr_emulator.scripting.sequences import Sequence, Sequences
from ocr_emulator.scripting.steps import Step
from ocr_emulator.state.accounts import Account, AccountKeywords, Key, KeyIndex
from ocr_emulator.state.clock import Clock
from ocr_emulator.state.files import Files, StorageBudget
from ocr_emulator.state.quotas import Quotas
from ocr_emulator.state.retry_after import RetryAfterTracker
from ocr_emulator.state.tokens import Token, Tokens

ACCOUNT_FIELDS = tuple(AccountKeywords.__annotations__)
_MAX_ACCOUNTS = 1_000
_MAX_NAMESPACES = 1_000
_MAX_NAME = 64


class Namespace:
    """One tenant: its accounts, and all that is scripted and recorded for them."""

    def __init__(
        self,
        name: str,
        contract: Contract,
        *,
        journal: Journal,
        keys: KeyIndex,
        storage: StorageBudget,
        account: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self._keys = keys
        self._contract = contract
        self.clock: Clock = Clock()
        self.journal = journal
        self.faults: Faults = Faults(contract, self.clock.now)
        self.sequences: Sequences = Sequences(contract)
        self.answers: ScriptedAnswers = ScriptedAnswers(contract)
        self.quotas: Quotas = Quotas(contract.operations)
        self.retry_after: RetryAfterTracker = RetryAfterTracker()
        self.replayed: Counter[tuple[str, str]] = Counter()
        """How many responses of a recording each request got, by operation and digest."""
        self.files: Files = Files(name, storage)
        self.tokens: Tokens = Tokens()
        self.expectations: list[Expectation] = []
        self.accounts: dict[str, Account] = {}
        self.add_account(name, **(account or {}))

    def __repr__(self) -> str:
        return f"<Namespace {self.name} accounts={list(self.accounts)}>"

    @property
    def account(self) -> Account:
        """The first account, to which the shortcuts below refer."""
        return next(iter(self.accounts.values()))

    @property
    def ak(self) -> str:
        """Access key of the first account."""
        return self.account.ak

    @property
    def sk(self) -> str:
        """Secret of that access key."""
        return self.account.sk

    @property
    def projects(self) -> dict[str, str]:
        """Project ids of the first account by region."""
        return dict(self.account.projects)

    @property
    def user(self) -> dict[str, str]:
        """Name, password and domain of the first account's user."""
        return self.account.user

    def add_account(self, name: str, **details: Any) -> Account:
        """Add an account (`ak`, `sk`, `user`, `password`, `projects` may be chosen)."""
        if name in self.accounts:
            raise ValueError(f"namespace {self.name} has an account {name} already")
        if len(self.accounts) >= _MAX_ACCOUNTS:
            raise ValueError(f"a namespace has at most {_MAX_ACCOUNTS} accounts")
        checks.known_fields("an account", details, ACCOUNT_FIELDS)
        account = Account(
            name,
            self._contract.regions,
            namespace=self.name,
            index=self._keys,
            operations=self._contract.operations,
            **details,
        )
        self.accounts[name] = account
        return account

    def keep_accounts(self, accounts: Mapping[str, Mapping[str, Key]]) -> None:
        """Remove all accounts but these, given with their permanent keys."""
        for name, account in list(self.accounts.items()):
            if name in accounts:
                account.keep_keys(accounts[name])
                continue
            del self.accounts[name]
            account.remove_all_keys()
            self.tokens.revoke(account)

    def temporary_key(self, seconds: float = 900.0, account: str | None = None) -> Key:
        """Issue a temporary key with a security token for an account."""
        chosen = self.account if account is None else self.accounts[account]
        return chosen.temporary_key(self.clock.now(), seconds)

    def sequence(
        self,
        *steps: Step | str | int | Mapping[str, Any],
        operation: str | None = None,
        account: str | None = None,
    ) -> Sequence:
        """Answer the next matching requests with these steps in order; returns the sequence."""
        return self.sequences.add(steps, operation=operation, account=account)

    def expect(
        self, operation: str | None = None, times: int | None = None, **filters: Any
    ) -> Expectation:
        """Expect requests from now on; check with `verify()` or as a context manager."""
        if operation is not None:
            filters["operation"] = operation
        where = "" if self.name == "default" else f" in namespace {self.name}"
        expectation = Expectation(self.journal, times, filters, where)
        self.expectations.append(expectation)
        return expectation

    def reset(self) -> None:
        """Clear scripts, journal and files; keep accounts and keys, in good standing."""
        self.journal.clear()
        for expectation in self.expectations:
            expectation.close()
        self.expectations.clear()
        self.files.clear()
        self.reset_scripts()

    def reset_scripts(self) -> None:
        """Clear scripts, clock, quotas and the standing of accounts; keep journal and files."""
        self.faults.clear()
        self.sequences.clear()
        self.answers.clear()
        self.quotas.reset()
        self.retry_after.clear()
        self.replayed.clear()
        self.clock.reset()
        for account in self.accounts.values():
            account.restore()


class NamespaceRegistry:
    """All namespaces of one server, with the lookups that assign a request to one of them."""

    def __init__(
        self,
        contract: Contract,
        *,
        journal_size: int,
        journal_bytes: int,
        keep_bodies: bool,
        account: Mapping[str, Any] | None = None,
    ) -> None:
        self._contract = contract
        self._journal_size = journal_size
        self._journal_bytes = journal_bytes
        self._keep_bodies = keep_bodies
        self._storage = StorageBudget()
        self._lock = threading.Lock()
        self._base = ""
        self.keys: KeyIndex = {}
        """Account and key of each access key id, over all namespaces."""
        self.namespaces: dict[str, Namespace] = {}
        self.default: Namespace = self.namespace("default", **(account or {}))

    def namespace(self, name: str, **account: Any) -> Namespace:
        """Return the namespace of that name; it is created when it does not exist.

        `account` are fixed values (`ak`, `sk`, `projects` …) for the account of a new one.
        """
        with self._lock:
            found = self.namespaces.get(name)
            if found is not None and account:
                raise ValueError(f"namespace {name} exists already; remove it first")
            if found is None:
                checks.text("the name of a namespace", name, _MAX_NAME)
                if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
                    raise ValueError(
                        f"namespace {name!r} may only have letters, digits, '-' and '_'"
                    )
                if len(self.namespaces) >= _MAX_NAMESPACES:
                    raise ValueError(f"there are {_MAX_NAMESPACES} namespaces; remove one first")
                journal = Journal(
                    self._contract.operations,
                    self._journal_size,
                    max_bytes=self._journal_bytes,
                    keep_bodies=self._keep_bodies,
                )
                found = Namespace(
                    name,
                    self._contract,
                    journal=journal,
                    keys=self.keys,
                    storage=self._storage,
                    account=account,
                )
                found.files.attach(self._base)
                self.namespaces[name] = found
            return found

    def remove(self, name: str) -> None:
        """Remove a namespace with all that is in it; the default one stays."""
        if name == "default":
            raise ValueError("the default namespace cannot be removed; reset it instead")
        with self._lock:
            space = self.namespaces.pop(name)
            for account in space.accounts.values():
                account.remove_all_keys()
            space.files.clear()

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Remove the namespaces, accounts and keys that are added in the block, at its end."""
        before = {
            space: {account.name: dict(account.keys) for account in space.accounts.values()}
            for space in self.namespaces.values()
        }
        try:
            yield
        finally:
            for name, space in list(self.namespaces.items()):
                if space in before:
                    space.keep_accounts(before[space])
                else:
                    self.remove(name)

    def attach(self, base: str) -> None:
        """Pass the address that the emulator listens on to all file stores."""
        self._base = base
        for namespace in self.namespaces.values():
            namespace.files.attach(base)

    def find_token(self, text: str) -> tuple[Namespace, Token] | None:
        """Return a token and the namespace that issued it."""
        for namespace in list(self.namespaces.values()):
            token = namespace.tokens.find(text)
            if token is not None:
                return namespace, token
        return None

    def find_project(self, project_id: str) -> tuple[Namespace, Account] | None:
        """Return the owner of a project."""
        for namespace in list(self.namespaces.values()):
            for account in list(namespace.accounts.values()):
                if project_id in account.regions:
                    return namespace, account
        return None

    def find_accounts(self, name: object) -> list[tuple[Namespace, Account]]:
        """Return the accounts of a name, which a login calls the domain."""
        return [
            (namespace, namespace.accounts[name])
            for namespace in list(self.namespaces.values())
            if isinstance(name, str) and name in namespace.accounts
        ]
