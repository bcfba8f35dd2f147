"""Ways to break the contract, with the rule that reports each and a word of its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.contract.document import operations
from scripts.contract.rules import (
    Rule,
    deviations,
    examples,
    names,
    requests,
    responses,
)
from scripts.contract.rules import operations as facts

Bundle = dict[str, Any]


def passport(bundle: Bundle) -> Bundle:
    """Return the passport's operation."""
    found = [p.operation for p in operations(bundle) if p.name == "recognize_passport"]
    return found[0]


def schema(bundle: Bundle, name: str) -> Bundle:
    """Return a named schema."""
    found: Bundle = bundle["components"]["schemas"][name]
    return found


def response(bundle: Bundle, status: str = "200") -> Bundle:
    """Return the JSON body of one of the passport's responses."""
    found: Bundle = passport(bundle)["responses"][status]["content"]["application/json"]
    return found


def _rename(bundle: Bundle, old: str, new: str) -> None:
    schemas = bundle["components"]["schemas"]
    schemas[new] = schemas.pop(old)
    for place in operations(bundle):
        _replace(place.operation, f"#/components/schemas/{old}", f"#/components/schemas/{new}")
    _replace(schemas, f"#/components/schemas/{old}", f"#/components/schemas/{new}")


def _replace(node: Any, old: str, new: str) -> None:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict) and node.get("$ref") == old:
        node["$ref"] = new
    for child in children:
        _replace(child, old, new)


def _camel(bundle: Bundle, folder: Path) -> None:
    passport(bundle)["operationId"] = "recognizePassport"


def _file(bundle: Bundle, folder: Path) -> None:
    (folder / "operations" / "recognize_passport.yaml").rename(
        folder / "operations" / "passport.yaml"
    )


def _ledger_mixed(_: Bundle, folder: Path) -> None:
    ledger = folder / "DEVIATIONS.md"
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace("## D-001 ", "## D-900 First\n\n## D-001 ", 1), encoding="utf-8")


def _ledger_twice(bundle: Bundle, folder: Path) -> None:
    ledger = folder / "DEVIATIONS.md"
    ledger.write_text(ledger.read_text(encoding="utf-8") + "\n## D-001 Again\n", encoding="utf-8")


def _ledger_lost(bundle: Bundle, folder: Path) -> None:
    file = folder / "operations" / "recognize_passport.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# see D-999\n", encoding="utf-8")


def _in(bundle: Bundle, *path: str) -> Bundle:
    node: Any = schema(bundle, path[0])
    for key in path[1:]:
        node = node["properties"][key]
    found: Bundle = node
    return found


Breaker = Callable[[Bundle, Path], object]

