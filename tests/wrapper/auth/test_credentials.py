"""Sources of credentials, and reprs that never show them."""

from __future__ import annotations

import dataclasses
import traceback
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper import (
    AkSk,
    CredentialsError,
    EcsAgency,
    Environment,
    OcrClient,
    PasswordToken,
    Token,
)
from ocr_wrapper.attempts.messages import Failure
from ocr_wrapper.auth.chain import Found, find_credentials
from ocr_wrapper.environment import on_cloud_server
from tests.wrapper.hand import Hand, Reply, response


def read(tmp_path: Path, profile: str | None = None, **variables: str) -> Environment:
    """Return an environment with the vendor's variables and perhaps a profile in its home."""
    file = tmp_path / ".huaweicloud" / "credentials"
    if profile is not None:
        file.parent.mkdir(exist_ok=True)
        file.write_text(profile, encoding="utf-8")
    named = {f"HUAWEICLOUD_SDK_{name}": value for name, value in variables.items()}
    return Environment.read({"HOME": str(tmp_path), **named})


def on_server(environment: Environment) -> Environment:
    """Return the environment of a cloud server with an agency."""
    return dataclasses.replace(environment, cloud_server=True)


PROFILE = "[basic]\nak = FILEKEY\nsk = file%secret\n"


def test_environment_is_the_first_source(tmp_path: Path) -> None:
    """Variables win over the profile, and their project id is used with them."""
    found = find_credentials(read(tmp_path, PROFILE, AK="KEY", SK="secret", PROJECT_ID="p1"))
    assert found == Found(AkSk("KEY", "secret"), "environment", "p1")


def test_security_token_becomes_part_of_the_key(tmp_path: Path) -> None:
    """Key, secret and token are one value."""
    found = find_credentials(read(tmp_path, AK="KEY", SK="secret", SECURITY_TOKEN="session"))
    assert found.credentials == AkSk("KEY", "secret", "session")


def test_profile_file_is_the_second_source(tmp_path: Path) -> None:
    """Its section `[basic]` is read; a percent sign in a secret has no special meaning."""
    profile = PROFILE + "project_id = p2\niam_endpoint = https://iam.example.com\n"
    found = find_credentials(read(tmp_path, profile))
    assert found == Found(
        AkSk("FILEKEY", "file%secret"), "profile", "p2", "https://iam.example.com"
    )


def test_profile_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Editors on Windows write one."""
    assert find_credentials(read(tmp_path, "\ufeff" + PROFILE)).source == "profile"


@pytest.mark.parametrize("profile", [None, "[global]\nak = a\nsk = b\n"])
def test_cloud_server_is_the_last_source(tmp_path: Path, profile: str | None) -> None:
    """The metadata service is asked at the first call and not before."""
    assert find_credentials(on_server(read(tmp_path, profile))).credentials == EcsAgency()


@pytest.mark.parametrize(
    ("profile", "why"), [(None, "does not exist"), ("[global]\nak = a\nsk = b\n", "has no section")]
)
def test_named_profile_without_keys_is_an_error(
    tmp_path: Path, profile: str | None, why: str
) -> None:
    """Neither the profile in the home folder nor the server's agency is used in its place."""
    file = tmp_path / "named"
    if profile is not None:
        file.write_text(profile, encoding="utf-8")
    around = on_server(read(tmp_path, PROFILE, CREDENTIALS_FILE=str(file)))
    with pytest.raises(CredentialsError, match=rf"named {why}.*CREDENTIALS_FILE"):
        find_credentials(around)
    OcrClient("ap-southeast-1", AkSk("KEY", "secret"), environment=around).close()


def test_default_path_that_is_named_must_exist(tmp_path: Path) -> None:
    """Who names a file means it, wherever it is."""
    default = str(tmp_path / ".huaweicloud" / "credentials")
    with pytest.raises(CredentialsError, match="does not exist"):
        find_credentials(on_server(read(tmp_path, CREDENTIALS_FILE=default)))


def test_profile_that_is_named_in_code_must_exist(tmp_path: Path) -> None:
    """It is named as clearly as by a variable."""
    for around in (
        Environment(profile=tmp_path / "named"),
        dataclasses.replace(read(tmp_path), profile=tmp_path / "named"),
    ):
        with pytest.raises(CredentialsError, match="does not exist"):
            find_credentials(on_server(around))


