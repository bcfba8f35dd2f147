"""Authentication and authorization of a request.

In the gateway's order: credentials first, then the project, then whether the region serves
the operation, then the account's standing. None of it can be switched off.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from ocr_emulator.auth import signature
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.errors import ApiError, Violation, api_error
from ocr_emulator.messages import RequestContext
from ocr_emulator.state.accounts import Key
from ocr_emulator.state.namespace import NamespaceRegistry
from ocr_emulator.state.tokens import Token

_PREFIX = "Incorrect IAM authentication information: "


@dataclass(slots=True)
class Claim:
    """Credentials of a request, looked up and not checked yet."""

    signed: signature.Signed | None = None
    malformed: str = ""
    """Why the `Authorization` header cannot be parsed."""
    key: Key | None = field(default=None, repr=False)
    token: Token | None = None


def _denied(contract: Contract, reason: str) -> ApiError:
    # API Reference 6 lists APIG.0301 with this wording; the status is in the table.
    return api_error(contract, "APIG.0301", message=_PREFIX + reason)


def identify(context: RequestContext, registry: NamespaceRegistry) -> Claim:
    """Look up what a request claims and assign it to a namespace and an account.

    Unchecked: good enough for the journal and for faults that act before the check, which is
    `authenticate`.
    """
    claim = Claim()
    authorization = context.header.get("authorization")
    if authorization:
        try:
            claim.signed = signature.parse(authorization)
        except signature.SignatureError as error:
            claim.malformed = str(error)
    if claim.signed is not None:
        by_key = registry.keys.get(claim.signed.access)
        # A namespace is removed, or added, a moment before or after its keys.
        space = None if by_key is None else registry.namespaces.get(by_key[0].namespace)
        if by_key is not None and space is not None:
            context.namespace, (context.account, claim.key) = space, by_key
            return claim
    text = context.header.get("x-auth-token")
    by_token = registry.find_token(text) if text else None
    if by_token is not None:
        context.namespace, claim.token = by_token
        context.account = claim.token.account
        return claim
    owner = registry.find_project(context.project_id) if context.project_id else None
    if owner is not None:
        context.namespace, context.account = owner
    return claim


def authenticate(context: RequestContext, claim: Claim, contract: Contract) -> None:
    """Check the signature or the token behind a claim.

    Raises `ApiError` APIG.0301 with the gateway's reason.
    """
    if context.header.get("authorization"):
        _check_signature(context, claim, contract)
    else:
        _check_token(context, claim.token, contract)


def _check_signature(context: RequestContext, claim: Claim, contract: Contract) -> None:
    signed, key = claim.signed, claim.key
    if signed is None:
        raise _denied(contract, claim.malformed)
    # Which of two counts is up to the reader, so a proxy could have checked the other one.
    if len(context.headers["authorization"]) > 1:
        raise _denied(contract, "authorization header is not unique")
    if key is None:
        raise _denied(contract, f"ak {signed.access[:40]} not exist")
    now = context.at + context.skew
    lock = key.lock
    if lock.until and lock.locked(now):
        raise _denied(contract, "AK access failed to reach the limit,forbidden.")
    try:
        if not key.active:
            raise signature.SignatureError("verify aksk signature fail, access key is disabled")
        if key.security_token is not None:
            _check_session(context, key.security_token, key.expires or 0.0, now)
        signature.check(
            signed,
            secret=key.sk,
            method=context.method,
            raw_target=context.raw_target,
            headers=context.headers,
            digest=context.digest,
            now=now,
        )
    except signature.SignatureError as error:
        # A wrong clock says nothing about the key (D-214).
        if not isinstance(error, signature.StaleDateError):
            lock.failed(now)
        raise _denied(contract, str(error)) from None
    if lock.failures:
        lock.passed()
    context.credential = "aksk" if key.security_token is None else "temporary"


def _check_session(context: RequestContext, expected: str, expires: float, now: float) -> None:
    sent = context.header.get("x-security-token")
    if not sent:
        raise signature.SignatureError("verify aksk signature fail, x-security-token not found")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode()):
        raise signature.SignatureError("verify aksk signature fail, x-security-token is wrong")
    if now >= expires:
        raise signature.SignatureError("verify aksk signature fail, security token expires")


def _check_token(context: RequestContext, token: Token | None, contract: Contract) -> None:
    if not context.header.get("x-auth-token"):
        raise _denied(contract, "x-auth-token not found")
    if token is None:
        raise _denied(contract, "decrypt token fail")
    if context.at + context.skew >= token.expires:
        raise _denied(contract, "token expires")
    if context.service == "ocr" and context.project_id != token.project_id:
        raise api_error(
            contract,
            "ModelArts.4203",
            violation=Violation(
                "path", f"the project that the token is scoped to ({token.region})", "another one"
            ),
        )
    context.credential = "token"


def authorize(context: RequestContext, contract: Contract) -> None:
    """Check project, region, standing and subscription of an authenticated request."""
    account, operation = context.account, context.operation
    if account is None or operation is None:
        raise RuntimeError("a request is authorized only after it was authenticated and routed")
    region = account.regions.get(context.project_id)
    if region is None:
        raise api_error(
            contract,
            "ModelArts.4203",
            violation=Violation("path", f"a project of account {account.name}", "another one"),
        )
    context.region = region
    sent = context.header.get("x-project-id")
    if sent and sent != context.project_id:
        raise api_error(
            contract,
            "ModelArts.4203",
            violation=Violation("header:X-Project-Id", "the project in the path", "another one"),
        )
    if region not in operation.regions:
        raise api_error(
            contract,
            "APIG.0101",
            violation=Violation(
                "path", f"a project in {', '.join(operation.regions)}", f"one in {region}"
            ),
        )
    if account.frozen:
        raise api_error(contract, "ModelArts.6201")
    if account.restricted:
        raise api_error(contract, "ModelArts.4106")
    if not account.permitted:
        raise api_error(contract, "ModelArts.4203")
    limited = account.subscriptions is not None or account.unsubscribed
    if limited and not account.subscribed(operation.name, region):
        raise api_error(
            contract,
            "ModelArts.4204",
            message=f"Request api error! The API {operation.slug} is not subscribed.",
        )
