"""Token store of the identity service.

A token is issued for a password, belongs to one project and expires after 24 hours.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from ocr_emulator.state.accounts import Account

TOKEN_SECONDS = 24 * 3600.0
"""A token is valid for 24 hours (API Reference 3.4)."""
_MAX_TOKENS = 10_000


@dataclass(frozen=True, slots=True)
class Token:
    """Account, project and lifetime of a token; the text of the token is not kept here."""

    account: Account
    project_id: str
    region: str
    issued: float
    expires: float


class Tokens:
    """Issue tokens and look them up.

    A token is as long as the vendor's (about 1,500 characters of Base64), so that clients
    which cut or fold long headers fail here too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Token] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Tokens {len(self._known)}>"

    def issue(self, account: Account, region: str, now: float) -> tuple[str, Token]:
        """Issue a token for the account's project in a region; returns its text and its record."""
        text = "MII" + secrets.token_urlsafe(1120)
        token = Token(account, account.projects[region], region, now, now + TOKEN_SECONDS)
        with self._lock:
            self._known[text] = token
            while len(self._known) > _MAX_TOKENS:
                self._known.popitem(last=False)
        return text, token

    def find(self, text: str) -> Token | None:
        """Return the record of a token, expired or not; None for an unknown one."""
        with self._lock:
            return self._known.get(text)

    def revoke(self, account: Account | None = None) -> int:
        """Forget all tokens, or those of one account; returns how many."""
        with self._lock:
            gone = [
                text
                for text, token in self._known.items()
                if account is None or token.account is account
            ]
            for text in gone:
                del self._known[text]
            return len(gone)
