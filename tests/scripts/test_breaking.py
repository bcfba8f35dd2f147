"""Report of breaking changes: what a changed contract breaks, and what it does not."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.contract import breaking
from scripts.contract.changes import compare
from scripts.contract.document import dump_yaml, operations, response_schema
from scripts.contract.rules import Contract
from scripts.layout import Layout

Bundle = dict[str, Any]

PASSPORT = "/v2/{project_id}/ocr/passport"


def post(bundle: Bundle) -> Bundle:
    """Return the passport's operation."""
    found: Bundle = bundle["paths"][PASSPORT]["post"]
    return found


def field(bundle: Bundle, schema: str, name: str) -> Bundle:
    """Return a property of a named schema."""
    found: Bundle = bundle["components"]["schemas"][schema]["properties"][name]
    return found


def schema(bundle: Bundle, name: str) -> Bundle:
    """Return a named schema."""
    found: Bundle = bundle["components"]["schemas"][name]
    return found


def _move(bundle: Bundle) -> None:
    bundle["paths"]["/v3/{project_id}/ocr/passport"] = bundle["paths"].pop(PASSPORT)


def _change_method(bundle: Bundle) -> None:
    item = bundle["paths"][PASSPORT]
    item["put"] = item.pop("post")


def _change_status(bundle: Bundle) -> None:
    responses = post(bundle)["responses"]
    post(bundle)["responses"] = {"202": responses.pop("200"), **responses}


Change = Callable[[Bundle], object]

