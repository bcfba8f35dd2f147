"""Three readings of one signing rule: ours, the vendor's, and the emulator's."""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest

from ocr_emulator.auth import signature as emulator
from ocr_emulator.messages import headers_by_name
from ocr_wrapper.auth import signer as ours
from tests import paths
from tests.vendor import sdk

VECTORS = sorted(paths.VECTORS.iterdir())
VECTORS_SK = "ExampleSecretKeyOnlyForSignatureVectors1"

SEED = 20251104
COUNT = 1000

# An encoded slash is left out: signers decode the path before they split it, servers split
# first, so the readings part there by nature. No path of the API holds one.
LETTERS = string.ascii_letters + string.digits
PATH = LETTERS + "-_.~!*'();:@&=+$,?#[]% \"<>\\^`{|}éßжñ漢字ไทย😀"
QUERY = PATH + "/"
VALUE = LETTERS + "-_.~!*'();:@&=+$,/?#[]% \"<>\\^`{|}"


@dataclass(frozen=True)
class Case:
    """One request with everything that its signature depends on."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes
    ak: str
    sk: str
    seconds: int

    @property
    def date(self) -> str:
        return datetime.fromtimestamp(self.seconds, UTC).strftime("%Y%m%dT%H%M%SZ")

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def target(self) -> str:
        """Path and query as they stand in the request line."""
        query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in self.query)
        return f"{self.path}?{query}" if query else self.path


def _text(dice: random.Random, alphabet: str, low: int, high: int) -> str:
    return "".join(dice.choices(alphabet, k=dice.randint(low, high)))


def _spaced(dice: random.Random, text: str) -> str:
    """Put blanks around a header's value now and then: they are no part of what is signed."""
    return " " * dice.choice((0, 0, 0, 1, 2)) + text + " " * dice.choice((0, 0, 0, 1))


def _case(dice: random.Random) -> Case:
    segments = [quote(_text(dice, PATH, 1, 12), safe="~") for _ in range(dice.randint(0, 5))]
    path = "/" + "/".join(segments) + ("/" if segments and dice.random() < 0.3 else "")
    names = [_text(dice, QUERY, 1, 6) for _ in range(3)]
    # Few names, so that some stand twice and their values decide the order.
    query = tuple(
        (dice.choice(names), _text(dice, QUERY, 0, 8)) for _ in range(dice.choice((0, 0, 1, 2, 5)))
    )
    project = _text(dice, string.hexdigits.lower(), 32, 32)
    headers = {
        "content-type": dice.choice(("application/json", "application/json;charset=utf-8")),
        "host": f"{_text(dice, string.ascii_lowercase, 1, 12)}.invalid"
        + dice.choice(("", ":8787", ":443")),
    }
    for name, value in (
        ("x-project-id", project),
        ("x-security-token", _text(dice, LETTERS + "+/=", 20, 400)),
        ("enterprise-project-id", _text(dice, VALUE, 1, 36)),
    ):
        if dice.random() < 0.5:
            headers[name] = _spaced(dice, value)
    return Case(
        method=dice.choice(("POST", "GET", "PUT", "DELETE", "PATCH", "post")),
        path=path,
        query=query,
        headers=headers,
        body=dice.choice((b"", dice.randbytes(dice.randint(1, 3000)))),
        ak=_text(dice, string.ascii_uppercase + string.digits, 20, 20),
        sk=_text(dice, LETTERS, 40, 40),
        seconds=dice.randrange(0, 4102444800),
    )


def _cases() -> list[Case]:
    dice = random.Random(SEED)
    return [_case(dice) for _ in range(COUNT)]


CASES = _cases()


def _sign(case: Case) -> dict[str, str]:
    """Sign with our signer; return the headers to send."""
    return ours.sign(
        case.method,
        case.path,
        case.query,
        case.headers,
        case.digest,
        ak=case.ak,
        sk=case.sk,
        date=case.date,
    )


def _vendor(case: Case, headers: dict[str, str]) -> tuple[str, str, str]:
    """Have the vendor sign `headers`; return its canonical request, text to sign and header."""
    request = sdk.SdkRequest(
        method=case.method,
        schema="https",
        host=headers["host"],
        resource_path=case.path,
        query_params=list(case.query),
        header_params={**headers, "X-Sdk-Date": case.date},
        body=case.body,
    )
    signer = sdk.Signer(sdk.BasicCredentials(case.ak, case.sk, "unused"))
    names = signer._process_signed_headers(request)
    canonical = signer._process_canonical_request(request, names)
    moment = signer._process_header_time(request)
    to_sign = signer._process_string_to_sign(canonical, moment)
    return canonical, to_sign, signer.sign(request).header_params["Authorization"]


