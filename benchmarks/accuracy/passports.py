"""Accuracy on passports: zones, fields, and wrong values that look sure."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from benchmarks.accuracy.damage import compressed, hard
from benchmarks.accuracy.words import GIVEN, SURNAMES, WORDS
from ocr_emulator.engine.base import Engine
from ocr_emulator.engine.mrz.states import STATES
from ocr_emulator.engine.mrz.zone import names
from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.passport import recognize_passport
from scripts.draw_samples import SANS, Holder, font, passport


def holder(rng: random.Random) -> Holder:
    """Invent a passport's holder."""
    letters = string.ascii_uppercase + string.digits
    number = "".join(rng.choice(letters) for _ in range(2))
    number += "".join(rng.choice(string.digits + "OISBZ" * (rng.random() < 0.2)) for _ in range(7))
    optional = ""
    if rng.random() < 0.4:
        optional = "".join(rng.choice(string.digits) for _ in range(rng.randint(6, 14)))
    return Holder(
        state=rng.choice(sorted(STATES)),
        surname=" ".join(rng.sample(SURNAMES, rng.choice((1, 1, 1, 2)))),
        given=" ".join(rng.sample(GIVEN, rng.choice((1, 1, 2, 3)))),
        number=number,
        birth=_date(rng, 30, 99),
        sex=rng.choice("MF<"),
        expiry=_date(rng, 24, 36),
        optional=optional,
    )


def _date(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def labelled(page: Image.Image, rng: random.Random) -> Image.Image:
    """Print labels on both sides of the zone, at the height of its lines."""
    scale = page.width / 125
    wide = Image.new("RGB", (round(page.width * 1.3), page.height), (246, 247, 243))
    wide.paste(page, (round(page.width * 0.15), 0))
    draw = ImageDraw.Draw(wide)
    for base in (72.1, 78.6):
        for x in (0.01, 1.14):
            text = " ".join(rng.sample(WORDS, 1)).upper()
            face = font(SANS, 2.6 * scale)
            draw.text((x * page.width, (base - 2.6) * scale), text, font=face, fill=(40, 44, 60))
    return wide


LINES = ("machine_code", "machine_code2")
Condition = Callable[[Holder, random.Random], Image.Image]
CONDITIONS: dict[str, Condition] = {
    "upright, 12 px/mm": lambda who, _: passport(who, 12),
    "upright, 8 px/mm": lambda who, _: passport(who, 8),
    "upright, 5 px/mm": lambda who, _: passport(who, 5),
    "turned by any angle": lambda who, rng: passport(who, 9).rotate(
        rng.uniform(0, 360), Image.Resampling.BICUBIC, expand=True
    ),
    "blurred, JPEG 40": lambda who, rng: compressed(
        passport(who, 8).filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5))), 40
    ),
    "labels beside the zone": lambda who, rng: labelled(passport(who, 9), rng),
    "small, 3.2 px/mm": lambda who, _: passport(who, 3.2),
    "hard": lambda who, rng: hard(passport(who, rng.uniform(5, 12)), rng),
}


def expected(who: Holder) -> dict[str, str]:
    """Return the fields of a holder as the service writes them."""
    # Names longer than the line are cut there too.
    surname, given = names(who.zone()[0])

    def date(text: str, century: int) -> str:
        return f"{century}{text[:2]}-{text[2:4]}-{text[4:]}"

    return {
        "country_code": who.state,
        "surname": surname,
        "given_name": given,
        "passport_number": who.number,
        "date_of_birth": date(who.birth, 19),
        "sex": who.sex.strip("<"),
        "date_of_expiry": date(who.expiry, 20),
    }


@dataclass
class Score:
    """Counts over the pages of one condition."""

    lines: int = 0
    whole: int = 0
    fields: int = 0
    unnoticed: int = 0
    wrong_sure: int = 0
    refused: int = 0

    def add(self, who: Holder, result: Mapping[str, Any]) -> bool:
        """Count one result; returns whether the zone is whole."""
        good = [result[name] == line for name, line in zip(LINES, who.zone(), strict=True)]
        confidence = result["confidence"]
        right = {name: result[name] == value for name, value in expected(who).items()}
        self.lines += sum(good)
        self.whole += all(good)
        self.fields += sum(right.values())
        self.unnoticed += not all(good) and min(confidence.values()) > 0.8
        self.wrong_sure += sum(not ok and confidence[name] >= 0.9 for name, ok in right.items())
        return all(good)


def measure_passports(engine: Engine, seed: int, pages: int, only: str | None) -> None:
    """Print how many zones and fields are right, and how many wrong ones look sure."""
    print(
        "| passports | lines right | zones whole | fields right | wrong fields ≥ 0.9 "
        "| wrong and unnoticed | refused | CPU s |\n|---|---|---|---|---|---|---|---|"
    )
    for name, draw in CONDITIONS.items():
        if only and only not in name:
            continue
        rng = random.Random(f"{seed} {name}")
        score, start = Score(), time.process_time()
        for index in range(pages):
            who = holder(rng)
            image = draw(who, rng)
            try:
                result = recognize_passport(image, {}, engine)
            except RecognitionError:
                score.refused += 1
                print("   refused", name, index) if only else None
                continue
            if not score.add(who, result) and only:
                for field, line in zip(LINES, who.zone(), strict=True):
                    print("  ", index, line, "\n     ", result[field], result[field] == line)  # type: ignore[literal-required]
                print("   ", result["confidence"])
        spent = (time.process_time() - start) / pages
        print(
            f"| {name} | {score.lines}/{2 * pages} | {score.whole}/{pages} "
            f"| {score.fields}/{7 * pages} | {score.wrong_sure} | {score.unnoticed} "
            f"| {score.refused} | {spent:.2f} |",
            flush=True,
        )