BREAKS: list[tuple[str, Change]] = [
    ("recognize_passport: the operation was removed", lambda b: b["paths"].pop(PASSPORT)),
    (
        "recognize_passport: the operationId changed to read_passport",
        lambda b: post(b).update(operationId="read_passport"),
    ),
    (
        "recognize_passport: the path changed from /v2/{project_id}/ocr/passport to "
        "/v3/{project_id}/ocr/passport",
        _move,
    ),
    (
        "recognize_passport: the region cn-north-4 was removed",
        lambda b: post(b)["x-ocr"]["regions"].remove("cn-north-4"),
    ),
    (
        "recognize_passport: the format TIFF was removed",
        lambda b: post(b)["x-ocr"]["formats"].remove("TIFF"),
    ),
    (
        "recognize_passport: max-side changed from 8192 to 4096",
        lambda b: post(b)["x-ocr"].update({"max-side": 4096}),
    ),
    (
        "recognize_passport: min-side changed from 15 to 100",
        lambda b: post(b)["x-ocr"].update({"min-side": 100}),
    ),
    (
        "recognize_passport: max-pixels changed from no limit to 1000000",
        lambda b: post(b)["x-ocr"].update({"max-pixels": 1_000_000}),
    ),
    (
        "recognize_passport: the input field is data, it was image",
        lambda b: post(b)["x-ocr"].update(input="data"),
    ),
    (
        "recognize_general_text: PDF is no longer accepted",
        lambda b: b["paths"]["/v2/{project_id}/ocr/general-text"]["post"]["x-ocr"].pop("pdf"),
    ),
    (
        "recognize_passport: the header parameter Enterprise-Project-Id was removed",
        lambda b: post(b).pop("parameters"),
    ),
    (
        "recognize_passport: a new header parameter X-Reason that is required",
        lambda b: post(b)["parameters"].append(
            {"name": "X-Reason", "in": "header", "required": True, "schema": {"type": "string"}}
        ),
    ),
    (
        "recognize_passport request.country_code: the field was removed",
        lambda b: schema(b, "PassportRequest")["properties"].pop("country_code"),
    ),
    (
        "recognize_passport request.country_code: the value 'CHN' was removed",
        lambda b: field(b, "PassportRequest", "country_code")["enum"].remove("CHN"),
    ),
    (
        "recognize_passport request.country_code: the field is required now",
        lambda b: schema(b, "PassportRequest").update(required=["country_code"]),
    ),
    (
        "recognize_passport request.purpose: a new required field",
        lambda b: (
            schema(b, "PassportRequest")["properties"].update(purpose={"type": "string"}),
            schema(b, "PassportRequest").update(required=["purpose"]),
        ),
    ),
    (
        "recognize_passport request.country_code: it needs url now",
        lambda b: field(b, "PassportRequest", "country_code").update({"x-requires": ["url"]}),
    ),
    (
        "recognize_passport request.image: maxLength changed from 10485760 to 1000",
        lambda b: schema(b, "EncodedImage").update(maxLength=1000),
    ),
    (
        "limits: signed-body-bytes changed from 12582912 to 1000",
        lambda b: b["x-limits"].update({"signed-body-bytes": 1000}),
    ),
    (
        "recognize_passport request.url: the pattern changed",
        lambda b: schema(b, "ImageUrl").update(pattern="^https://"),
    ),
    (
        "recognize_general_text request.language: only listed values are allowed now",
        lambda b: None,
    ),
    (
        "recognize_general_text request.pdf_page_number: the type narrowed from integer to string",
        lambda b: field(b, "GeneralTextRequest", "pdf_page_number").update(type="string"),
    ),
    (
        "recognize_passport response.result.surname: the field was removed",
        lambda b: schema(b, "PassportResult")["properties"].pop("surname"),
    ),
    (
        "recognize_general_text response.result.words_block_list.items.words: "
        "the field was removed",
        lambda b: schema(b, "GeneralTextWordsBlock")["properties"].pop("words"),
    ),
    (
        "recognize_passport response.result.extra_info.local_language.sex: the field was removed",
        lambda b: schema(b, "PassportLocalLanguage")["properties"].pop("sex"),
    ),
    (
        "recognize_passport response.result.extra_info: the type changed from null or object to "
        "object",
        lambda b: schema(b, "PassportResult")["properties"].update(
            extra_info={"$ref": "#/components/schemas/PassportExtraInfo"}
        ),
    ),
    ("recognize_passport: the method changed from post to put", _change_method),
    (
        "recognize_passport: the status of success changed from 200 to 202",
        _change_status,
    ),
    (
        "create_token: the response's header X-Subject-Token was removed",
        lambda b: b["paths"]["/v3/auth/tokens"]["post"]["responses"]["201"]["headers"].pop(
            "X-Subject-Token"
        ),
    ),
    (
        "recognize_passport response.result.surname: the type changed from null or string to null",
        lambda b: field(b, "PassportResult", "surname").update(type="null"),
    ),
    (
        "recognize_passport response.result: the field may be missing now",
        lambda b: schema(b, "PassportResponse").pop("required"),
    ),
    ("region cn-north-4: the region was removed", lambda b: b["x-regions"].pop("cn-north-4")),
    (
        "region ap-southeast-1: the host ocr.ap-southeast-1.myhuaweicloud.cn was removed",
        lambda b: b["x-regions"]["ap-southeast-1"]["hosts"].remove(
            "ocr.ap-southeast-1.myhuaweicloud.cn"
        ),
    ),
    ("error AIS.0103: the code was removed", lambda b: b["x-errors"].pop("AIS.0103")),
    (
        "error AIS.0103: retryable changed from False to True",
        lambda b: b["x-errors"]["AIS.0103"].update(retryable=True),
    ),
    (
        "status 503: retryable changed from True to False",
        lambda b: b["x-error-statuses"]["503"].update(retryable=False),
    ),
]


def _open_language(bundle: Bundle) -> None:
    field(bundle, "GeneralTextRequest", "language").pop("enum")


@pytest.mark.parametrize(("expected", "change"), BREAKS, ids=[expected for expected, _ in BREAKS])
def test_breaking_change_is_reported_as_breaking(
    expected: str, change: Change, bundle: Bundle
) -> None:
    """Each kind of breaking change is found and marked as breaking."""
    old = copy.deepcopy(bundle)
    if "only listed values" in expected:
        _open_language(old)
    change(bundle)
    assert expected in [str(found) for found in compare(old, bundle) if found.breaking]


WIDENS: list[tuple[str, Change]] = [
    (
        "recognize_passport: a new region, la-south-2",
        lambda b: post(b)["x-ocr"]["regions"].append("la-south-2"),
    ),
    ("recognize_passport: a new format, GIF", lambda b: post(b)["x-ocr"]["formats"].append("GIF")),
    (
        "recognize_passport: max-side changed from 8192 to 9000",
        lambda b: post(b)["x-ocr"].update({"max-side": 9000}),
    ),
    (
        "recognize_passport request.side: a new field",
        lambda b: schema(b, "PassportRequest")["properties"].update(side={"type": "string"}),
    ),
    (
        "recognize_passport request.country_code: a new value, 'UTO'",
        lambda b: field(b, "PassportRequest", "country_code")["enum"].append("UTO"),
    ),
    (
        "recognize_passport response.result.height: a new field",
        lambda b: schema(b, "PassportResult")["properties"].update(height={"type": "null"}),
    ),
    ("recognize_passport: deprecated", lambda b: post(b).update(deprecated=True)),
    ("region eu-0: a new region", lambda b: b["x-regions"].update({"eu-0": {}})),
    ("error AIS.9999: a new code", lambda b: b["x-errors"].update({"AIS.9999": {}})),
]