def test_session_token_without_its_keys_is_an_error(tmp_path: Path) -> None:
    """The permanent keys of another source are not meant."""
    with pytest.raises(CredentialsError, match="SECURITY_TOKEN is set without"):
        find_credentials(on_server(read(tmp_path, PROFILE, SECURITY_TOKEN="session")))


@pytest.mark.parametrize("name", ["HUAWEICLOUD_SDK_IDP_ID", "HUAWEICLOUD_OIDC_PROVIDER_URN"])
def test_federated_identity_is_not_replaced_by_another_one(tmp_path: Path, name: str) -> None:
    """The vendor's SDK would use it; the default profile and the server's agency are others."""
    read(tmp_path, PROFILE)
    variables = {"HOME": str(tmp_path), name: "federated"}
    with pytest.raises(CredentialsError, match=f"{name} names a federated identity"):
        find_credentials(on_server(Environment.read(variables)))
    keys = {"HUAWEICLOUD_SDK_AK": "KEY", "HUAWEICLOUD_SDK_SK": "secret"}
    assert find_credentials(Environment.read({**variables, **keys})).source == "environment"
    file = {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(tmp_path / ".huaweicloud" / "credentials")}
    assert find_credentials(Environment.read({**variables, **file})).source == "profile"


def test_project_id_of_the_environment_is_used_with_the_agency(tmp_path: Path) -> None:
    """An agency may be unable to list projects, and another project than the region's may pay."""
    found = find_credentials(on_server(read(tmp_path, PROJECT_ID="p1")))
    assert found == Found(EcsAgency(), "ECS", "p1")


def test_metadata_service_is_asked_on_cloud_servers_only(tmp_path: Path) -> None:
    """Elsewhere the error names every source, and nothing is sent."""
    with pytest.raises(
        CredentialsError, match=r"HUAWEICLOUD_SDK_AK.*credentials.*not a cloud server"
    ):
        find_credentials(read(tmp_path))


@pytest.mark.parametrize(
    ("name", "said", "server"),
    [
        ("chassis_asset_tag", "HUAWEICLOUD\n", True),
        ("product_name", "OpenStack Nova\n", True),
        ("product_name", "Laptop 14\n", False),
        ("board_name", "HUAWEICLOUD\n", False),
    ],
)
def test_cloud_server_is_recognized_by_its_firmware(
    tmp_path: Path, name: str, said: str, server: bool
) -> None:
    """Files are read; nothing is sent."""
    (tmp_path / name).write_text(said, encoding="utf-8")
    assert on_cloud_server(tmp_path) is server


@pytest.mark.parametrize("half", [{"AK": "KEY"}, {"SK": "secret"}])
def test_half_a_key_pair_is_an_error(tmp_path: Path, half: dict[str, str]) -> None:
    """A key is never combined with the secret of another source."""
    with pytest.raises(CredentialsError, match="one half"):
        find_credentials(read(tmp_path, PROFILE, **half))


@pytest.mark.parametrize(
    "profile",
    [
        # A secret of the section [DEFAULT] may belong to another key.
        "[DEFAULT]\nsk = canary-secret\n[basic]\nak = KEY\n",
        "[basic]\nak = KEY\n",
        "ak = KEY\nsk = canary-secret\n",
        "[basic]\ncanary-secret",
    ],
)
def test_error_for_a_broken_profile_quotes_none_of_it(tmp_path: Path, profile: str) -> None:
    """The parser's message would show the line with the secret."""
    with pytest.raises(CredentialsError) as caught:
        find_credentials(read(tmp_path, profile))
    assert "canary-secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert "canary-secret" not in with_variables(caught.value)


def with_variables(error: BaseException) -> str:
    """Return the traceback of an error as tools show it that record the variables of each frame.

    The frames of tests are left out: they hold the secret in any case.
    """
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    own = [frame for frame in frames.stack if "tests" not in Path(frame.filename).parts]
    assert own
    assert error.__context__ is None
    return repr([frame.locals for frame in own])


