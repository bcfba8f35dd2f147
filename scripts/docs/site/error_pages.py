"""Write a page for each error code: cause, remedy, and an example that was run.

The facts come from the error table of the contract. The example of a page is run against the
emulator while the site is built, so that the response and the exception on the page are real.
"""

from __future__ import annotations

import contextlib
import http
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ocr_wrapper.errors import OcrError
from scripts.layout import REPOSITORY, ToolError

REQUEST_ID = "5f0c2d1e8a7b4c6d9e3f1a2b3c4d5e6f"
"""Stands for the request id, which differs in each run."""

_CATEGORIES = {
    "parameters": ("ParametersError", "the request"),
    "image": ("ImageRejectedError", "the image"),
    "recognition": ("RecognitionFailedError", "the recognition"),
    "authentication": ("AuthenticationError", "the credentials"),
    "permission": ("PermissionDeniedError", "the account and its permissions"),
    "source": ("ImageDownloadError", "the address of the image"),
    "not_found": ("NotFoundError", "the address of the call"),
    "throttled": ("RateLimitError", "the number of calls"),
    "backend": ("ServerError", "a failure inside the service"),
    "unavailable_for_hours": ("ServiceUnavailableError", "a system behind the service"),
}
"""Exception of each category, and what the category is about."""

_STATES = {
    "ModelArts.4106": "emu.account.restricted = True",
    "ModelArts.4203": "emu.account.permitted = False",
    "ModelArts.4204": 'emu.account.unsubscribe("recognize_passport", "ap-southeast-1")',
    "ModelArts.6201": "emu.account.frozen = True",
}
"""Codes that the emulator sends by itself in some state of the account."""


_INTRODUCTION = "The emulator sends the code, and the client raises the exception:\n"
_FAMILY_INTRODUCTION = (
    "The emulator sends the codes of the contract only, so a transport sends this one:\n"
)

_PROGRAM = """\
from ocr_emulator import Emulator
from ocr_wrapper import {kind}, OcrClient, errors

with Emulator(engine=None) as emu:
    {statement}
    with OcrClient(
        region="ap-southeast-1",
        endpoint=emu.url,
        credentials={credentials},
{attempts}    ) as client:
        try:
            client.recognize_passport("examples/images/passport.png")
        except errors.{page.exception} as error:
            print(error)
"""

_FAMILY_PROGRAM = """\
import httpx
from ocr_wrapper import AkSk, OcrClient, errors

def refuse(request):
    return httpx.Response({status}, json={{"error_code": "{page.sample}", "error_msg": "…"}})

with OcrClient(
    region="ap-southeast-1",
    credentials=AkSk("ak", "sk"),
    project_id="0123456789abcdef0123456789abcdef",
    transport=httpx.MockTransport(refuse),
) as client:
    try:
        client.recognize_passport("examples/images/passport.png")
    except errors.{page.exception} as error:
        print(error)
"""


