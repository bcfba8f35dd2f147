"""Admin routes for accounts: standing, subscriptions, keys."""

from __future__ import annotations

from typing import Any

from ocr_emulator.http.admin.request import AdminRequest, Route, reject_unknown


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
            }
            for account in request.namespace.accounts.values()
        ]
    }


async def add_account(request: AdminRequest) -> dict[str, Any]:
    """Add an account and return its key and secret."""
    body = await request.json()
    account = request.namespace.add_account(str(body.pop("name")), **body)
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
    body = await request.json()
    for name in ("frozen", "restricted", "permitted"):
        if name in body:
            setattr(account, name, bool(body.pop(name)))
    for pair in body.pop("subscribe", ()):
        account.subscribe(pair["operation"], pair["region"])
    for pair in body.pop("unsubscribe", ()):
        account.unsubscribe(pair["operation"], pair["region"])
    reject_unknown(body, "accounts")
    return await list_accounts(request)


async def add_key(request: AdminRequest) -> dict[str, Any]:
    """Add a second key to an account."""
    key = request.namespace.accounts[request.parameters["name"]].add_key()
    return {"ak": key.ak, "sk": key.sk}


async def remove_key(request: AdminRequest) -> dict[str, Any]:
    """Remove a key of an account."""
    request.namespace.accounts[request.parameters["name"]].remove_key(request.parameters["ak"])
    return await list_accounts(request)


async def add_temporary_key(request: AdminRequest) -> dict[str, Any]:
    """Issue a temporary key with a security token."""
    body = await request.json()
    seconds = float(body.get("seconds", 900))
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