@pytest.mark.parametrize(
    "variables",
    [{"SK": "canary-secret"}, {"AK": "canary-key", "SK": "canary-secret-\xe9"}],
)
def test_traceback_of_a_refused_source_shows_no_variable_with_a_key(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    """Error trackers record the variables of every frame."""
    with pytest.raises(CredentialsError) as caught:
        find_credentials(read(tmp_path, **variables))
    assert "canary" not in with_variables(caught.value)


@pytest.mark.parametrize(
    "profile", ["[basic]\nak = K\nsk = canary-\xe9\n", "[basic]\nsk = canary\n"]
)
def test_traceback_of_a_refused_profile_shows_no_variable_with_a_key(
    tmp_path: Path, profile: str
) -> None:
    """The file may hold the keys of other programs."""
    with pytest.raises(CredentialsError) as caught:
        find_credentials(read(tmp_path, profile))
    assert "canary" not in with_variables(caught.value)


@pytest.mark.parametrize(
    "last",
    [
        response(404),
        Failure("connect", "ConnectError"),
        response(200, {"credential": {"access": "canary", "secret": "canary\n"}}),
    ],
)
def test_traceback_of_a_failed_agency_shows_no_variable_with_a_key(last: Reply) -> None:
    """The session with the metadata service is a secret, too."""
    hand = Hand([response(200, b"canary-session"), last], credentials=EcsAgency())
    with pytest.raises(CredentialsError) as caught:
        hand.call()
    assert "canary" not in with_variables(caught.value)


def test_empty_variable_counts_as_not_set() -> None:
    """An empty variable is ignored, as in the vendor's SDK."""
    assert Environment.read({"HUAWEICLOUD_SDK_AK": " "}).ak is None


def test_overrides_are_read_by_region() -> None:
    """The vendor's variable names the region in capitals with underscores."""
    found = Environment.read({"HUAWEICLOUD_SDK_REGION_OCR_AP_SOUTHEAST_1": "https://a.example.com"})
    assert found.region_endpoints == {"ap-southeast-1": "https://a.example.com"}


def test_profile_is_in_the_home_folder() -> None:
    """Without a variable the vendor's default path is used."""
    found = Environment.read({"HOME": "/home/someone"})
    assert found.profile == Path("/home/someone/.huaweicloud/credentials")


@pytest.mark.parametrize("bad", ["", " KEY", "KEY\n", "KÉY", "K\x00Y"])
def test_credentials_that_cannot_be_sent_are_refused(bad: str) -> None:
    """A space pasted with a key is found before the service counts a failure."""
    for make in (
        lambda: AkSk(bad, "secret"),
        lambda: AkSk("KEY", bad),
        lambda: AkSk("KEY", "secret", bad),
        lambda: Token(bad),
    ):
        with pytest.raises(CredentialsError):
            make()


@pytest.mark.parametrize("bad", ["", "password\n", "pass\rword", "\x00", b"password", None])
def test_password_that_cannot_be_meant_is_refused(bad: Any) -> None:
    """The end of the line of a file would be a wrong password, which may lock the user."""
    good = "päss wörd "
    for parts in ((bad, good, good), (good, bad, good), (good, good, bad)):
        with pytest.raises(CredentialsError):
            PasswordToken(*parts)
    assert PasswordToken(good, good, good).password == good


@pytest.mark.parametrize("bad", ["", "169.254.169.254", "http://169.254.169.254/", "ftp://a", None])
def test_address_of_a_metadata_service_is_scheme_and_host(bad: Any) -> None:
    """The paths are known, and the header `Host` is made of it."""
    with pytest.raises(CredentialsError, match="metadata service"):
        EcsAgency(bad)
    assert EcsAgency("http://[fd00:ec2::254]:80").endpoint


def test_credentials_are_immutable_and_hidden_in_reprs() -> None:
    """No part of them is shown."""
    for value in (
        AkSk("canary-ak", "canary-sk", "canary-st"),
        Token("canary-token"),
        PasswordToken("canary-user", "canary-password", "canary-domain"),
    ):
        assert "canary" not in repr(value)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, dataclasses.fields(value)[0].name, "other")


def test_environment_repr_shows_no_keys() -> None:
    """A snapshot can be logged."""
    shown = repr(Environment.read({"HUAWEICLOUD_SDK_AK": "canary", "HUAWEICLOUD_SDK_SK": "canary"}))
    assert "canary" not in shown
