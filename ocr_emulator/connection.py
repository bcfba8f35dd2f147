"""Connection info: read from a file, written as JSON or as environment variables.

What another process needs to call the emulator has to be the same in every form.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract

EnvironmentForm = Literal["shell", "dotenv", "json"]
ENVIRONMENT_FORMS: tuple[str, ...] = get_args(EnvironmentForm)
_FIELDS = ("url", "ca_file", "ak", "sk", "projects", "user")
_MAX_FILE = 1024 * 1024


def read_config(path: str) -> dict[str, Any]:
    """Return the arguments of `Emulator` from a file with the JSON of the first line.

    `url` and `ca_file` are ignored, so that the output of one run configures the next. Raises
    `ValueError` for a file that cannot be read or has other fields; no value is quoted.
    """
    try:
        text = Path(path).read_bytes()[:_MAX_FILE].decode()
        value = json.loads(text)
    except OSError as error:
        raise ValueError(f"config {path} cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise ValueError(f"config {path} is not JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise ValueError(f"config {path} must hold a JSON object")
    checks.known_fields("a config", value, _FIELDS)
    found = {name: value[name] for name in ("ak", "sk", "projects") if name in value}
    user = value.get("user")
    if user is not None:
        if not isinstance(user, dict):
            raise ValueError(f"user in config {path} must be an object")
        checks.known_fields("a user", user, ("name", "password", "domain"))
        found["user"], found["password"] = user.get("name"), user.get("password")
    return found


def parse_projects(pairs: Iterable[str]) -> dict[str, str]:
    """Return the project ids by region from texts `REGION=ID`; raises `ValueError`."""
    found = {}
    for pair in pairs:
        region, equals, project = pair.partition("=")
        if not equals or not region or not project:
            raise ValueError(f"project {checks.shorten(pair, 60)!r} is not REGION=ID")
        found[region] = project
    return found


def main_region(contract: Contract) -> str:
    """Return the region that serves the most operations."""

    def served(region: str) -> int:
        return sum(region in operation.regions for operation in contract.operations.values())

    return max(contract.regions, key=served)


def environment(info: Mapping[str, Any], region: str) -> dict[str, str]:
    """Return the environment variables that make a client call the emulator."""
    found = {
        "HWOCR_ENDPOINT": info["url"],
        "HWOCR_REGION": region,
        "HUAWEICLOUD_SDK_AK": info["ak"],
        "HUAWEICLOUD_SDK_SK": info["sk"],
        "HUAWEICLOUD_SDK_PROJECT_ID": info["projects"][region],
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": info["url"],
    }
    if info.get("ca_file"):
        found["SSL_CERT_FILE"] = info["ca_file"]
    return found


def render_environment(variables: Mapping[str, str], form: EnvironmentForm) -> str:
    """Return the variables as shell exports, as a dotenv file or as one line of JSON."""
    if form == "json":
        return json.dumps(variables)
    prefix = "export " if form == "shell" else ""
    # Single quotes: neither a shell nor a dotenv reader expands anything in them.
    return "\n".join(f"{prefix}{name}={shlex.quote(value)}" for name, value in variables.items())
