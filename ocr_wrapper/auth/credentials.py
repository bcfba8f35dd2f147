"""Credentials: access key, token, password, agency.

Each is one immutable value, so that a key is never combined with the secret or session token of
another one. No repr shows a secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from ocr_wrapper.errors import CredentialsError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_METADATA_SERVICE = re.compile(r"https?://[0-9A-Za-z.:\[\]-]+")
_PROJECT_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


def _check_header_value(name: str, value: object, *, optional: bool = False) -> None:
    """Raise for a value that cannot be sent in a header, without showing it."""
    if value is None and optional:
        return
    if not isinstance(value, str):
        raise CredentialsError(f"{name} is a {type(value).__name__}: give it as text.")
    if not value:
        raise CredentialsError(f"{name} is empty: give the value that the console shows.")
    # The vendor names a space around a pasted key as the first cause of APIG.0301.
    if not value.isascii() or not value.isprintable() or value != value.strip():
        raise CredentialsError(
            f"{name} begins or ends with a space, or has a line break or a character that is not "
            "ASCII: copy it again."
        )


def check_project_id(value: str) -> str:
    """Return a project id that can stand in a path, or raise `CredentialsError`."""
    if not isinstance(value, str) or not _PROJECT_ID.fullmatch(value):
        raise CredentialsError(
            "The project id is not 1 to 64 letters, digits, dashes or underscores: "
            "copy it from My Credentials in the console."
        )
    return value


@dataclass(frozen=True, slots=True)
class AkSk:
    """An access key, which signs every request; with a security token the pair is temporary.

    Raises:
        CredentialsError: A part is empty or cannot be sent.
    """

    ak: str = field(repr=False)
    """Access key id."""

    sk: str = field(repr=False)
    """Secret access key."""

    security_token: str | None = field(default=None, repr=False)
    """Session token of temporary keys, sent and signed as `X-Security-Token`."""

    def __post_init__(self) -> None:
        _check_header_value("The access key (ak)", self.ak)
        _check_header_value("The secret key (sk)", self.sk)
        _check_header_value("The security token", self.security_token, optional=True)

    def __repr__(self) -> str:
        return f"AkSk({'temporary, ' if self.security_token else ''}hidden)"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values to redact."""
        return tuple(part for part in (self.sk, self.security_token, self.ak) if part)


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was fetched elsewhere; it is valid for 24 hours and for one project."""

    token: str = field(repr=False)
    """The value of `X-Subject-Token`."""

    project_id: str | None = None
    """The project that the token was issued for; looked up at the identity service if None."""

    def __post_init__(self) -> None:
        _check_header_value("The token", self.token)
        if self.project_id is not None:
            check_project_id(self.project_id)

    def __repr__(self) -> str:
        return "Token(hidden)"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values to redact."""
        return (self.token,)


@dataclass(frozen=True, slots=True)
class PasswordToken:
    """Name and password of an IAM user, with which a token is fetched for each region.

    An account that was upgraded to a Huawei ID gets no token; create an IAM user in it
    (API Reference 3.4).
    """

    name: str = field(repr=False)
    """Name of the IAM user."""

    password: str = field(repr=False)
    """The user's password."""

    domain: str = field(repr=False)
    """Name of the account that the user belongs to."""

    project: str | None = None
    """Name of the project; None takes the project that is named like the region."""

    def __post_init__(self) -> None:
        for label, value in (
            ("user name", self.name),
            ("password", self.password),
            ("domain", self.domain),
        ):
            if not isinstance(value, str) or not value:
                raise CredentialsError(f"The {label} is empty or not text: give a non-empty text.")
            if _CONTROL.search(value):
                # A line break is the end of a file or of a variable, and not part of what is meant.
                raise CredentialsError(
                    f"The {label} has a line break or control character: remove it."
                )

    def __repr__(self) -> str:
        return "PasswordToken(hidden)"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values to redact."""
        return (self.password,)


@dataclass(frozen=True, slots=True)
class EcsAgency:
    """Temporary keys from the metadata service of the cloud server that the program runs on.

    The server needs an agency that may call OCR. The address is link-local and works only inside
    the cloud.
    """

    endpoint: str = "http://169.254.169.254"
    """The metadata service; the vendor's SDK uses the same fixed address."""

    def __post_init__(self) -> None:
        text = isinstance(self.endpoint, str)
        if not text or not _METADATA_SERVICE.fullmatch(self.endpoint):
            raise CredentialsError(
                "The address of the metadata service has no scheme, or more than scheme and host: "
                "give it like http://169.254.169.254, or leave it out."
            )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values to redact: none before the keys are fetched."""
        return ()


Credentials: TypeAlias = AkSk | Token | PasswordToken | EcsAgency
"""Any kind of credentials."""


def without_frames(error: CredentialsError) -> CredentialsError:
    """Return an error without traceback and context: the variables of its frames hold keys."""
    error.__context__ = None
    return error.with_traceback(None)


def no_credentials(why_no_agency: str) -> str:
    """Return the message for a program without credentials: the places searched and the remedy."""
    return (
        "No credentials: none were given, HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set, "
        f"~/.huaweicloud/credentials has no section [basic], and {why_no_agency}. Set the "
        "variables, or give credentials=AkSk(ak, sk)."
    )
