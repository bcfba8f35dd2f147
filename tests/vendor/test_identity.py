"""The vendor's SDK gets its project id, its token and its temporary keys from the emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from huawei_ocr_api.catalog import REGIONS

from ocr_emulator import Emulator
from tests.vendor import sdk
from tests.vendor.calls import call, example

PASSPORT = example("recognize_passport", "request-image")


@pytest.fixture
def identity(cloud: Emulator) -> Iterator[Any]:
    """A client of the vendor's SDK for the identity service."""
    credentials = sdk.GlobalCredentials(cloud.ak, cloud.sk, cloud.account.domain_id)
    client = (
        sdk.IamClient.new_builder()
        .with_http_config(sdk.HttpConfig())
        .with_credentials(credentials)
        .with_endpoint(cloud.url)
        .build()
    )
    yield client
    client.close()


def _login(cloud: Emulator, region: str, password: str | None = None) -> Any:
    user = cloud.user
    iam = sdk.iam
    owner = iam.PwdPasswordUser(
        domain=iam.PwdPasswordUserDomain(name=user["domain"]),
        name=user["name"],
        password=password or user["password"],
    )
    return iam.KeystoneCreateUserTokenByPasswordRequest(
        body=iam.KeystoneCreateUserTokenByPasswordRequestBody(
            auth=iam.PwdAuth(
                identity=iam.PwdIdentity(
                    methods=["password"], password=iam.PwdPassword(user=owner)
                ),
                scope=iam.AuthScope(project=iam.AuthScopeProject(name=region)),
            )
        )
    )


def test_project_id_is_requested_once(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """Given a key and a region, the SDK finds the project through `GET /v3/projects?name=`."""
    fresh = cloud.add_account("asks-once")
    for _ in range(2):
        client = vendor("ap-southeast-2", ak=fresh.ak, sk=fresh.sk)
        call(client, "recognize_passport", PASSPORT)
    assert [
        ("GET", "/v3/projects"),
        ("POST", f"/v2/{fresh.projects['ap-southeast-2']}/ocr/passport"),
        ("POST", f"/v2/{fresh.projects['ap-southeast-2']}/ocr/passport"),
    ] == [(entry.method, entry.path.partition("?")[0]) for entry in cloud.journal]


def test_projects_are_listed_per_region(cloud: Emulator, identity: Any) -> None:
    """The SDK lists one project a region, as the emulator shows them."""
    listed = identity.keystone_list_projects(sdk.iam.KeystoneListProjectsRequest())
    assert cloud.projects == {project.name: project.id for project in listed.projects}
    assert set(REGIONS) == set(cloud.projects)


def test_issued_token_authenticates_a_call(cloud: Emulator, identity: Any) -> None:
    """A token from a password login, scoped to a project, authenticates a call there."""
    response = identity.keystone_create_user_token_by_password(_login(cloud, "ap-southeast-1"))
    assert response.status_code == 201
    assert response.token.project.id == cloud.projects["ap-southeast-1"]
    path = f"{cloud.url}/v2/{cloud.projects['ap-southeast-1']}/ocr/passport"
    token = {"X-Auth-Token": response.x_subject_token}
    assert httpx.post(path, headers=token, json=PASSPORT).json() == example(
        "recognize_passport", "response-default"
    )
    elsewhere = f"{cloud.url}/v2/{cloud.projects['ap-southeast-2']}/ocr/passport"
    assert httpx.post(elsewhere, headers=token, json=PASSPORT).status_code == 403


def test_wrong_password_gets_no_token(cloud: Emulator, identity: Any) -> None:
    """The SDK raises its own exception with the status of the service."""
    with pytest.raises(sdk.exceptions.ClientRequestException) as caught:
        identity.keystone_create_user_token_by_password(
            _login(cloud, "ap-southeast-1", "not-the-password")
        )
    assert caught.value.status_code == 401


def test_unknown_project_gets_no_token(cloud: Emulator, identity: Any) -> None:
    """A region without a project of the account is not found."""
    with pytest.raises(sdk.exceptions.ClientRequestException) as caught:
        identity.keystone_create_user_token_by_password(_login(cloud, "eu-nowhere-1"))
    assert caught.value.status_code == 404


def test_temporary_keys_work_until_they_expire(cloud: Emulator, vendor: Callable[..., Any]) -> None:
    """The SDK signs the session token of temporary keys, which the emulator requires."""
    key = cloud.temporary_key(900)
    client = vendor(
        ak=key.ak,
        sk=key.sk,
        security_token=key.security_token,
        project=cloud.projects["ap-southeast-1"],
    )
    assert call(client, "recognize_passport", PASSPORT).status_code == 200
    assert cloud.journal.last.credential == "temporary"
    cloud.clock.advance(901)
    with pytest.raises(sdk.exceptions.ClientRequestException) as caught:
        call(client, "recognize_passport", PASSPORT)
    assert caught.value.error_code == "APIG.0301"


def test_both_keys_of_an_account_work_during_a_rotation(
    cloud: Emulator, vendor: Callable[..., Any]
) -> None:
    """The old key of an account works until it is removed."""
    account = cloud.add_account("rotates")
    old = (account.ak, account.sk)
    new = account.add_key()
    clients = [vendor(ak=ak, sk=sk) for ak, sk in (old, (new.ak, new.sk))]
    assert [call(c, "recognize_passport", PASSPORT).status_code for c in clients] == [200, 200]
    account.remove_key(old[0])
    with pytest.raises(sdk.exceptions.ClientRequestException, match="not exist"):
        call(clients[0], "recognize_passport", PASSPORT)
    assert call(clients[1], "recognize_passport", PASSPORT).status_code == 200
