"""Credential chain: environment, profile file, cloud server.

The first source that holds anything decides. One that is incomplete, or named by the user and not
there, is an error and not a reason to try the next one, because that may belong to another
account.
"""

from __future__ import annotations

from dataclasses import dataclass

from ocr_wrapper.auth import profile
from ocr_wrapper.auth.credentials import (
    AkSk,
    Credentials,
    EcsAgency,
    no_credentials,
    without_frames,
)
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import CredentialsError


@dataclass(frozen=True, slots=True)
class Found:
    """Credentials with the settings of the same source."""

    credentials: Credentials
    source: str
    project_id: str | None = None
    iam_endpoint: str | None = None


def find_credentials(environment: Environment) -> Found:
    """Return the first credentials of the chain.

    The cloud server's metadata service is last. It is asked at the first call, and only if this
    machine is such a server, so that no request goes to an address that the user does not know.

    Raises:
        CredentialsError: A source that is incomplete, broken, or named and not there; or nothing
            at all.
    """
    found = _search(environment)
    if isinstance(found, CredentialsError):
        raise found
    return found


def _search(environment: Environment) -> Found | CredentialsError:
    """Return the first credentials of the chain, or what is wrong with the first source.

    The error comes without the frames in which it arose, because a tool that records the variables
    of a traceback would find the keys in them.
    """
    try:
        found = _from_variables(environment) or _from_profile(environment)
    except CredentialsError as error:
        return without_frames(error)
    if found is not None:
        return found
    if environment.cloud_server:
        return Found(EcsAgency(), "ECS", environment.project_id)
    return CredentialsError(no_credentials("this machine is not a cloud server"))


def _from_variables(environment: Environment) -> Found | None:
    """Read the key pair from the vendor's variables."""
    ak, sk = environment.ak, environment.sk
    if ak is None and sk is None:
        _check_variables_without_keys(environment)
        return None
    if ak is None or sk is None:
        missing = "HUAWEICLOUD_SDK_AK" if ak is None else "HUAWEICLOUD_SDK_SK"
        raise CredentialsError(
            f"The environment holds one half of a key pair and {missing} is not set: set both."
        )
    return Found(AkSk(ak, sk, environment.security_token), "environment", environment.project_id)


def _check_variables_without_keys(environment: Environment) -> None:
    """Raise for variables that name an identity that the next sources do not have."""
    if environment.security_token is not None:
        raise CredentialsError(
            "HUAWEICLOUD_SDK_SECURITY_TOKEN is set without HUAWEICLOUD_SDK_AK and "
            "HUAWEICLOUD_SDK_SK: set the temporary keys that it belongs to, or unset it."
        )
    # A profile that the user named says which identity is meant.
    named = environment.profile is not None and environment.profile != environment.home_profile
    if environment.federated is not None and not named:
        raise CredentialsError(
            f"{environment.federated} names a federated identity, which is not supported, and no "
            "other one is used in its place: set HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and "
            "HUAWEICLOUD_SDK_SECURITY_TOKEN to temporary keys of it, or unset it."
        )


def _from_profile(environment: Environment) -> Found | None:
    """Read the section `[basic]` of the vendor's profile file.

    Only the file at the default path may be missing. If one that the user named were passed over,
    another account could pay and receive the images.
    """
    path = environment.profile
    if path is None:
        return None
    text = profile.read_text(path)
    section = None if text is None else profile.parse(text, path).get(profile.SECTION)
    if section is None:
        if path == environment.home_profile:
            return None
        what = "does not exist" if text is None else f"has no section [{profile.SECTION}]"
        raise CredentialsError(
            f"The profile {path} {what}, and no other credentials are used in its place: correct "
            "HUAWEICLOUD_SDK_CREDENTIALS_FILE, or unset it."
        )
    ak, sk = section.get("ak", "").strip(), section.get("sk", "").strip()
    if not ak or not sk:
        raise CredentialsError(
            f"The profile {path} has a section [basic] without ak or sk: give both."
        )
    keys = AkSk(ak, sk, section.get("security_token", "").strip() or None)
    return Found(
        keys,
        "profile",
        section.get("project_id", "").strip() or environment.project_id,
        section.get("iam_endpoint", "").strip() or None,
    )
