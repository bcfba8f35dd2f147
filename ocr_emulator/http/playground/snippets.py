"""Code of a call: the same request in Python, for the command `hwocr` and for curl.

File names and texts come from outside, so each language quotes them with its own rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from shlex import quote
from typing import Any

from ocr_emulator.contract import checks
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.state.accounts import Account

_FIELDS = ("operation", "region", "options", "file", "url", "sample")
_TEXT = re.compile(r"general|smart_document|web_image")
"""Operations whose result is text and not fields."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the page, with the key that it was signed with."""

    endpoint: str
    account: Account
    operation: Operation
    region: str
    options: Mapping[str, Any]
    file: str
    url: str
    """Address of the image in place of a file."""
    sample: str = field(default="")
    """Address of the sample image that the file is."""


def parse_call(
    body: Mapping[str, Any], contract: Contract, account: Account, endpoint: str
) -> Call:
    """Return the call that the page describes; raises `ValueError`."""
    checks.known_fields("a call", body, _FIELDS)
    operation = contract.operations[
        checks.name_of("operation", body.get("operation"), contract.operations)
    ]
    region = checks.name_of("region", body.get("region"), operation.regions)
    options = body.get("options")
    if not isinstance(options, dict):
        raise ValueError("options must be an object")
    checks.known_fields("options", options, contract.request_options(operation))
    file, url, sample = (str(body.get(name) or "") for name in ("file", "url", "sample"))
    # A control character in a name would end a line of a script.
    file = "".join(char if char.isprintable() else "_" for char in file)
    return Call(endpoint, account, operation, region, options, file, url, sample)


def snippets(call: Call) -> dict[str, str]:
    """Return the call in each language."""
    return {"Python": _python(call), "hwocr": _hwocr(call), "curl": _curl(call)}


def _python(call: Call) -> str:
    source = repr(call.url or call.file)
    lines = ["from ocr_wrapper import AkSk, OcrClient", ""]
    if call.sample and not call.url:
        source = "image"
        lines = ["from urllib.request import urlopen", "", *lines]
        lines.append(f"image = urlopen({call.sample!r}).read()")
    options = "".join(f", {name}={value!r}" for name, value in call.options.items())
    shown = "print(recognition.text)"
    if not _TEXT.search(call.operation.name):
        shown = (
            "for name, field in recognition.fields.items():\n"
            "    print(name, field.value, field.confidence)"
        )
    lines += [
        "client = OcrClient(",
        f"    region={call.region!r},",
        f"    endpoint={call.endpoint!r},",
        f"    credentials=AkSk({call.account.ak!r}, {call.account.sk!r}),",
        f"    project_id={call.account.projects[call.region]!r},",
        ")",
        "with client:",
        f"    recognition = client.{call.operation.name}({source}{options})",
        shown,
    ]
    return "\n".join(lines) + "\n"


def _hwocr(call: Call) -> str:
    name = call.operation.name.removeprefix("recognize_").replace("_", "-")
    words = ["hwocr", name]
    words += ["--url", quote(call.url)] if call.url else [_path(call)]
    words += ["--region", call.region, *(_flag(*item) for item in call.options.items())]
    return "\n".join(
        [
            f"export HWOCR_ENDPOINT={quote(call.endpoint)}",
            f"export HUAWEICLOUD_SDK_AK={quote(call.account.ak)}",
            f"export HUAWEICLOUD_SDK_SK={quote(call.account.sk)}",
            f"export HUAWEICLOUD_SDK_PROJECT_ID={quote(call.account.projects[call.region])}",
            *_fetch_sample(call),
            " ".join(words),
            "",
        ]
    )


def _flag(name: str, value: Any) -> str:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return f"--{'' if value else 'no-'}{flag}"
    values = value if isinstance(value, list) else [value]
    return " ".join(f"--{flag} {quote(str(item))}" for item in values)


def _curl(call: Call) -> str:
    user, project = call.account.user, call.account.projects[call.region]
    person = {
        "name": user["name"],
        "password": user["password"],
        "domain": {"name": user["domain"]},
    }
    login = {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": person}},
            "scope": {"project": {"name": call.region}},
        }
    }
    target = quote(call.endpoint + call.operation.path.replace("{project_id}", project))
    header = "-H 'Content-Type: application/json'"
    options = json.dumps(call.options)[1:-1]
    rest = f", {options}" if options else ""
    if call.url:
        body = f"-d {quote(json.dumps({'url': call.url, **call.options}))}"
    else:
        # The image does not fit on a command line, so the body comes from standard input.
        image = f"$(base64 < {_path(call)} | tr -d '\\n')"
        literal = re.sub(r"[$`\\]", r"\\\g<0>", rest)
        body = f'-d @- <<EOF\n{{"{call.operation.input_field}": "{image}"{literal}}}\nEOF'
    return "\n".join(
        [
            "# curl cannot make this kind of signature; it logs in and sends a token.",
            *_fetch_sample(call),
            f"token=$(curl -sSo /dev/null -D - {quote(call.endpoint)}/v3/auth/tokens {header} \\",
            f"  -d {quote(json.dumps(login))} | tr -d '\\r' | "
            "sed -n 's/^[Xx]-[Ss]ubject-[Tt]oken: //p')",
            f'curl -sS {target} -H "X-Auth-Token: $token" {header} {body}',
            "",
        ]
    )


def _path(call: Call) -> str:
    # A name that begins with a dash would be taken for an option.
    return quote(f"./{call.file}" if call.file.startswith("-") else call.file)


def _fetch_sample(call: Call) -> list[str]:
    return [f"curl -sSo {_path(call)} {quote(call.sample)}"] if call.sample and not call.url else []
