"""Build the API reference: one HTML page without scripts or external files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.codegen import catalog
from scripts.contract import derived
from scripts.contract.document import Place, operations, resolve
from scripts.contract.ledger import Entry
from scripts.docs.html import Child, Markup, inline, join, prose, table, tag
from scripts.docs.schema_table import SchemaTable

_STYLE = Path(__file__).parent / "reference.css"


def page(bundle: Mapping[str, Any], entries: Mapping[str, Entry]) -> str:
    """Return the page for a bundle and its ledger of deviations."""
    info = bundle["info"]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{info['title']}: API reference"),
        tag("style", Markup(_STYLE.read_text(encoding="utf-8"))),
    )
    main = tag(
        "main",
        tag("h1", info["title"]),
        tag("p", inline(info["summary"]), class_="lead"),
        prose(info["description"]),
        _calling(bundle),
        [_section(bundle, place) for _, places in _groups(bundle) for place in places],
        _errors(bundle),
        _regions(bundle),
        _deviations(entries),
    )
    body = tag("body", _navigation(bundle), main)
    return "<!doctype html>\n" + tag("html", head, "\n", body, lang="en").text + "\n"


def _groups(bundle: Mapping[str, Any]) -> Iterator[tuple[str, list[Place]]]:
    for entry in bundle["tags"]:
        found = [p for p in operations(bundle) if p.operation["tags"][0] == entry["name"]]
        yield entry["name"], sorted(found, key=lambda place: place.name)


def _navigation(bundle: Mapping[str, Any]) -> Markup:
    items: list[Child] = [tag("a", "Calling", href="#calling")]
    for name, places in _groups(bundle):
        items.append(tag("h2", name))
        for place in places:
            gone = "gone" if place.operation.get("deprecated") else False
            items.append(tag("a", place.name, href=f"#{place.name}", class_=gone))
    items.append(tag("h2", "Tables"))
    items += [
        tag("a", "Error codes", href="#errors"),
        tag("a", "Statuses", href="#statuses"),
        tag("a", "Regions", href="#regions"),
        tag("a", "Deviations", href="#deviations"),
    ]
    return tag("nav", items, aria_label="Contents")


def _calling(bundle: Mapping[str, Any]) -> Markup:
    servers = [
        [tag("code", server["url"]), inline(server.get("description", ""))]
        for server in bundle["servers"]
    ]
    schemes = [
        [tag("code", facts["name"]), inline(facts["description"])]
        for facts in bundle["components"]["securitySchemes"].values()
    ]
    return tag(
        "section",
        tag("h2", "Calling"),
        table(("Host", "About"), servers),
        tag("p", "A call carries one of these headers:"),
        table(("Header", "About"), schemes),
        id="calling",
    )


def _section(bundle: Mapping[str, Any], place: Place) -> Markup:
    operation = place.operation
    servers = place.item.get("servers") or operation.get("servers") or []
    host = "".join(server["url"] for server in servers[:1])
    parts: list[Child] = [
        tag("h2", tag("a", place.name, href=f"#{place.name}")),
        tag("p", inline(operation["summary"]), class_="lead"),
        tag("p", tag("code", f"{place.method.upper()} {host}{place.path}"), class_="path"),
    ]
    facts = place.ocr or {}
    if facts.get("withdrawn"):
        text = f"The vendor withdrew this operation on {facts['withdrawn']}."
        if facts.get("replaced-by"):
            text += f" It names `{facts['replaced-by']}` instead."
        parts.append(tag("p", inline(text), class_="warning"))
    parts.append(prose(derived.own_text(operation["description"])))
    if facts:
        parts.append(table(("Fact", "Value"), _facts(place, facts)))
        parts.append(_how(place))
    parts += _bodies(bundle, place)
    return tag("section", parts, id=place.name)


def _facts(place: Place, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Regions", ", ".join(facts["regions"])
    if place.input_field is None:
        yield "Image", "none"
        return
    yield "Formats", ", ".join(facts["formats"])
    yield "Sides", f"{facts['min-side']:,} to {facts['max-side']:,} pixels"
    if "max-pixels" in facts:
        yield "Area", f"at most {facts['max-pixels']:,} pixels"
    yield "Field of the file", place.input_field


def _how(place: Place) -> Markup:
    region = (place.ocr or {})["regions"][0]
    image = "" if place.input_field is None else '"scan.png"'
    text = (
        "from ocr_wrapper import OcrClient\n\n"
        f'with OcrClient(region="{region}") as client:\n'
        f"    response = client.{place.name}({image})\n"
        "    print(response.to_json())\n"
    )
    return tag("details", tag("summary", "In Python"), tag("pre", tag("code", text)))


def _bodies(bundle: Mapping[str, Any], place: Place) -> Iterator[Child]:
    parameters = [*place.item.get("parameters", []), *place.operation.get("parameters", [])]
    if parameters:
        yield tag("h3", "Parameters")
        yield table(("Name", "In", "About"), [_parameter(bundle, item) for item in parameters])
    body = resolve(bundle, place.operation.get("requestBody") or {})
    if body:
        yield tag("h3", "Request")
        yield from _media(bundle, body, "request")
    for status, reference in place.operation["responses"].items():
        if str(status).startswith("2"):
            response = resolve(bundle, reference)
            yield tag("h3", f"Response {status}")
            yield tag("p", inline(response["description"]))
            headers = response.get("headers") or {}
            if headers:
                yield table(
                    ("Header", "About"), [_header(bundle, item) for item in headers.items()]
                )
            yield from _media(bundle, response, "response")
    yield tag("h3", "Refusals")
    yield table(("Status", "Meaning", "Examples"), _refusals(bundle, place))
    schemas = {}
    for status, reference in place.operation["responses"].items():
        content = resolve(bundle, reference).get("content") or {}
        if not str(status).startswith("2") and "application/json" in content:
            schema = content["application/json"]["schema"]
            schemas[str(schema.get("$ref"))] = schema
    for schema in schemas.values():
        drawn = SchemaTable(bundle).draw(schema)
        yield tag("details", tag("summary", "Body of a refusal"), drawn)


def _parameter(bundle: Mapping[str, Any], reference: Mapping[str, Any]) -> list[Child]:
    found = resolve(bundle, reference)
    must = " (required)" if found.get("required") else ""
    return [tag("code", found["name"]), found["in"] + must, inline(found.get("description", ""))]


def _header(bundle: Mapping[str, Any], item: tuple[str, Any]) -> list[Child]:
    name, reference = item
    return [tag("code", name), inline(resolve(bundle, reference).get("description", ""))]


def _media(bundle: Mapping[str, Any], holder: Mapping[str, Any], noun: str) -> Iterator[Child]:
    media = (holder.get("content") or {}).get("application/json") or {}
    if "schema" in media:
        yield SchemaTable(bundle).draw(media["schema"])
    for key, example in (media.get("examples") or {}).items():
        yield _example(f"Example {noun}: {key}", example["value"])


def _example(title: str, value: object) -> Markup:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return tag("details", tag("summary", title), tag("pre", tag("code", text)))


def _refusals(bundle: Mapping[str, Any], place: Place) -> Iterator[list[Child]]:
    for status, reference in place.operation["responses"].items():
        if str(status).startswith("2"):
            continue
        response = resolve(bundle, reference)
        media = (response.get("content") or {}).get("application/json") or {}
        shown = [_example(k, item["value"]) for k, item in (media.get("examples") or {}).items()]
        yield [str(status), inline(response["description"]), shown]


def _errors(bundle: Mapping[str, Any]) -> Markup:
    rows = []
    for name in ("x-errors", "x-error-families"):
        for code, facts in (bundle.get(name) or {}).items():
            rows.append(
                [
                    tag("code", code),
                    facts["category"].replace("_", " "),
                    "yes" if facts["retryable"] else "no",
                    ", ".join(map(str, facts.get("statuses") or [])),
                    join(
                        (
                            inline(facts["meaning"]),
                            " ",
                            inline(facts["remedy"]),
                            [tag("div", text, class_="limits") for text in facts["messages"]],
                        )
                    ),
                ]
            )
    head = ("Code", "Class", "Retry", "Status", "Meaning, remedy, messages")
    return tag(
        "section",
        tag("h2", "Error codes"),
        tag("p", "In a message XX, {xxx} and %(key)s stand for what varies."),
        table(head, rows),
        tag("h3", "Statuses without a known code", id="statuses"),
        table(("Status", "Class", "Retry", "Meaning and remedy"), _statuses(bundle)),
        id="errors",
    )


def _statuses(bundle: Mapping[str, Any]) -> Iterator[list[Child]]:
    for status, facts in (bundle.get("x-error-statuses") or {}).items():
        yield [
            tag("code", status),
            facts["category"].replace("_", " "),
            "yes" if facts["retryable"] else "no",
            join((inline(facts["meaning"]), " ", inline(facts["remedy"]))),
        ]


def _regions(bundle: Mapping[str, Any]) -> Markup:
    served: dict[str, list[str]] = {name: [] for name in bundle["x-regions"]}
    for place in catalog.recognizers(bundle):
        for region in (place.ocr or {})["regions"]:
            served[region].append(place.name)
    rows = [
        [
            tag("code", name),
            facts["name"],
            join(tag("div", host) for host in [*facts["hosts"], *facts["iam"]]),
            join(tag("div", tag("a", item, href=f"#{item}")) for item in served[name]),
        ]
        for name, facts in bundle["x-regions"].items()
    ]
    head = ("Region", "Name", "Hosts", "Operations")
    return tag("section", tag("h2", "Regions"), table(head, rows), id="regions")


def _deviations(entries: Mapping[str, Entry]) -> Markup:
    """Return the ledger; texts link into it by number."""
    parts: list[Child] = [
        tag("h2", "Deviations"),
        tag("p", "Where this contract reads the vendor's pages differently from their letter."),
    ]
    for entry in entries.values():
        parts.append(tag("h3", f"{entry.number} {entry.title}", id=entry.number.lower()))
        for line in entry.text.splitlines():
            label, found, rest = line.removeprefix("**").partition(":** ")
            if found:
                parts.append(tag("p", tag("b", f"{label}:"), " ", inline(rest)))
            elif line.strip():
                parts.append(tag("p", inline(line)))
    return tag("section", parts, id="deviations")
