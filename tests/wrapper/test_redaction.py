"""Redaction of secrets in texts, headers and ids of a server."""

from __future__ import annotations

import base64
import html
import json
import pickle
import textwrap
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from ocr_wrapper.attempts.responses import read_result
from ocr_wrapper.errors import InvalidResponseError, OcrError
from ocr_wrapper.redaction import one_line, printable, printable_line, redact, visible_headers
from tests.wrapper.hand import refusal, response

SECRETS = [
    "hunter2-plain",
    'quote"and\\backslash',
    "line\nbreak\tand tab",
    "pass/wörd ключ 密码",
    "plus+slash/equals=&<amp>'",
    "emoji 🔑 key",
    "%41%42 percent",
    "why???>>> so~~~",
    'it\'s "all" of (wörd) <a/b> & \\ *x!',
]

Form = Callable[[str], str]


def _in_json_of_go(text: str) -> str:
    """Escape as Go's `encoding/json`, which writes three more characters as `\\u`."""
    text = json.dumps(text, ensure_ascii=False)[1:-1]
    return "".join(f"\\u{ord(c):04x}" if c in "<>&" else c for c in text)


TEXT_FORMS: dict[str, Form] = {
    "plain": str,
    "json": lambda text: json.dumps(text)[1:-1],
    "json-utf8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json-upper": lambda text: json.dumps(text)[1:-1].replace("\\u00f6", "\\u00F6"),
    "json-slash": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json-of-go": _in_json_of_go,
    "json-in-json": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "html": html.escape,
    "html-text": lambda text: html.escape(text, quote=False),
    "html-decimal": lambda text: (
        html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    ),
    "percent": lambda text: quote(text, safe=""),
    "percent-lower": lambda text: quote(text, safe="").replace("%C3%B6", "%c3%b6"),
    "percent-path": quote,
    "percent-of-a-browser": lambda text: quote(text, safe="!'()*~-._"),
    "form": quote_plus,
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", TEXT_FORMS)
def test_secret_is_redacted_as_formats_of_text_write_it(secret: str, form: str) -> None:
    """The whole secret is redacted, and nothing else of the text."""
    assert redact(f'<{{"key": "{TEXT_FORMS[form](secret)}"}}>', [secret]) == '<{"key": "***"}>'


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("before", ["", "x", "xx", "xxx", "user:"])
@pytest.mark.parametrize("after", ["", "y", "yy"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_secret_inside_a_base64_text_is_redacted(
    secret: str, before: str, after: str, encode: Callable[[bytes], bytes]
) -> None:
    """Only characters that also stand for the bytes before and after it are left."""
    quoted = encode(f"{before}{secret}{after}".encode()).decode()
    shown = redact(f"Basic {quoted} end", [secret])
    left, _, right = shown.removeprefix("Basic ").removesuffix(" end").partition("***")
    assert len(left) <= (8 * len(before) + 5) // 6
    assert len(right.rstrip("=")) <= 4
    assert quoted.startswith(left)
    assert quoted.endswith(right)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("status", [200, 401, 502])
def test_error_shows_no_secret_of_headers_body_or_ids(secret: str, status: int) -> None:
    """This holds for every header, the request id and the content type included."""
    quoted = secret.encode("ascii", "backslashreplace").decode().replace("\n", " ")
    line = secret.replace("\n", " ").replace("\t", " ")
    headers = {
        "x-request-id": line,
        "content-type": f"text/{line}",
        "x-debug": f"password={quote(secret)}; {json.dumps(secret)}",
    }
    body = {"error_code": "X.1", "error_msg": f"no: {json.dumps({'password': secret})}"}
    error = read_result(response(status, {} if status == 200 else body, headers), [secret, line])
    assert isinstance(error, OcrError)
    everything = "\n".join(map(str, (error, vars(error), error.body, dict(error.headers))))
    for shown in (secret, line, quote(secret), json.dumps(secret)[1:-1], quoted):
        assert shown not in everything
        assert shown.encode() not in pickle.dumps(error)


def test_request_id_in_the_body_is_redacted() -> None:
    """It is the first word of the error."""
    body = {"error_code": "APIG.0301", "error_msg": "no", "request_id": "canary-secret"}
    error = read_result(response(401, body), ["canary-secret"])
    assert "canary" not in str(error)


def test_unreadable_success_shows_no_secret() -> None:
    """Its headers are kept."""
    error = read_result(response(200, b"<html>", {"x-echo": "canary-secret"}), ["canary-secret"])
    assert isinstance(error, InvalidResponseError)
    assert error.headers["x-echo"] == "***"


def test_text_in_another_case_is_no_secret() -> None:
    """Only escapes have two cases; a word that happens to be alike stays readable."""
    assert redact("HUNTER2-PLAIN", ["hunter2-plain"]) == "HUNTER2-PLAIN"
    assert redact("p%C3%a4ss", ["päss"]) == "***"


def test_other_text_is_left_as_it_is() -> None:
    """A refusal stays readable."""
    error = read_result(refusal("AIS.0101", 400, "side must be front"), ["hunter2", "k" * 40])
    assert isinstance(error, OcrError)
    assert error.detail == "side must be front"


@pytest.mark.parametrize(
    ("text", "secrets", "expected"),
    [
        ("a hunter2 b hunter2", ["hunter2"], "a *** b ***"),
        ("one two", ["one", "two"], "one two"),
        ("four five", ["four", "five"], "*** ***"),
        ("hunter2-longer", ["hunter2", "hunter2-longer"], "***"),
        ("zebra hunter2", ["hunter2", "zebra hunter2"], "***"),
        ("a hunter2", ["hunter2", "\ud800 broken"], "a ***"),
        ("x" * 119, [], "x" * 119),
        (f"a {'x' * 120} b", [], "a *** b"),
        (f"a {'aZ0+/=_%-' * 20} b", [], "a *** b"),
        ("word " * 50, [], "word " * 50),
        ("nothing", [], "nothing"),
    ],
)
def test_secrets_and_long_runs_are_redacted(text: str, secrets: list[str], expected: str) -> None:
    """A secret shorter than four characters would redact half of every text."""
    assert redact(text, secrets) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("a\r\nb\x00\x1bc\td", 300, "a b c d"),
        ("  a   b  ", 300, "a b"),
        ("漢字 é", 300, "漢字 é"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("a" + " " * 21 + "bcdefgh", 6, "a bc"),
        ("a" + " " * 20 + "bcdefgh", 6, "a bcd"),
        ("a" * 10_000, 5, "aaaa…"),
    ],
)
def test_text_of_a_server_becomes_one_short_line(text: str, limit: int, expected: str) -> None:
    """No more than four times the length is read."""
    assert one_line(text, limit) == expected


def test_line_has_300_characters_at_most() -> None:
    """300 is the default limit."""
    assert one_line("a b" * 100) == "a b" * 100
    assert one_line("a" * 301) == "a" * 299 + "…"


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "proxy-authorization",
        "set-cookie",
        "x-auth-token",
        "x-security-token",
        "x-subject-token",
    ],
)
def test_visible_headers_have_no_keys(name: str) -> None:
    """Headers with keys are removed by name."""
    assert visible_headers({name: "canary", "date": "today"}) == {"date": "today"}


