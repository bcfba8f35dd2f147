"""Accuracy benchmark of the built-in engine on drawn pages whose text is known.

    python -m benchmarks.accuracy [--part text|order|passports] [--pages 40] [--seed 1]

Prints three tables: the character error rate on full pages of text, upright and rotated; the
words in reading order on pages of columns; and passports, plain and hard, zone and fields. Seeds
are fixed, so a run repeats the last one; only the seconds differ: CPU seconds a page, all threads
together. Needs the fonts that `scripts/draw_samples.py` names.
"""

from __future__ import annotations

import argparse
import io
import random
import string
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from rapidfuzz.distance import LCSseq, Levenshtein

from ocr_emulator.engine.mrz.states import STATES
from ocr_emulator.engine.mrz.zone import names
from ocr_emulator.engine.rapid import RapidEngine
from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.passport import recognize_passport
from scripts.draw_samples import SANS, Holder, font, passport, write

_WORDS = """
harbour lantern window marble copper island winter garden silver meadow orange bridge castle
pepper velvet thunder saddle whistle cotton quarry jungle zephyr Invoice Total Amount Quantity
Customer Delivery Address Reference
""".split()  # noqa: SIM905
_HAN = (
    "图书馆每天上午九点开门晚上八点关门读者凭借书证可以借阅十本"
    "期限三十城市公园散步天气很好今年春夏秋冬山水花鸟"
)
_SURNAMES = """
LINDQVARN OSTREL VANTERBOOM KIMURAI DELACROIXE OBRANTI SZWEDEK QUILLFEATHER IX MOREAUX
GARCIALOPEZ BHATTAR OYELARANO ZUBIRI HALVORSENNE PAPADOKIS
""".split()  # noqa: SIM905
_GIVEN = """
MARA JONAS ELOWEN TADEO SVENJA ISOLDE KASPIAN OLUWA BRIJIT YOSEF LUZ KLEMENS ANNEKE FILIPPO
ROSALIND IO
""".split()  # noqa: SIM905


def text_page(rng: random.Random, han: bool) -> tuple[Image.Image, list[str]]:
    """Draw a page of text; return it and its lines from top to bottom."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    lines: list[str] = []
    for row in range(34):
        if han:
            text = "".join(rng.choice(_HAN) for _ in range(rng.randint(18, 34)))
        else:
            words = [rng.choice(_WORDS) for _ in range(rng.randint(6, 9))]
            words.insert(rng.randint(0, 5), str(rng.randint(10, 99999)))
            text = " ".join(words)
        write(draw, (90, 110 + row * 47), text, 26)
        lines.append(text)
    return page, lines


def columns_page(rng: random.Random, columns: int) -> tuple[Image.Image, list[str]]:
    """Draw a page with a headline over columns; return it and its lines in reading order."""
    page = Image.new("RGB", (1600, 2000), "white")
    draw = ImageDraw.Draw(page)
    title = " ".join(rng.sample(_WORDS, 5))
    write(draw, (100, 110), title, 44)
    lines = [title]
    pitch, size = 1440 // columns, 26 if columns < 4 else 22
    for column in range(columns):
        left = 100 + column * pitch
        for row in range(rng.randint(22, 40)):
            text, face = "", font(SANS, size)
            while True:
                longer = f"{text} {rng.choice(_WORDS)}".strip()
                if face.getlength(longer) > pitch - 60:
                    break
                text = longer
            # Columns do not share baselines, as in most printed pages.
            write(draw, (left, 200 + column * 9 + row * 42), text, size)
            lines.append(text)
    return page, lines


def words_in_order(read: Iterable[str], lines: Iterable[str]) -> float:
    """Return the share of words that a longest common subsequence keeps in order."""
    got, want = " ".join(read).split(), " ".join(lines).split()
    return LCSseq.similarity(got, want) / len(want)


def error_rate(read: Iterable[str], lines: Iterable[str]) -> float:
    """Return the character error rate, blanks not counted."""
    got = "".join("".join(read).split())
    want = "".join("".join(lines).split())
    return Levenshtein.distance(got, want) / len(want)


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
        surname=" ".join(rng.sample(_SURNAMES, rng.choice((1, 1, 1, 2)))),
        given=" ".join(rng.sample(_GIVEN, rng.choice((1, 1, 2, 3)))),
        number=number,
        birth=_date(rng, 30, 99),
        sex=rng.choice("MF<"),
        expiry=_date(rng, 24, 36),
        optional=optional,
    )


def _date(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def hard(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photograph a page badly: on a desk, askew, unevenly lit, blurred, noisy, compressed."""
    w, h = page.size
    margin = rng.uniform(0.05, 0.25)
    desk = Image.new("RGB", (round(w * (1 + 2 * margin)), round(h * (1 + 2 * margin))), "gray")
    ImageDraw.Draw(desk).rectangle((0, 0, desk.width, desk.height // 2), fill=(96, 78, 62))
    desk.paste(page, (round(w * margin), round(h * margin)))
    askew = [rng.uniform(0, 0.05) * min(desk.size) for _ in range(8)]
    dw, dh = desk.size
    quad = (
        askew[0], askew[1], askew[2], dh - askew[3],
        dw - askew[4], dh - askew[5], dw - askew[6], askew[7],
    )  # fmt: skip
    desk = desk.transform(desk.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    desk = desk.rotate(rng.uniform(0, 360), Image.Resampling.BICUBIC, expand=True)
    desk = desk.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.2)))
    light = np.linspace(rng.uniform(0.55, 1), rng.uniform(0.75, 1.1), desk.width)
    noise = np.random.default_rng(rng.randrange(10**6)).normal(
        0, rng.uniform(0, 10), desk.size[::-1]
    )
    pixels = np.asarray(desk, dtype=np.float32) * light[None, :, None] + noise[:, :, None]
    desk = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    return compressed(desk, rng.randint(40, 90))


