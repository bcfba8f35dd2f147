"""Admission: who calls, for which project and region, and whether they may.

In the gateway's order: credentials first, then the project, then whether the region
serves the operation, then the account's standing. Nothing here can be switched off.
"""

from __future__ import annotations

import hmac

from ocr_emulator.auth import signature
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import ApiError, Violation, refuse
from ocr_emulator.messages import RequestContext
from ocr_emulator.state.namespace import NamespaceRegistry

__all__ = ["admit", "authenticate", "locate"]

_PREFIX = "Incorrect IAM authentication information: "


def _denied(contract: Contract, reason: str) -> ApiError:
    # API Reference 6 lists APIG.0301 with this wording; the status is in the table.
    return refuse(contract, "APIG.0301", message=_PREFIX + reason)


def locate(call: RequestContext, world: NamespaceRegistry) -> None:
    """Guess the namespace and the account from what a request claims, unchecked.

    Only for the journal and for faults that strike before the check; the check itself
    (`authenticate`) starts anew.
    """
    try:
        ak = signature.parse(call.header("authorization")).access
    except signature.SignatureError:
        ak = ""
    token = call.header("x-auth-token")
    by_key = world.key(ak) if ak else None
    if by_key is not None:
        call.namespace, call.account, _ = by_key
        return
    owner = world.token(token) if token else None
    if owner is not None:
        call.namespace = owner
        known = owner.tokens.find(token)
        call.account = known.account if known else None
        return
    by_project = world.project(call.project_id) if call.project_id else None
    if by_project is not None:
        call.namespace, call.account = by_project


def authenticate(
    call: RequestContext, world: NamespaceRegistry, contract: Contract, *, skew: float = 0.0
) -> None:
    """Establish the account behind a call from its signature or its token.

    `skew` is added to the server's clock, for the fault of that name. Raises `ApiError`
    APIG.0301 with the gateway's reason.
    """
    authorization = call.header("authorization")
    if authorization:
        _check_signature(call, world, contract, authorization, skew)
    else:
        _check_token(call, world, contract, skew)


def _check_signature(
    call: RequestContext,
    world: NamespaceRegistry,
    contract: Contract,
    authorization: str,
    skew: float,
) -> None:
    try:
        signed = signature.parse(authorization)
    except signature.SignatureError as exc:
        raise _denied(contract, str(exc)) from None
    found = world.key(signed.access)
    if found is None:
        raise _denied(contract, f"ak {signed.access[:40]} not exist")
    call.namespace, account, key = found
    call.account = account
    now = call.namespace.clock.now() + skew
    if key.lock.locked(now):
        raise _denied(contract, "AK access failed to reach the limit,forbidden.")
    try:
        if not key.active:
            raise signature.SignatureError("verify aksk signature fail, access key is disabled")
        if key.security_token is not None:
            _check_session(call, key.security_token, key.expires or 0.0, now)
        signature.check(
            signed,
            secret=key.sk,
            method=call.method,
            raw_target=call.raw_target,
            headers=call.headers,
            digest=call.digest,
            now=now,
        )
    except signature.SignatureError as exc:
        key.lock.failed(now)
        raise _denied(contract, str(exc)) from None
    key.lock.passed()
    call.credential = "aksk" if key.security_token is None else "temporary"


def _check_session(call: RequestContext, expected: str, expires: float, now: float) -> None:
    sent = call.header("x-security-token")
    if not sent:
        raise signature.SignatureError("verify aksk signature fail, x-security-token not found")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode()):
        raise signature.SignatureError("verify aksk signature fail, x-security-token is wrong")
    if now >= expires:
        raise signature.SignatureError("verify aksk signature fail, security token expires")


def _check_token(
    call: RequestContext, world: NamespaceRegistry, contract: Contract, skew: float
) -> None:
    text = call.header("x-auth-token")
    if not text:
        raise _denied(contract, "x-auth-token not found")
    owner = world.token(text)
    token = owner.tokens.find(text) if owner else None
    if owner is None or token is None:
        raise _denied(contract, "decrypt token fail")
    call.namespace = owner
    call.account = token.account
    if owner.clock.now() + skew >= token.expires:
        raise _denied(contract, "token expires")
    if call.service == "ocr" and call.project_id != token.project_id:
        raise refuse(
            contract,
            "ModelArts.4203",
            violation=Violation(
                "path", f"the project that the token is scoped to ({token.region})", "another one"
            ),
        )
    call.credential = "token"


def admit(call: RequestContext, contract: Contract) -> None:
    """Check project, region, standing and subscription of an authenticated call."""
    account, operation = call.account, call.operation
    if account is None or operation is None:
        raise RuntimeError("a call is admitted only after it was authenticated and routed")
    region = account.region_of(call.project_id)
    if region is None:
        raise refuse(
            contract,
            "ModelArts.4203",
            violation=Violation("path", f"a project of account {account.name}", "another one"),
        )
    call.region = region
    sent = call.header("x-project-id")
    if sent and sent != call.project_id:
        raise refuse(
            contract,
            "ModelArts.4203",
            violation=Violation("header:X-Project-Id", "the project in the path", "another one"),
        )
    if region not in operation.regions:
        raise refuse(
            contract,
            "APIG.0101",
            violation=Violation(
                "path", f"a project in {', '.join(operation.regions)}", f"one in {region}"
            ),
        )
    if account.frozen:
        raise refuse(contract, "ModelArts.6201")
    if account.restricted:
        raise refuse(contract, "ModelArts.4106")
    if not account.permitted:
        raise refuse(contract, "ModelArts.4203")
    if not account.subscribed(operation.name, region):
        raise refuse(
            contract,
            "ModelArts.4204",
            message=f"Request api error! The API {operation.slug} is not subscribed.",
        )