def test_random_requests_include_the_hard_cases() -> None:
    """The random requests include every kind that is hard to sign."""
    kinds = {
        "no query": lambda c: not c.query,
        "a name twice": lambda c: len({k for k, _ in c.query}) < len(c.query),
        "a blank in the query": lambda c: any(" " in k + v for k, v in c.query),
        "not ASCII": lambda c: not c.target.isascii() or "%E" in c.path,
        "root": lambda c: c.path == "/",
        "a final slash": lambda c: len(c.path) > 1 and c.path.endswith("/"),
        "no body": lambda c: not c.body,
        "a session token": lambda c: "x-security-token" in c.headers,
        "blanks around a value": lambda c: any(v != v.strip() for v in c.headers.values()),
        "a port": lambda c: ":" in c.headers["host"],
    }
    assert [name for name, found in kinds.items() if sum(map(found, CASES)) < 20] == []
    assert len({(c.method, c.target, c.body, c.ak) for c in CASES}) == COUNT


def test_signatures_equal_those_of_the_vendor_sdk() -> None:
    """Canonical request, string to sign and Authorization are equal byte for byte."""
    for case in CASES:
        sent = _sign(case)
        signed = {**case.headers, "x-sdk-date": case.date}
        canonical = ours.canonical_request(case.method, case.path, case.query, signed, case.digest)
        stages = (canonical, ours.string_to_sign(canonical, case.date), sent["authorization"])
        assert _vendor(case, case.headers) == stages


def test_emulator_accepts_both_signers() -> None:
    """The emulator's verifier accepts our signatures and those of the vendor's SDK."""
    for case in CASES:
        sent = _sign(case)
        _, _, vendors = _vendor(case, case.headers)
        for authorization in (sent["authorization"], vendors):
            emulator.check(
                emulator.parse(authorization),
                secret=case.sk,
                method=case.method,
                raw_target=case.target,
                headers=headers_by_name(sent.items()),
                digest=case.digest,
                now=case.seconds + 60,
            )


@pytest.mark.parametrize("part", ["secret", "method", "target", "header", "body", "date"])
def test_emulator_refuses_a_changed_request(part: str) -> None:
    """A change of any one part is refused every time."""
    for case in CASES[:100]:
        sent = _sign(case)
        headers = headers_by_name(sent.items())
        if part == "header":
            headers["content-type"][0] += "x"
        with pytest.raises(emulator.SignatureError):
            emulator.check(
                emulator.parse(sent["authorization"]),
                secret=case.sk + "x" if part == "secret" else case.sk,
                method="OPTIONS" if part == "method" else case.method,
                raw_target="/x" + case.target if part == "target" else case.target,
                headers=headers,
                digest=sha256(b"x" + case.body).hexdigest() if part == "body" else case.digest,
                now=case.seconds + 901 if part == "date" else case.seconds,
            )


def test_user_agent_is_sent_unsigned() -> None:
    """The vendor signs User-Agent, which proxies rewrite; this client does not."""
    case = CASES[0]
    headers = {**case.headers, "user-agent": "test"}
    sent = ours.sign(
        case.method, case.path, case.query, headers, "0" * 64, ak="a", sk="s", date=case.date
    )
    assert sent["user-agent"] == "test"
    assert "user-agent" not in emulator.parse(sent["authorization"]).headers
    assert "user-agent" in _vendor(case, headers)[2]


@pytest.mark.parametrize("folder", VECTORS, ids=lambda folder: folder.name)
def test_stored_vectors_equal_those_of_the_vendor_sdk(folder: Path) -> None:
    """The vendor's signer produces each stage of the stored vectors."""
    kept = json.loads((folder / "req").read_text(encoding="utf-8"))
    creq, sts, authz = (
        (folder / stage).read_text(encoding="utf-8") for stage in ("creq", "sts", "authz")
    )
    headers = dict(kept["headers"])
    moment = datetime.strptime(headers.pop("X-Sdk-Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    case = Case(
        method=kept["method"],
        path=kept["path"],
        query=tuple((name, value) for name, value in kept["query"]),
        headers={"host": headers.pop("Host"), **headers},
        body=kept["body"].encode(),
        ak=emulator.parse(authz).access,
        sk=VECTORS_SK,
        seconds=int(moment.timestamp()),
    )
    assert (creq, sts, authz) == _vendor(case, case.headers)
