"""Accuracy on passports and other zones: lines, fields, and wrong values that look sure."""

from __future__ import annotations

import random
import time
from typing import Any

from PIL import Image

from benchmarks.accuracy.passports.chinese import chinese_passport
from benchmarks.accuracy.passports.conditions import CONDITIONS, any_of_them
from benchmarks.accuracy.passports.documents import KINDS, Document, document
from benchmarks.accuracy.passports.pages import holder, spoilt
from benchmarks.accuracy.passports.score import HEADING, Reading, Score
from benchmarks.accuracy.progress import Progress
from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.mrz.formats import TD3, Format, checks
from ocr_emulator.engine.mrz.locate import find_zone
from ocr_emulator.engine.mrz.result import FieldName
from ocr_emulator.engine.mrz.zone import names
from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.base import recognized
from ocr_emulator.recognizers.passports.passport import recognize_passport
from scripts.draw_samples import Holder

_FIELDS: tuple[FieldName, ...] = (
    "code", "issuer", "number", "nationality", "birth", "sex", "expiry", "optional", "surname",
    "given_names",
)  # fmt: skip


def expected(who: Holder) -> dict[str, str]:
    """Return the fields of a holder as the service writes them."""
    # Names longer than the line are cut there too.
    surname, given = names(TD3.names.of(who.zone()[0]))
    return {
        "country_code": who.state,
        "surname": surname,
        "given_name": given,
        "passport_number": who.number,
        "date_of_birth": _written(who.birth, 19),
        "sex": who.sex.strip("<"),
        "date_of_expiry": _written(who.expiry, 20),
    }


def _written(text: str, century: int) -> str:
    return f"{century}{text[:2]}-{text[2:4]}-{text[4:]}"


def measure_passports(engine: Engine, seed: int, pages: int, only: str | None) -> None:
    """Print how many zones and fields of passports are right, and how many wrong ones look sure."""
    print(HEADING.format("passports"))
    for name, draw in CONDITIONS.items():
        if only and only not in name:
            continue
        rng = random.Random(f"{seed} {name}")
        score = Score()
        with Progress(name, pages) as progress:
            for index in range(pages):
                who = holder(rng)
                image = draw(who, rng)
                start = time.process_time()
                found = _passport(engine, image)
                score.seconds += time.process_time() - start
                whole = score.add(who.zone(), expected(who), found)
                if only and not whole:
                    _show(index, who.zone(), found)
                progress.step()
        print(score.row(name), flush=True)


def measure_chinese(engine: Engine, seed: int, pages: int, *, show: bool = False) -> None:
    """Print how many of all fields of Chinese passports are right, those in Chinese included."""
    print(HEADING.format("Chinese passports"))
    rng = random.Random(f"{seed} Chinese")
    score = Score()
    with Progress("Chinese", pages) as progress:
        for index in range(pages):
            drawn = chinese_passport(rng)
            image = any_of_them(drawn.image, rng)
            start = time.process_time()
            found = _passport(engine, image)
            score.seconds += time.process_time() - start
            score.add(drawn.lines, drawn.fields, found)
            if show:
                _show_wrong(index, drawn.fields, found)
            progress.step()
    print(score.row("in all conditions, 19 fields"), flush=True)


def _passport(engine: Engine, image: Image.Image) -> Reading | None:
    try:
        result: Any = recognized(recognize_passport(image, {}, engine)).result
    except RecognitionError:
        return None
    lines = (result["machine_code"], result["machine_code2"])
    local = result["extra_info"].get("local_language", {})
    fields = result | {f"local {name}": value for name, value in local.items()}
    # Fields in Chinese characters have no confidence: a wrong one counts as sure.
    rates = {name: result["confidence"].get(name, 1.0) for name in fields}
    return Reading(lines, fields, rates, checks(TD3, lines[1]).all)


def _show(index: int, lines: tuple[str, ...], found: Reading | None) -> None:
    if found is None:
        print("  ", index, "refused")
        return
    for printed, line in zip(lines, found.lines, strict=True):
        print("  ", index, printed, "\n     ", line, line == printed)
    print("   ", {name: round(value, 3) for name, value in found.confidences.items()})


def _show_wrong(index: int, fields: dict[str, str], found: Reading | None) -> None:
    if found is None:
        print("  ", index, "refused")
        return
    for name, value in fields.items():
        if found.fields[name] != value:
            rate = found.confidences[name]
            print("  ", index, name, repr(value), repr(found.fields[name]), f"{rate:.2f}")


def measure_zones(engine: Engine, seed: int, pages: int, only: str | None) -> None:
    """Print the same for cards and visas, and what the reader of zones needs of its two seconds."""
    print(HEADING.format("cards and visas"))
    slowest = 0.0
    for kind in KINDS:
        if only and only != kind.name:
            continue
        rng = random.Random(f"{seed} {kind}")
        score = Score()
        with Progress(kind.name, pages) as progress:
            for index in range(pages):
                drawn = document(kind, rng)
                start = time.process_time()
                found, spent = _zone(engine, spoilt(drawn.image, rng), kind)
                score.seconds += time.process_time() - start
                slowest = max(slowest, spent)
                if not score.add(drawn.lines, _expected(drawn), found) and only:
                    _show(index, drawn.lines, found)
                progress.step()
        print(score.row(f"{kind}, hard"), flush=True)
    print(f"\nSlowest search for a zone: {slowest:.2f} CPU s.")


def _zone(engine: Engine, image: Image.Image, kind: Format) -> tuple[Reading | None, float]:
    page = engine.read(image, orient=True, characters=True, mixed=False)
    start = time.thread_time()
    zone = find_zone(engine, image, page, (kind,))
    spent = time.thread_time() - start
    if zone is None:
        return None, spent
    fields = {name: zone.read(name) for name in _FIELDS}
    return Reading(
        zone.lines,
        {name: field.text for name, field in fields.items()},
        {name: field.confidence for name, field in fields.items()},
        zone.checks.all,
    ), spent


def _expected(drawn: Document) -> dict[str, str]:
    who = drawn.holder
    surname, given = names(drawn.kind.names.of(drawn.lines[drawn.kind.names_line]))
    return {
        "code": drawn.code,
        "issuer": who.state,
        "number": who.number,
        "nationality": who.state,
        "birth": _written(who.birth, 19),
        "sex": who.sex.strip("<"),
        "expiry": _written(who.expiry, 20),
        "optional": who.optional,
        "surname": surname,
        "given_names": given,
    }