CONTROLS = [
    *"\x00\x07\x08\x0b\x0c\r\x1b\x1f\x7f\x80\x9b\x9f",
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u206f\ufeff\ufff9\ufffb",
    *"\ud800\udfff\U000e0000\U000e007f",
]
"""The first and the last of each range, and the best known in between."""


@pytest.mark.parametrize("control", CONTROLS, ids=ascii)
def test_control_character_is_replaced(control: str) -> None:
    """Each of them, so that the number of characters stays."""
    assert printable(f"a{control}b{control}{control}") == "a\ufffdb\ufffd\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "two\nlines\tand a tab",
        " ~\xa0\xff",
        "\u061b\u061d\u200d\u2010\u2027\u202f\u205f\u2070\ufefe\uff00\ufff8\ufffc",
        "示例 ключ é 🔑 \U000e0080 \ud7ff\ue000",
    ],
    ids=ascii,
)
def test_printable_text_is_unchanged(text: str) -> None:
    """Line breaks, tabs, all scripts, and the neighbours of each range of controls."""
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\rc\td", "a b c d"),
        ("a\r\nb", "a b"),
        ("a\n\nb\n\rc", "a  b  c"),
        ("a\x1b[31mb\u202ec", "a\ufffd[31mb\ufffdc"),
        ("  plain 示例 ", "  plain 示例 "),
    ],
)
def test_printable_text_is_put_on_one_line(text: str, expected: str) -> None:
    """A line break or tab becomes one space, a control character is replaced."""
    assert printable_line(text) == expected


IMAGE = base64.b64encode(bytes(range(256)) * 40).decode()

ECHOES: dict[str, Form] = {
    "plain": str,
    "slash": lambda text: text.replace("/", "\\/"),
    "plus": lambda text: text.replace("+", "\\u002B"),
    "plus-lower": lambda text: text.replace("+", "\\u002b").replace("/", "\\u002f"),
    "equals": lambda text: text.replace("A", "\\u003D").replace("B", "\\u003d"),
    "lines": lambda text: "\\r\\n".join(textwrap.wrap(text, 76)),
    "lines-decoded": lambda text: "\r\n".join(textwrap.wrap(text, 76)),
    "json-in-json": lambda text: text.replace("/", "\\\\\\/").replace("+", "\\\\u002b"),
}


@pytest.mark.parametrize("form", ECHOES)
def test_echo_of_an_image_is_redacted_as_encoders_escape_it(form: str) -> None:
    """No piece of it is left between the escapes."""
    assert redact(f'{{"image": "{ECHOES[form](IMAGE)}"}}', []) == '{"image": "***"}'


@pytest.mark.parametrize(
    "piece", ["\\", "\\\\\\\\n", "\\u002", "a\\", "a" * 119 + " ", "\\n" * 59 + "\\", "a\\n", "\r"]
)
def test_redaction_takes_time_in_proportion_to_the_text(piece: str) -> None:
    """A hostile text of 2 MB has no effect on it; tried again from every place it takes hours."""
    assert len(redact(piece * (2_000_000 // len(piece)), ["secret"])) >= 3


def test_escapes_alone_do_not_hide_a_message() -> None:
    """Lines of a stack trace stay readable."""
    text = "\\n\\tat com.example.Gate.check(Gate.java:17)" * 20
    assert redact(text, []) == text