@pytest.mark.parametrize(("expected", "change"), WIDENS, ids=[expected for expected, _ in WIDENS])
def test_addition_is_reported_as_not_breaking(
    expected: str, change: Change, bundle: Bundle
) -> None:
    """An addition or a wider limit is reported as not breaking."""
    old = copy.deepcopy(bundle)
    change(bundle)
    found = compare(old, bundle)
    assert [(expected, False)] == [(str(change), change.breaking) for change in found]


def test_unchanged_contract_has_no_changes(bundle: Bundle) -> None:
    """A contract compared with itself gives no changes."""
    assert compare(bundle, copy.deepcopy(bundle)) == []


def test_new_operation_is_not_breaking(bundle: Bundle) -> None:
    """Adding an operation is the most frequent change."""
    old = copy.deepcopy(bundle)
    del old["paths"][PASSPORT]
    assert [str(c) for c in compare(old, bundle)] == ["recognize_passport: a new operation"]
    assert not any(change.breaking for change in compare(old, bundle))


def test_breaking_command_compares_with_a_bundle_file(
    layout: Layout, bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--base` takes a bundle; the exit code is 1 and the break is named."""
    schema(bundle, "PassportResult")["properties"]["height"] = {"type": ["string", "null"]}
    base = tmp_path / "old.yaml"
    base.write_text(dump_yaml(bundle), encoding="utf-8")
    code = breaking.main(["--base", str(base), "--contract", str(layout.contract)])
    assert code == 1
    shown = capsys.readouterr().out
    assert "recognize_passport response.result.height: the field was removed" in shown


def _repository(layout: Layout, bundle: Bundle) -> Callable[..., None]:
    root = layout.contract.parent

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(
            ["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True
        )

    layout.bundle.parent.mkdir()
    layout.bundle.write_text(dump_yaml(bundle), encoding="utf-8")
    git("init", "--quiet")
    git("add", "--force", ".")
    git("commit", "--quiet", "--no-gpg-sign", "-m", "one")
    return git


def test_breaking_command_compares_with_the_last_tag(
    layout: Layout, bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without `--base` the newest tag is the base; nothing changed, so nothing breaks."""
    git = _repository(layout, bundle)
    git("tag", "v1")
    assert breaking.main(["--contract", str(layout.contract)]) == 0
    assert "Nothing breaks since v1." in capsys.readouterr().out


def test_breaking_command_without_a_tag_exits_2_and_names_the_remedy(
    layout: Layout, bundle: Bundle, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a base the exit code is 2 and the message says what to do."""
    _repository(layout, bundle)
    assert breaking.main(["--contract", str(layout.contract)]) == 2
    assert "--base" in capsys.readouterr().err
    assert breaking.main(["--contract", str(layout.contract), "--base", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def _response_schemas(bundle: Bundle) -> set[str]:
    """Return the names of the schemas that successful responses are made of."""
    found: set[str] = set()
    for _, part in Contract(bundle, Path()).response_schemas():
        found.update(re.findall(r"#/components/schemas/(\w+)", json.dumps(part)))
    bodies = {str(response_schema(bundle, place.operation)) for place in operations(bundle)}
    return found | {n for n, p in bundle["components"]["schemas"].items() if str(p) in bodies}


def test_every_field_of_every_response_is_compared(bundle: Bundle) -> None:
    """A field lost in any response is found, however deep it lies and however it is written
    that it may be null."""
    old = copy.deepcopy(bundle)
    names = _response_schemas(bundle)
    assert {"PassportLocalLanguage", "TokenResponse", "SmartDocumentResponse"} <= names
    for name in sorted(names):
        fields = schema(bundle, name).get("properties") or {}
        for key in list(fields):
            lost = fields.pop(key)
            expected = [str(change) for change in compare(old, bundle) if change.breaking]
            assert any(line.endswith(f".{key}: the field was removed") for line in expected), (
                name,
                key,
            )
            fields[key] = lost
