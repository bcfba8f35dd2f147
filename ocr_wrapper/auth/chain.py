"""Credential chain: environment, profile file, cloud server.

The first source that holds anything decides. An incomplete source is an error and not a reason to
try the next one, because that may belong to another account.
"""

from __future__ import annotations

from dataclasses import dataclass

from ocr_wrapper.auth import profile
from ocr_wrapper.auth.credentials import AkSk, Credentials, EcsAgency, no_credentials
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
        CredentialsError: Half a key pair, a broken file, or nothing at all.
    """
    found = _from_variables(environment) or _from_profile(environment)
    if found is not None:
        return found
    if environment.cloud_server:
        return Found(EcsAgency(), "ECS")
    raise CredentialsError(no_credentials("this machine is not a cloud server"))


def _from_variables(environment: Environment) -> Found | None:
    """Read the key pair from the vendor's variables."""
    if environment.ak is None and environment.sk is None:
        return None
    if environment.ak is None or environment.sk is None:
        missing = "HUAWEICLOUD_SDK_AK" if environment.ak is None else "HUAWEICLOUD_SDK_SK"
        raise CredentialsError(
            f"The environment holds one half of a key pair and {missing} is not set: set both."
        )
    keys = AkSk(environment.ak, environment.sk, environment.security_token)
    return Found(keys, "environment", environment.project_id)


def _from_profile(environment: Environment) -> Found | None:
    """Read the section `[basic]` of the vendor's profile file."""
    path = environment.profile
    if path is None:
        return None
    text = profile.read_text(path)
    section = None if text is None else profile.parse(text, path).get(profile.SECTION)
    if section is None:
        return None
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