def compressed(image: Image.Image, quality: int) -> Image.Image:
    """Compress an image as JPEG and open it again."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue()))


def labelled(page: Image.Image, rng: random.Random) -> Image.Image:
    """Print labels on both sides of the zone, at the height of its lines."""
    scale = page.width / 125
    wide = Image.new("RGB", (round(page.width * 1.3), page.height), (246, 247, 243))
    wide.paste(page, (round(page.width * 0.15), 0))
    draw = ImageDraw.Draw(wide)
    for base in (72.1, 78.6):
        for x in (0.01, 1.14):
            text = " ".join(rng.sample(_WORDS, 1)).upper()
            face = font(SANS, 2.6 * scale)
            draw.text((x * page.width, (base - 2.6) * scale), text, font=face, fill=(40, 44, 60))
    return wide


LINES = ("machine_code", "machine_code2")
FIELDS = (
    "country_code", "surname", "given_name", "passport_number", "date_of_birth", "sex",
    "date_of_expiry",
)  # fmt: skip
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


def measure_pages(engine: RapidEngine, seed: int) -> None:
    """Print the character error rate on pages of text."""
    print("| page | turned by | characters wrong | angle off | CPU s |\n|---|---|---|---|---|")
    for han in (False, True):
        page, lines = text_page(random.Random(seed + han), han)
        for angle in (0, 90, 180, 270, 7, 200):
            rotated = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
            start = time.process_time()
            read = engine.read(rotated)
            spent = time.process_time() - start
            rate = error_rate((line.text for line in read.lines), lines)
            off = (read.angle - angle + 180) % 360 - 180
            name = "Chinese" if han else "English"
            print(f"| {name} | {angle}° | {rate:.2%} | {off:+.2f}° | {spent:.1f} |", flush=True)


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


def measure_order(engine: RapidEngine, seed: int) -> None:
    """Print the share of words in reading order on pages of columns."""
    print("| columns | words in order | CPU s |\n|---|---|---|")
    for columns in (1, 2, 3, 4):
        shares, start = [], time.process_time()
        for index in range(3):
            page, lines = columns_page(random.Random(f"{seed} {columns} {index}"), columns)
            read = engine.read(page, orient=False, mixed=False)
            shares.append(words_in_order((line.text for line in read.lines), lines))
        spent = (time.process_time() - start) / len(shares)
        print(f"| {columns} | {min(shares):.1%} to {max(shares):.1%} | {spent:.1f} |", flush=True)


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


def measure_passports(engine: RapidEngine, seed: int, pages: int, only: str | None) -> None:
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


def main() -> None:
    """Run the measurements."""
    parser = argparse.ArgumentParser(description="Measure the engine on drawn pages.")
    parser.add_argument("--pages", type=int, default=40, help="passports a condition")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", choices=("text", "order", "passports"), help="one table alone")
    parser.add_argument("--only", help="one condition of passports, with its failures shown")
    chosen = parser.parse_args()
    engine = RapidEngine()
    if chosen.part in (None, "text") and not chosen.only:
        measure_pages(engine, chosen.seed)
    if chosen.part in (None, "order") and not chosen.only:
        measure_order(engine, chosen.seed)
    if chosen.part in (None, "passports"):
        measure_passports(engine, chosen.seed, chosen.pages, chosen.only)


if __name__ == "__main__":
    main()
