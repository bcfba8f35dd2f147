"""Sources of credentials, and reprs that never show them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ocr_wrapper import AkSk, CredentialsError, EcsAgency, Environment, PasswordToken, Token
from ocr_wrapper.auth.chain import Found, find_credentials
from ocr_wrapper.environment import on_cloud_server


def read(tmp_path: Path, profile: str | None = None, **variables: str) -> Environment:
    """Return an environment with the vendor's variables and perhaps a profile file."""
    file = tmp_path / "credentials"
    if profile is not None:
        file.write_text(profile, encoding="utf-8")
    named = {f"HUAWEICLOUD_SDK_{name}": value for name, value in variables.items()}
    return Environment.read({"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(file), **named})


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


@pytest.mark.parametrize("profile", [None, "[global]\nak = a\nsk = b\n"])
def test_cloud_server_is_the_last_source(tmp_path: Path, profile: str | None) -> None:
    """The metadata service is asked at the first call and not before."""
    server = dataclasses.replace(read(tmp_path, profile), cloud_server=True)
    assert find_credentials(server).credentials == EcsAgency()


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
