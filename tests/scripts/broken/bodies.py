"""Broken bodies, examples and ledger."""

from __future__ import annotations

from pathlib import Path

from scripts.contract.rules import deviations, examples, requests, responses
from tests.scripts.broken.access import (
    Bundle,
    Case,
    image,
    local_language,
    passport,
    response,
    schema,
    within,
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


CASES: list[Case] = [
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
        lambda b, _: within(b, "PassportRequest", "country_code").pop("description"),
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
        lambda b, _: within(b, "PassportRequest", "country_code").update(type=["string", "null"]),
        "one type",
    ),
    (
        requests.options_can_be_checked,
        lambda b, _: within(b, "PassportRequest", "country_code").update(maxLength=3),
        "maxLength",
    ),
    (
        requests.no_defaults,
        lambda b, _: within(b, "PassportRequest", "country_code").update(default=""),
        "default",
    ),
    (
        requests.needs_exist,
        lambda b, _: within(b, "PassportRequest", "country_code").update({"x-requires": "mode"}),
        "'mode' must be a list",
    ),
    (
        requests.needs_exist,
        lambda b, _: within(b, "PassportRequest", "country_code").update({"x-requires": ["mode"]}),
        "mode",
    ),
    (
        requests.bounds_are_in_order,
        lambda b, _: schema(b, "EncodedImage").update(minLength=20_000_000),
        "20000000",
    ),
    (
        requests.bounds_are_in_order,
        lambda b, _: within(b, "GeneralTextRequest", "pdf_page_number").update(maximum=0),
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
        lambda b, _: within(b, "PassportResult", "surname").update(type="string"),
        "surname",
    ),
    (
        responses.leaves_are_nullable,
        lambda b, _: within(b, "GeneralTextResult", "words_block_list").update(type="array"),
        "words_block_list",
    ),
    (
        responses.leaves_are_nullable,
        lambda b, _: within(b, "WebImageWordsBlock", "font_list").update(items={"type": "string"}),
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
        lambda b, _: within(b, "PeruIdCardResult", "portrait_image").pop("contentEncoding"),
        "portrait_image",
    ),
    (
        responses.files_are_marked,
        lambda b, _: within(b, "PassportResult", "sex").update(contentEncoding="base64"),
        "sex",
    ),
    (
        responses.values_are_not_judged,
        lambda b, _: within(b, "PassportResult", "sex").update(enum=["M", "F", None]),
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
        lambda b, _: within(b, "PassportResult", "surname").update(type="text"),
        "not valid at /components/schemas/PassportResult/properties/surname",
    ),
    (
        examples.name_known_fields,
        lambda b, _: response(b)["examples"]["default"]["value"]["result"].update(surnmae="ONE"),
        "no field /result/surnmae",
    ),
    (
        examples.name_known_fields,
        lambda b, _: local_language(b).update(nmae="ONE"),
        "no field /result/extra_info/local_language/nmae",
    ),
    (
        examples.fit_their_schemas,
        lambda b, _: image(b).update(image="no Base64!"),
        "not Base64",
    ),
    (examples.fit_their_schemas, lambda b, _: image(b).update(image="bm8="), "opened"),
    (
        examples.fit_their_schemas,
        lambda b, _: passport(b)["x-ocr"].update({"min-side": 4000}),
        "less than 4000",
    ),
    (
        examples.obey_needs,
        lambda b, _: (
            within(b, "PassportRequest", "country_code").update({"x-requires": ["strict"]}),
            image(b).update(strict=False),
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
    (deviations.ids_are_unique, _ledger_twice, "D-001"),
    (deviations.ids_are_in_order, _ledger_mixed, "D-001 comes after D-900"),
    (deviations.references_exist, _ledger_lost, "D-999"),
]
