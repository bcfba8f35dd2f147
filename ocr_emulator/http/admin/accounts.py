"""Admin routes for accounts: standing, subscriptions, keys."""

from __future__ import annotations

from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.http.admin.request import AdminError, AdminRequest, Route
from ocr_emulator.state.accounts import Account
from ocr_emulator.state.namespace import ACCOUNT_FIELDS

_STANDING = ("frozen", "restricted", "permitted")
_PAIRS = ("subscribe", "unsubscribe")


async def list_accounts(request: AdminRequest) -> dict[str, Any]:
    """Return the accounts without any secret."""
    return {
        "accounts": [
            {
                "name": account.name,
                "keys": list(account.keys),
                "projects": account.projects,
                "frozen": account.frozen,
                "restricted": account.restricted,
                "permitted": account.permitted,
                "unsubscribed": [
                    {"operation": operation, "region": None if region == "*" else region}
                    for operation, region in sorted(account.unsubscribed)
                ],
            }
            for account in request.namespace.accounts.values()
        ]
    }


async def add_account(request: AdminRequest) -> dict[str, Any]:
    """Add an account and return its key and secret."""
    body = await request.json("an account", ("name", *ACCOUNT_FIELDS))
    if "name" not in body:
        raise AdminError(400, "the body needs 'name'")
    account = request.namespace.add_account(body.pop("name"), **body)
    return {
        "name": account.name,
        "ak": account.ak,
        "sk": account.sk,
        "projects": account.projects,
        "user": account.user,
    }


async def change_account(request: AdminRequest) -> dict[str, Any]:
    """Change the standing and the subscriptions of an account."""
    account = request.namespace.accounts[request.parameters["name"]]
    body = await request.json("an account", (*_STANDING, *_PAIRS))
    # Everything is checked before anything changes.
    standing = {name: checks.boolean(name, body[name]) for name in _STANDING if name in body}
    subscribe = _pairs(account, body.get("subscribe", []), region_needed=True)
    unsubscribe = _pairs(account, body.get("unsubscribe", []), region_needed=False)
    for name, value in standing.items():
        setattr(account, name, value)
    for operation, region in subscribe:
        account.subscribe(operation, region)
    for operation, region in unsubscribe:
        account.unsubscribe(operation, region)
    return await list_accounts(request)


def _pairs(account: Account, value: object, *, region_needed: bool) -> list[tuple[str, Any]]:
    if not isinstance(value, list):
        raise AdminError(400, "subscriptions are an array of objects with operation and region")
    found = []
    for pair in value:
        if not isinstance(pair, dict):
            raise AdminError(400, "a subscription is an object with operation and region")
        checks.known_fields("a subscription", pair, ("operation", "region"))
        operation, region = pair.get("operation"), pair.get("region")
        account.check_subscription(operation, region)
        if region is None and region_needed:
            raise AdminError(400, "a subscription needs a region")
        found.append((str(operation), region))
    return found


async def add_key(request: AdminRequest) -> dict[str, Any]:
    """Add a second key to an account, random unless `ak` and `sk` are given."""
    account = request.namespace.accounts[request.parameters["name"]]
    body = await request.json("a key", ("ak", "sk"))
    key = account.add_key(body.get("ak"), body.get("sk"))
    return {"ak": key.ak, "sk": key.sk}


async def remove_key(request: AdminRequest) -> dict[str, Any]:
    """Remove a key of an account."""
    request.namespace.accounts[request.parameters["name"]].remove_key(request.parameters["ak"])
    return await list_accounts(request)


async def add_temporary_key(request: AdminRequest) -> dict[str, Any]:
    """Issue a temporary key with a security token."""
    body = await request.json("a temporary key", ("seconds",))
    seconds = checks.number("seconds", body.get("seconds", 900), 0)
    key = request.namespace.temporary_key(seconds, request.parameters["name"])
    return {"ak": key.ak, "sk": key.sk, "security_token": key.security_token}


ROUTES = (
    Route("GET", "/accounts", list_accounts),
    Route("POST", "/accounts", add_account),
    Route("PATCH", "/accounts/{name}", change_account),
    Route("POST", "/accounts/{name}/keys", add_key),
    Route("DELETE", "/accounts/{name}/keys/{ak}", remove_key),
    Route("POST", "/accounts/{name}/temporary-keys", add_temporary_key),
)
