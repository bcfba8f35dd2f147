"""Where credentials come from, and that they never show."""

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


def test_the_environment_comes_first(tmp_path: Path) -> None:
    """Variables win over the profile, and bring their project id along."""
    found = find_credentials(read(tmp_path, PROFILE, AK="KEY", SK="secret", PROJECT_ID="p1"))
    assert found == Found(AkSk("KEY", "secret"), "environment", "p1")


def test_a_security_token_makes_the_pair_temporary(tmp_path: Path) -> None:
    """The three parts become one value."""
    found = find_credentials(read(tmp_path, AK="KEY", SK="secret", SECURITY_TOKEN="session"))
    assert found.credentials == AkSk("KEY", "secret", "session")


def test_the_profile_comes_second(tmp_path: Path) -> None:
    """The section `[basic]` is read, a percent sign in a secret taken as it is."""
    profile = PROFILE + "project_id = p2\niam_endpoint = https://iam.example.com\n"
    found = find_credentials(read(tmp_path, profile))
    assert found == Found(
        AkSk("FILEKEY", "file%secret"), "profile", "p2", "https://iam.example.com"
    )


@pytest.mark.parametrize("profile", [None, "[global]\nak = a\nsk = b\n"])
def test_the_cloud_server_comes_last(tmp_path: Path, profile: str | None) -> None:
    """With nothing else the agency is asked, at the first call and not before."""
    server = dataclasses.replace(read(tmp_path, profile), cloud_server=True)
    assert find_credentials(server).credentials == EcsAgency()


def test_elsewhere_nothing_is_asked_and_every_source_is_named(tmp_path: Path) -> None:
    """On a machine that is no cloud server no request goes to the metadata address."""
    with pytest.raises(CredentialsError, match=r"HUAWEICLOUD_SDK_AK.*credentials.*no server of"):
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
def test_a_cloud_server_is_told_by_its_firmware(
    tmp_path: Path, name: str, said: str, server: bool
) -> None:
    """Files are read and nothing is sent to find out."""
    (tmp_path / name).write_text(said, encoding="utf-8")
    assert on_cloud_server(tmp_path) is server


@pytest.mark.parametrize("half", [{"AK": "KEY"}, {"SK": "secret"}])
def test_half_a_pair_is_an_error_and_not_a_reason_to_go_on(
    tmp_path: Path, half: dict[str, str]
) -> None:
    """A key is never paired with a secret from another source."""
    with pytest.raises(CredentialsError, match="one half"):
        find_credentials(read(tmp_path, PROFILE, **half))


@pytest.mark.parametrize(
    "profile", ["[basic]\nak = KEY\n", "ak = KEY\nsk = canary-secret\n", "[basic]\ncanary-secret"]
)
def test_a_broken_profile_is_an_error_that_quotes_none_of_it(tmp_path: Path, profile: str) -> None:
    """A parser's message would show the line with the secret."""
    with pytest.raises(CredentialsError) as caught:
        find_credentials(read(tmp_path, profile))
    assert "canary-secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_empty_variable_is_not_set() -> None:
    """As with the vendor's SDK."""
    assert Environment.read({"HUAWEICLOUD_SDK_AK": " "}).ak is None


def test_overrides_are_read_by_region() -> None:
    """The vendor's variable names the region in capitals with underscores."""
    found = Environment.read({"HUAWEICLOUD_SDK_REGION_OCR_AP_SOUTHEAST_1": "https://a.example.com"})
    assert found.region_endpoints == {"ap-southeast-1": "https://a.example.com"}


def test_the_profile_is_in_the_home_folder() -> None:
    """Without a variable the vendor's usual place counts."""
    found = Environment.read({"HOME": "/home/someone"})
    assert found.profile == Path("/home/someone/.huaweicloud/credentials")


@pytest.mark.parametrize("bad", ["", " KEY", "KEY\n", "KÉY", "K\x00Y"])
def test_what_cannot_be_sent_is_refused_at_once(bad: str) -> None:
    """A blank pasted along with a key is found before the service counts a failure."""
    for make in (
        lambda: AkSk(bad, "secret"),
        lambda: AkSk("KEY", bad),
        lambda: AkSk("KEY", "secret", bad),
        lambda: Token(bad),
    ):
        with pytest.raises(CredentialsError):
            make()


def test_values_do_not_change_and_do_not_show() -> None:
    """Credentials are immutable, and none of their parts stands in a repr."""
    for value in (
        AkSk("canary-ak", "canary-sk", "canary-st"),
        Token("canary-token"),
        PasswordToken("canary-user", "canary-password", "canary-domain"),
    ):
        assert "canary" not in repr(value)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, dataclasses.fields(value)[0].name, "other")


def test_the_environment_shows_no_keys() -> None:
    """A snapshot can be logged."""
    shown = repr(Environment.read({"HUAWEICLOUD_SDK_AK": "canary", "HUAWEICLOUD_SDK_SK": "canary"}))
    assert "canary" not in shown
