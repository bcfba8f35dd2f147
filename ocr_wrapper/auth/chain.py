"""Find credentials where the caller gave none: environment, profile file, cloud server.

The first source that says anything decides. A source that says half a thing is an error and not
a reason to go on, because the next source may belong to someone else.
"""

from __future__ import annotations

import configparser
from dataclasses import dataclass

from ocr_wrapper.auth.credentials import AkSk, Credentials, EcsAgency, no_credentials
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import CredentialsError


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the credentials and what stood beside them."""

    credentials: Credentials
    source: str
    project_id: str | None = None
    iam_endpoint: str | None = None


def find_credentials(environment: Environment) -> Found:
    """Return the first credentials of the chain.

    The cloud server's metadata is last, and is asked only where the machine says that it is such
    a server, and not here but at the first call. Elsewhere nobody sends a request to an address
    that he never heard of. Raises `CredentialsError` for half a pair, a broken file, or nothing.
    """
    found = _from_variables(environment) or _from_profile(environment)
    if found is not None:
        return found
    if environment.cloud_server:
        return Found(EcsAgency(), "ECS")
    raise CredentialsError(no_credentials("this machine is no server of the cloud"))


def _from_variables(environment: Environment) -> Found | None:
    """Read the pair from the vendor's variables."""
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
    """Read the section ``[basic]`` of the vendor's profile file."""
    path = environment.profile
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as reason:
        raise CredentialsError(
            f"The profile {path} cannot be read ({type(reason).__name__}): "
            "check its owner, its mode and that it is UTF-8."
        ) from None
    # No interpolation: a secret may hold a percent sign.
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error as reason:
        # The parser's own text quotes the line, which may be the one with the secret.
        raise CredentialsError(
            f"The profile {path} is not an INI file ({type(reason).__name__}): "
            "it needs a section [basic] with ak and sk."
        ) from None
    if not parser.has_section("basic"):
        return None
    section = dict(parser.items("basic"))
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