@dataclass(frozen=True)
class ErrorPage:
    """One code, or one family of codes such as `APIGW.*`, with its facts."""

    code: str
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The file name of the page, without its suffix."""
        return self.code.replace("*", "x")

    @property
    def sample(self) -> str:
        """A code of the family, for the example."""
        return self.code.replace("*", "99") if self.is_family else self.code

    @property
    def is_family(self) -> bool:
        """Whether the page is about all codes with a prefix."""
        return "*" in self.code

    @property
    def is_identity(self) -> bool:
        """Whether the identity service sends the code."""
        return self.code.startswith("IAM.")

    @property
    def exception(self) -> str:
        """The name of the class that the client raises."""
        return _CATEGORIES[self.facts["category"]][0]

    @property
    def retried(self) -> bool:
        """Whether the client retries by itself."""
        return bool(self.facts["retryable"])


@dataclass(frozen=True)
class Example:
    """A program that gets the error, what it prints, and the response that it got."""

    response: str
    program: str
    printed: str


def error_pages(bundle: Mapping[str, Any]) -> list[ErrorPage]:
    """Return the pages in the order of the contract, families last."""
    tables = (bundle["x-errors"], bundle["x-error-families"])
    return [ErrorPage(code, facts) for table in tables for code, facts in table.items()]


def pages(bundle: Mapping[str, Any]) -> dict[str, str]:
    """Return the pages by their path in the site."""
    return {f"reference/errors/{page.name}.md": _text(page) for page in error_pages(bundle)}


def table(bundle: Mapping[str, Any]) -> str:
    """Return the list of all codes with links to their pages."""
    found = error_pages(bundle)
    rows = [
        "| Code | Meaning | Exception | Retried |",
        "|---|---|---|:-:|",
        *(
            f"| [{page.code}](errors/{page.name}.md) | {_escaped(page.facts['meaning'])} |"
            f" `{page.exception}` | {'yes' if page.retried else ''} |"
            for page in found
        ),
        "",
        "```{toctree}\n:hidden:\n",
        *(f"errors/{page.name}" for page in found),
        "```",
    ]
    return "\n".join(rows)


def statuses(bundle: Mapping[str, Any]) -> str:
    """Return the table of statuses without a known code."""
    rows = ["| Status | Meaning | What to do | Exception |", "|---|---|---|---|"]
    for status, facts in bundle["x-error-statuses"].items():
        name = _CATEGORIES[facts["category"]][0]
        rows.append(
            f"| {status} | {_escaped(facts['meaning'])} | {_escaped(facts['remedy'])} | `{name}` |"
        )
    return "\n".join(rows)


def _escaped(text: str) -> str:
    """Return a text whose `<bucket>` is no HTML element."""
    return text.replace("<", r"\<")


def _text(page: ErrorPage) -> str:
    return "\n".join(_parts(page)) + "\n"


def _parts(page: ErrorPage) -> Iterator[str]:
    facts, subject = page.facts, _CATEGORIES[page.facts["category"]][1]
    shown = example(page)
    yield f"# {page.code}\n"
    yield f"**{_escaped(facts['meaning'])}**\n"
    yield f"What to do: {_escaped(facts['remedy'])}\n"
    yield "| | |\n|---|---|"
    yield f"| About | {subject} |"
    yield f"| HTTP status | {', '.join(map(str, facts['statuses']))} |"
    yield f"| Exception | [`{page.exception}`](#ocr_wrapper.{page.exception}) |"
    yield f"| Retried by the client | {_retried(page)} |"
    yield "| Billed | not as far as is known: see [](../../guides/retries-and-billing.md) |"
    yield f"| On the command line | exit code 4; `hwocr errors {page.sample}` prints this entry |\n"
    if facts["messages"]:
        yield "Messages of the vendor; `XX`, `{xxx}` and `%(key)s` stand for what varies:\n"
        yield from (f"- `{message}`" for message in facts["messages"])
        yield ""
    elif page.is_family:
        yield "For codes with this beginning that have no page of their own.\n"
    yield "## Example\n"
    yield _FAMILY_INTRODUCTION if page.is_family else _INTRODUCTION
    yield f"```python\n{shown.program}```\n"
    yield f"```text\n{shown.printed}\n```\n"
    yield "The response:\n"
    yield f"```http\n{shown.response}\n```\n"
    if not page.is_family:
        yield "In another language, script the emulator over HTTP before the call:\n"
        yield f"```console\n$ curl -X POST $URL/_emulator/faults -d '{_http_fault(page)}'\n```"


def _retried(page: ErrorPage) -> str:
    if page.retried:
        return "yes, up to `max_attempts` (3) and within the deadline"
    if page.facts["category"] == "authentication":
        return "no, except once with a new token or the server's time, where that can help"
    return "no: the same call fails again"


def _statement(page: ErrorPage) -> str:
    """Return the line that makes the emulator send the code."""
    if page.code in _STATES:
        return _STATES[page.code]
    suffix = ', operation="iam"' if page.is_identity else ""
    return f'emu.faults.error("{page.code}"{suffix})'


def _http_fault(page: ErrorPage) -> str:
    """Return the body of the admin request that makes the emulator send the code."""
    body = {"fault": page.code}
    if page.is_identity:
        body["operation"] = "iam"
    return json.dumps(body)


def _program(page: ErrorPage) -> str:
    if page.is_family:
        return _FAMILY_PROGRAM.format(page=page, status=page.facts["statuses"][0])
    return _PROGRAM.format(
        page=page,
        kind="PasswordToken" if page.is_identity else "AkSk",
        statement=_statement(page),
        credentials="PasswordToken(**emu.user)" if page.is_identity else "AkSk(emu.ak, emu.sk)",
        attempts="        max_attempts=1,\n" if page.retried else "",
    )


def example(page: ErrorPage) -> Example:
    """Run the example of a page.

    Raises:
        ToolError: The run did not end in the exception and the code of the page.
    """
    program = _program(page)
    printed: list[object] = []
    with contextlib.chdir(REPOSITORY):
        exec(compile(program, page.name, "exec"), {"print": printed.append})
    error = printed[0] if printed else None
    if not isinstance(error, OcrError) or error.code != page.sample:
        raise ToolError(f"The example of {page.code} ended in {error!r}.")
    text = str(error)
    body = json.dumps(json.loads(error.body or b""), ensure_ascii=False, indent=2)
    if error.request_id:
        text = text.replace(error.request_id, REQUEST_ID)
        body = body.replace(error.request_id, REQUEST_ID)
    phrase = http.HTTPStatus(error.status or 500).phrase
    head = [f"HTTP/1.1 {error.status} {phrase}", "Content-Type: application/json"]
    if error.request_id:
        head.append(f"X-Request-Id: {REQUEST_ID}")
    return Example("\n".join([*head, "", body]), program, text)