# Each line: a rule, how the contract is broken, and a word of the report.
BROKEN: list[tuple[Rule, Breaker, str]] = [
    (names.operations_are_snake_case, _camel, "recognizePassport"),
    (names.operations_are_snake_case, _file, "passport.yaml"),
    (
        names.schemas_are_camel_case,
        lambda b, _: _rename(b, "PassportResult", "passport_result"),
        "passport_result",
    ),
    (
        names.bodies_share_a_noun,
        lambda b, _: _rename(b, "PassportRequest", "TravelRequest"),
        "TravelRequest",
    ),
    (
        names.parts_begin_with_the_noun,
        lambda b, _: _rename(b, "PassportResult", "TravelResult"),
        "TravelResult",
    ),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].pop("regions"), "regions"),
    (facts.facts_are_whole, lambda b, _: passport(b).pop("x-ocr"), "input"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].update(pages=3), "pages"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].update(pdf=True), "PDF"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].update(input="file"), "file"),
    (
        facts.regions_exist,
        lambda b, _: passport(b)["x-ocr"]["regions"].append("eu-north-0"),
        "eu-north-0",
    ),
    (
        facts.formats_are_known,
        lambda b, _: passport(b)["x-ocr"]["formats"].append("jpeg"),
        "jpeg",
    ),
    (
        facts.limits_are_in_order,
        lambda b, _: passport(b)["x-ocr"].update({"min-side": 9000}),
        "9000",
    ),
    (
        facts.limits_are_in_order,
        lambda b, _: passport(b)["x-ocr"].update({"max-pixels": 100}),
        "max-pixels",
    ),
    (
        facts.withdrawal_is_dated,
        lambda b, _: passport(b).update(deprecated=True),
        "withdrawn",
    ),
    (
        facts.withdrawal_is_dated,
        lambda b, _: (
            passport(b).update(deprecated=True),
            passport(b)["x-ocr"].update(withdrawn="last year"),
        ),
        "last year",
    ),
    (
        facts.withdrawal_is_dated,
        lambda b, _: passport(b)["x-ocr"].update({"replaced-by": "recognize_nothing"}),
        "recognize_nothing",
    ),
    (facts.texts_are_there, lambda b, _: passport(b).pop("description"), "description"),
    (facts.texts_are_there, lambda b, _: passport(b).update(summary="Reads it"), "full stop"),
    (facts.failures_are_described, lambda b, _: passport(b)["responses"].pop("429"), "429"),
    (
        facts.success_is_200,
        lambda b, _: passport(b)["responses"].update({"202": passport(b)["responses"]["200"]}),
        "202",
    ),
    (facts.errors_are_whole, lambda b, _: b["x-errors"]["AIS.0103"].pop("remedy"), "remedy"),
    (
        facts.errors_are_whole,
        lambda b, _: b["x-errors"]["AIS.0103"].update(category="bad"),
        "bad",
    ),
    (
        facts.errors_are_whole,
        lambda b, _: b["x-errors"]["AIS.0103"].update(retryable="no"),
        "retryable",
    ),
    (facts.errors_are_whole, lambda b, _: b["x-errors"]["AIS.0103"].pop("messages"), "message"),
    (facts.errors_are_whole, lambda b, _: b["x-error-statuses"].pop("500"), "500"),
    (facts.errors_are_whole, lambda b, _: b["x-error-statuses"]["429"].pop("remedy"), "429"),
    (
        facts.errors_are_whole,
        lambda b, _: b["x-error-statuses"].update({"4XX": b["x-error-statuses"]["400"]}),
        "4XX",
    ),
    (
        facts.errors_are_whole,
        lambda b, _: b["x-errors"]["AIS.0103"].update(statuses=[200]),
        "200",
    ),
    (
        facts.errors_are_whole,
        lambda b, _: b["x-error-statuses"]["429"].update({"usual-code": "AIS.9999"}),
        "AIS.9999",
    ),
    (
        facts.limits_are_numbers,
        lambda b, _: b["x-limits"].pop("signed-body-bytes"),
        "is missing",
    ),
    (
        facts.limits_are_numbers,
        lambda b, _: b["x-limits"].update({"signed-body-bytes": 0}),
        "whole number",
    ),
    (facts.limits_are_numbers, lambda b, _: b["x-limits"].update(rows=1), "no reader"),
    (
        requests.objects_are_closed,
        lambda b, _: schema(b, "PassportRequest").pop("additionalProperties"),
        "PassportRequest",
    ),
    (requests.input_or_url, lambda b, _: schema(b, "PassportRequest").pop("oneOf"), "oneOf"),
    (
        requests.input_or_url,
        lambda b, _: schema(b, "PassportRequest")["properties"].pop("url"),
        "url",
    ),
    (
        requests.options_are_described,
        lambda b, _: _in(b, "PassportRequest", "country_code").pop("description"),
        "country_code",
    ),
    (
        requests.options_are_described,
        lambda b, _: schema(b, "PassportRequest")["properties"].update(
            {"country-code": {"type": "string", "description": "It."}}
        ),
        "country-code",
    ),
    (
        requests.options_are_described,
        lambda b, _: _in(b, "PassportRequest", "country_code").update(type=["string", "null"]),
        "one type",
    ),
    (
        requests.options_can_be_checked,
        lambda b, _: _in(b, "PassportRequest", "country_code").update(maxLength=3),
        "maxLength",
    ),
    (
        requests.no_defaults,
        lambda b, _: _in(b, "PassportRequest", "country_code").update(default=""),
        "default",
    ),
    (
        requests.needs_exist,
        lambda b, _: _in(b, "PassportRequest", "country_code").update({"x-requires": ["mode"]}),
        "mode",
    ),
    (
        requests.bounds_are_in_order,
        lambda b, _: schema(b, "EncodedImage").update(minLength=20_000_000),
        "20000000",
    ),
    (
        requests.bounds_are_in_order,
        lambda b, _: _in(b, "GeneralTextRequest", "pdf_page_number").update(maximum=0),
        "maximum 0",
    ),
    (
        responses.objects_are_open,
        lambda b, _: schema(b, "PassportResult").update(additionalProperties=False),
        "PassportResult",
    ),
    (
        responses.objects_are_open,
        lambda b, _: schema(b, "Error").pop("additionalProperties"),
        "Error",
    ),
    (
        responses.leaves_are_nullable,
        lambda b, _: _in(b, "PassportResult", "surname").update(type="string"),
        "surname",
    ),
    (
        responses.leaves_are_nullable,
        lambda b, _: _in(b, "GeneralTextResult", "words_block_list").update(type="array"),
        "words_block_list",
    ),
    (
        responses.leaves_are_nullable,
        lambda b, _: _in(b, "WebImageWordsBlock", "font_list").update(items={"type": "string"}),
        "font_list.items",
    ),
    (
        responses.polygons_are_shared,
        lambda b, _: schema(b, "WebImageWordsBlock")["properties"].update(
            location={"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Point"}}
        ),
        "WebImageWordsBlock.location",
    ),
    (
        responses.files_are_marked,
        lambda b, _: _in(b, "PeruIdCardResult", "portrait_image").pop("contentEncoding"),
        "portrait_image",
    ),
    (
        responses.files_are_marked,
        lambda b, _: _in(b, "PassportResult", "sex").update(contentEncoding="base64"),
        "sex",
    ),
    (
        responses.values_are_not_judged,
        lambda b, _: _in(b, "PassportResult", "sex").update(enum=["M", "F", None]),
        "enum",
    ),
    (
        responses.only_the_result_is_required,
        lambda b, _: schema(b, "PassportResponse").pop("required"),
        "result",
    ),
    (
        responses.only_the_result_is_required,
        lambda b, _: schema(b, "PassportResult").update(required=["surname"]),
        "PassportResult",
    ),
    (
        examples.success_and_failure_are_shown,
        lambda b, _: response(b)["examples"].pop("default"),
        "response-default",
    ),
    (
        examples.success_and_failure_are_shown,
        lambda b, _: [
            response["content"]["application/json"].pop("examples", None)
            for status, response in passport(b)["responses"].items()
            if status[0] != "2" and "content" in response
        ],
        "no failure",
    ),
    (
        examples.success_and_failure_are_shown,
        lambda b, _: passport(b)["requestBody"]["content"]["application/json"]["examples"].pop(
            "url"
        ),
        "request-url",
    ),
    (
        examples.fit_their_schemas,
        lambda b, _: response(b)["examples"]["default"]["value"]["result"].update(surname=7),
        "surname",
    ),
    (
        examples.fit_their_schemas,
        lambda b, _: _image(b).update(image="no Base64!"),
        "not Base64",
    ),
    (examples.fit_their_schemas, lambda b, _: _image(b).update(image="bm8="), "opened"),
    (
        examples.fit_their_schemas,
        lambda b, _: passport(b)["x-ocr"].update({"min-side": 4000}),
        "less than 4000",
    ),
    (
        examples.obey_needs,
        lambda b, _: (
            _in(b, "PassportRequest", "country_code").update({"x-requires": ["strict"]}),
            _image(b).update(strict=False),
        ),
        "`strict`",
    ),
    (
        examples.show_known_codes,
        lambda b, _: response(b, "400")["examples"]["image-size"]["value"].update(
            error_code="AIS.9999"
        ),
        "AIS.9999",
    ),
    (
        examples.quote_known_messages,
        lambda b, _: response(b, "400")["examples"]["image-size"]["value"].update(
            error_msg="The image is too big."
        ),
        "too big",
    ),
    (
        examples.quote_known_messages,
        lambda b, _: response(b, "429")["examples"]["throttled"]["value"].update(
            error_msg="The throttling threshold has been reached: policy user over ratelimit,"
            "limit:,time:1 minute."
        ),
        "limit:,",
    ),
    (
        facts.servers_name_the_regions,
        lambda b, _: b["servers"][0]["variables"]["region"]["enum"].remove("cn-north-4"),
        "cn-north-4",
    ),
    (
        facts.servers_name_the_regions,
        lambda b, _: b["servers"][1]["variables"]["region"]["enum"].append("la-north-2"),
        "la-north-2",
    ),
    (deviations.ids_are_unique, _ledger_twice, "D-001"),
    (deviations.ids_are_in_order, _ledger_mixed, "D-001 comes after D-900"),
    (deviations.references_exist, _ledger_lost, "D-999"),
]


def _image(bundle: Bundle) -> Bundle:
    body = passport(bundle)["requestBody"]["content"]["application/json"]
    found: Bundle = body["examples"]["image"]["value"]
    return found
