"""The client against the contract: requests, refusals and responses."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_emulator.contract.bundle import Operation, load
from ocr_emulator.emulator import Emulator
from ocr_wrapper import (
    ImageDownloadError,
    ImageSourceError,
    InputError,
    OcrError,
    ParametersError,
    Recognition,
)
from tests.contract import images, strategies
from tests.contract.canned import Canned
from tests.contract.clients import MODES, Driver, driver
from tests.contract.profiles import drawn
from tests.emulator.conftest import call as call_raw

CONTRACT = load()
NAMES = sorted(CONTRACT.operations)
TAKING_IMAGES = [name for name in NAMES if CONTRACT.operations[name].input_field]
VALIDATORS = {
    name: jsonschema.Draft202012Validator(
        {**operation.request_schema, "components": CONTRACT.document["components"]}
    )
    for name, operation in CONTRACT.operations.items()
}


@pytest.fixture(scope="module")
def emu() -> Iterator[Emulator]:
    with Emulator(engine=None, keep_bodies=True) as emulator:
        yield emulator


@pytest.fixture(scope="module", params=MODES)
def ocr(request: pytest.FixtureRequest, emu: Emulator) -> Iterator[Driver]:
    with driver(request.param, emu) as made:
        yield made


def _same(left: object, right: object) -> bool:
    """Compare as JSON Schema does: True is not 1, and 1.0 is."""
    return _plain(left) == _plain(right)


def _plain(value: object) -> str:
    """Return JSON text in which equal values have the same spelling."""
    text = json.dumps(value, sort_keys=True)
    return json.dumps(json.loads(text, parse_float=_number), sort_keys=True)


def _number(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() else number


def _given(operation: Operation, source: bytes | str) -> list[bytes | str]:
    """Return the positional arguments of a method: the source, if it takes an image."""
    return [source] if operation.input_field else []


def _sent(operation: Operation, source: bytes | str) -> dict[str, str]:
    """Return the part of the body that a source becomes."""
    if operation.input_field is None:
        return {}
    if isinstance(source, str):
        return {"url": source}
    return {operation.input_field: images.encoded(source)}


# --- requests ---------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_request_body_contains_exactly_the_arguments(name: str, emu: Emulator, ocr: Driver) -> None:
    """Every method sends exactly the given image and options, as the contract defines them."""
    operation = CONTRACT.operations[name]
    address = emu.files.put("p.png", images.FILES["PNG"])

    @drawn(30)
    @given(strategies.options(operation), st.sampled_from([*images.FILES.values(), address]))
    def check(options: dict[str, Any], source: bytes | str) -> None:
        ocr.method(name, *_given(operation, source), **options)
        entry = emu.journal.last
        assert (entry.operation, entry.status, entry.credential) == (name, 200, "aksk")
        assert entry.region in operation.regions
        body = json.loads(entry.body or b"")
        assert _same(body, {**_sent(operation, source), **options})
        VALIDATORS[name].validate(body)

    check()


@pytest.mark.parametrize("name", NAMES)
def test_client_and_emulator_refuse_the_same_options(name: str, emu: Emulator, ocr: Driver) -> None:
    """The client refuses what the emulator refuses, nothing else, and for the same reason."""
    operation = CONTRACT.operations[name]
    image = images.FILES["PNG"]

    def compare(options: dict[str, Any]) -> str:
        before = emu.journal.number
        body = {**_sent(operation, image), **options}
        try:
            ocr.call(name, *_given(operation, image), **options)
        except InputError as error:
            assert emu.journal.number == before
            there = call_raw(emu, name, body)
            if there.status == 200:
                return f"refused here alone ({error}): {options}"
            assert (there.status, there.code) == (400, "AIS.0101")
        except ParametersError as error:
            return f"refused there alone ({error.code}): {options}"
        else:
            assert emu.journal.last.status == 200
            assert VALIDATORS[name].is_valid(body)
            assert _same(json.loads(emu.journal.last.body or b""), body)
        return ""

    assert [found for found in map(compare, strategies.borders(operation)) if found] == []

    @drawn(60)
    @given(strategies.doubtful(operation))
    def check(options: dict[str, Any]) -> None:
        assert compare(options) == ""

    check()


def _sizes(low: int, high: int) -> list[tuple[int, int]]:
    return [(low - 1, 40), (low, low), (40 + low, low - 1), (high, low), (low, high + 1)]


@pytest.mark.parametrize("name", TAKING_IMAGES)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PCX", "TGA", "ICO"])
def test_client_and_emulator_refuse_the_same_images(name: str, kind: str, emu: Emulator) -> None:
    """Both accept or refuse each format and each side one pixel around every limit."""
    operation = CONTRACT.operations[name]
    # Some formats cannot be as long as the limit, others would take seconds to write.
    high = operation.max_side if kind in ("PNG", "GIF", "TIFF") else 200
    sizes = [(14, 14), (15, 15), (120, 120)] if kind == "ICO" else _sizes(operation.min_side, high)
    with driver("sync", emu) as ocr:
        for width, height in sizes:
            data = images.drawn(width, height, kind)
            body = {operation.input_field: images.encoded(data)}
            there = call_raw(emu, name, body)
            try:
                ocr.call(name, data)
                here = 200
            except InputError:
                here = 400
            assert here == there.status, (kind, width, height, there.body)


def test_urls_sent_by_the_client_match_the_contract(emu: Emulator, ocr: Driver) -> None:
    """Any URL that the client sends matches the pattern of the contract."""
    hosts = st.sampled_from(["files.example", "bücher.example", "b.obs.ap-southeast-1.x.com", ""])
    schemes = st.sampled_from(["http://", "https://", "HTTPS://", "ftp://", ""])
    paths = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)

    @drawn(60)
    @given(schemes, hosts, paths)
    def check(scheme: str, host: str, path: str) -> None:
        before = emu.journal.number
        with pytest.raises((ImageSourceError, ImageDownloadError)) as caught:
            ocr.method("recognize_passport", url=f"{scheme}{host}/{path}")
        if isinstance(caught.value, ImageSourceError):
            assert emu.journal.number == before
            return
        # The form was right; that no file is there is another matter.
        assert caught.value.code in ("ModelArts.4603", "ModelArts.4706")
        VALIDATORS["recognize_passport"].validate(json.loads(emu.journal.last.body or b""))

    check()


@pytest.mark.parametrize("name", NAMES)
def test_region_without_the_operation_receives_nothing(name: str, emu: Emulator) -> None:
    """A client of other regions refuses the call before anything is sent."""
    served = CONTRACT.operations[name].regions
    for region in emu.projects:
        if region in served:
            continue
        before = emu.journal.number
        with driver("sync", emu, regions=[region]) as ocr, pytest.raises(OcrError) as caught:
            ocr.method(name, *_given(CONTRACT.operations[name], images.FILES["PNG"]))
        assert (type(caught.value).__name__, emu.journal.number) == ("RegionError", before)
        assert all(one in str(caught.value) for one in served)
        assert call_raw(emu, name, region=region).code == "APIG.0101"


# --- responses ----------------------------------------------------------------


def _as_json(result: Any) -> Any:
    """Write a result back as plain values, as its class says it came."""
    if isinstance(result, list):
        return [_as_json(item) for item in result]
    return result.to_dict() if hasattr(result, "to_dict") else result


@pytest.mark.parametrize("odd", [False, True], ids=["lenient", "odd"])
@pytest.mark.parametrize("name", NAMES)
def test_recognition_keeps_every_value_of_the_response(
    name: str, odd: bool, emu: Emulator, ocr: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown fields, nulls and extreme values are kept in the result, its copies and its JSON."""
    canned = Canned().install(monkeypatch)

    @drawn(30)
    @given(strategies.responses(CONTRACT.operations[name], odd=odd))
    def check(response: dict[str, Any]) -> None:
        canned.value = response
        if response.get("error_code") or response.get("error_msg"):
            return
        found = ocr.method(name, *_given(CONTRACT.operations[name], images.FILES["PNG"]))
        assert _same(found.raw, response)
        assert _same(_as_json(found.result), response["result"])
        assert _same(_as_json(copy.deepcopy(found).result), response["result"])
        assert _same(_as_json(pickle.loads(pickle.dumps(found.result))), response["result"])
        assert _same(Recognition.from_json(found.to_json()).raw, response)
        # The views may find nothing in odd responses; they never fail.
        assert isinstance(found.text, str)
        assert repr(found).startswith(f"<Recognition {name} ")
        assert len(found.fields) + len(found.lines) + len(found.tables) >= 0

    check()
