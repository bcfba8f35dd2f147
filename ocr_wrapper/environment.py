"""Environment variables, read in this one place.

Everything else takes an `Environment` as a value, so that a test or a program with several
accounts never has to change `os.environ`. The names are the vendor's own; `HWOCR_REGION` and
`HWOCR_ENDPOINT` are for settings that the vendor has no name for.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PREFIX = "HUAWEICLOUD_SDK_"
_REGION_PREFIX = "HUAWEICLOUD_SDK_REGION_OCR_"
_FEDERATED = (_PREFIX + "IDP_ID", "HUAWEICLOUD_OIDC_PROVIDER_URN")
"""Variables of federated identities, which the vendor's SDK takes before any profile."""

_PORT = re.compile(r":[0-9]+\Z")
_BETWEEN = re.compile(r"[,\s]+")
"""Between two exceptions of `NO_PROXY`."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Keys, regions and endpoints of the environment; None is "not set"."""

    ak: str | None = field(default=None, repr=False)
    """`HUAWEICLOUD_SDK_AK`."""

    sk: str | None = field(default=None, repr=False)
    """`HUAWEICLOUD_SDK_SK`."""

    security_token: str | None = field(default=None, repr=False)
    """`HUAWEICLOUD_SDK_SECURITY_TOKEN`, which makes the pair a temporary one."""

    project_id: str | None = None
    """`HUAWEICLOUD_SDK_PROJECT_ID`."""

    iam_endpoint: str | None = None
    """`HUAWEICLOUD_SDK_IAM_ENDPOINT`."""

    region: str | None = None
    """`HWOCR_REGION`: one region, or several separated by commas."""

    endpoint: str | None = None
    """`HWOCR_ENDPOINT`: where to send everything, instead of the regions' own hosts."""

    region_endpoints: Mapping[str, str] = field(default_factory=dict)
    """`HUAWEICLOUD_SDK_REGION_OCR_<REGION>` by region id in lower case with dashes."""

    profile: Path | None = None
    """`HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else `~/.huaweicloud/credentials`; None without
    a home."""

    cloud_server: bool = False
    """Whether this machine is a server of the vendor's cloud, which has a metadata service."""

    home_profile: Path | None = None
    """The default path, if no variable names another one: there `profile` may be missing. A
    `profile` that the user named must exist."""

    federated: str | None = None
    """Name of the variable that names a federated identity, which the vendor's SDK uses and this
    package cannot; None if none is set."""

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> Environment:
        """Return a snapshot of the environment, or of a mapping in its place.

        Whether this machine is a cloud server is found out only for its own environment. An empty
        variable counts as not set, as with the vendor's SDK.
        """
        found = os.environ if variables is None else variables  # noqa: TID251 - the one place

        def get(name: str) -> str | None:
            return found.get(name, "").strip() or None

        named = get(_PREFIX + "CREDENTIALS_FILE")
        home = None if named is not None else _home_profile(found)
        overrides = {
            name[len(_REGION_PREFIX) :].lower().replace("_", "-"): value.strip()
            for name, value in found.items()
            if name.startswith(_REGION_PREFIX) and value.strip()
        }
        return cls(
            ak=get(_PREFIX + "AK"),
            sk=get(_PREFIX + "SK"),
            security_token=get(_PREFIX + "SECURITY_TOKEN"),
            project_id=get(_PREFIX + "PROJECT_ID"),
            iam_endpoint=get(_PREFIX + "IAM_ENDPOINT"),
            region=get("HWOCR_REGION"),
            endpoint=get("HWOCR_ENDPOINT"),
            region_endpoints=overrides,
            profile=home if named is None else Path(named),
            cloud_server=variables is None and on_cloud_server(),
            home_profile=home,
            federated=next((name for name in _FEDERATED if get(name) is not None), None),
        )


_MACHINE = Path("/sys/class/dmi/id")
_SERVERS = {
    "chassis_asset_tag": frozenset({"HUAWEICLOUD"}),
    "product_name": frozenset({"OpenStack Nova", "OpenStack Compute"}),
}
"""Firmware values of a cloud server; cloud-init recognizes the vendor's servers by the same."""


def on_cloud_server(machine: Path = _MACHINE) -> bool:
    """Return whether this is a server of the cloud, by its firmware; nothing is sent."""
    for name, known in _SERVERS.items():
        try:
            said = (machine / name).read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            continue
        if said in known:
            return True
    return False


def _home_profile(variables: Mapping[str, str]) -> Path | None:
    """Return the default path of the vendor's profile file, None without a home."""
    home = variables.get("HOME") or variables.get("USERPROFILE")
    return Path(home) / ".huaweicloud" / "credentials" if home else None


def proxy_for(host: str) -> str | None:
    """Return the address of the proxy for HTTPS to a host, None if it is reached directly.

    It is that of the variables, and on macOS and Windows that of the system's settings.
    """
    # The module that knows the rules loads an HTTP client, which no other part of a call needs.
    variables = os.environ  # noqa: TID251 - the one place
    asked = sys.platform in ("darwin", "win32")
    if not asked and not any(name.lower() in ("https_proxy", "all_proxy") for name in variables):
        return None
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if not proxy or proxy_bypass(host) or _is_excluded(host, proxies.get("no", "")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _is_excluded(host: str, exceptions: str) -> bool:
    """Return whether a host is an IP address that one of the exceptions of `NO_PROXY` covers.

    The standard library compares an IP address as text: it knows no network, and no address in
    another form than the one of the URL. As in curl and Go, an exception may be an address, in any
    form and with or without brackets, or a network such as `10.0.0.0/8`.

    Args:
        host: As in a URL: an IPv6 address in brackets, with a port or without.
        exceptions: The value of the variable.
    """
    import ipaddress

    try:
        address = ipaddress.ip_address(_PORT.sub("", host).strip("[]"))
    except ValueError:
        return False  # a name
    for entry in _BETWEEN.split(exceptions):
        # What is no network is a name, or an address with a port.
        with contextlib.suppress(ValueError):
            if address in ipaddress.ip_network(entry.replace("[", "").replace("]", ""), False):
                return True
    return False


def trusted_authorities() -> tuple[str | None, str | None]:
    """Return `SSL_CERT_FILE` and `SSL_CERT_DIR`, the variables that OpenSSL reads."""
    variables = os.environ  # noqa: TID251 - the one place
    return variables.get("SSL_CERT_FILE") or None, variables.get("SSL_CERT_DIR") or None
