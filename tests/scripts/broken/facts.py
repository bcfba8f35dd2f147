"""Broken names and facts: operations, paths, `x-ocr`, regions and the error table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scripts.contract.document import operations
from scripts.contract.rules import names
from scripts.contract.rules import operations as facts
from tests.scripts.broken.access import Bundle, Case, passport


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


def _move(bundle: Bundle, path: str) -> None:
    paths = bundle["paths"]
    paths[path] = paths.pop("/v2/{project_id}/ocr/passport")


def _get(bundle: Bundle) -> None:
    item = bundle["paths"]["/v2/{project_id}/ocr/passport"]
    item["get"] = item.pop("post")


def _camel(bundle: Bundle, folder: Path) -> None:
    passport(bundle)["operationId"] = "recognizePassport"


def _file(bundle: Bundle, folder: Path) -> None:
    (folder / "operations" / "recognize_passport.yaml").rename(
        folder / "operations" / "passport.yaml"
    )


CASES: list[Case] = [
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
    (facts.paths_are_of_one_form, lambda b, _: _move(b, "/v2/{project_id}/passport"), "/ocr/"),
    (facts.paths_are_of_one_form, lambda b, _: _move(b, "/v3/{project_id}/ocr/x"), "/v3/"),
    (facts.paths_are_of_one_form, lambda b, _: _get(b), "GET"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].pop("regions"), "regions"),
    (facts.facts_are_whole, lambda b, _: passport(b).pop("x-ocr"), "input"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].update(pages=3), "pages"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].update(pdf=True), "PDF"),
    (facts.facts_are_whole, lambda b, _: passport(b)["x-ocr"].update(input="file"), "file"),
    (
        facts.facts_have_their_types,
        lambda b, _: passport(b)["x-ocr"].update(formats="PNG"),
        "formats is 'PNG', not a list",
    ),
    (
        facts.facts_have_their_types,
        lambda b, _: passport(b)["x-ocr"].update({"max-side": "2000"}),
        "max-side is '2000', not a whole number",
    ),
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
    (facts.texts_are_there, lambda b, _: passport(b).update(tags=["Papers"]), "Papers"),
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
        facts.servers_name_the_regions,
        lambda b, _: b["servers"][0]["variables"]["region"]["enum"].remove("cn-north-4"),
        "cn-north-4",
    ),
    (
        facts.servers_name_the_regions,
        lambda b, _: b["servers"][1]["variables"]["region"]["enum"].append("la-north-2"),
        "la-north-2",
    ),
]
