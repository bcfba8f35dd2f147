"""The passport desk accepts what is certain, refuses what has expired, and refers the rest."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from examples.passport_desk import desk
from ocr_emulator import Emulator
from tests.paths import ROOT

PASSPORT, TEXT = "recognize_passport", "recognize_general_text"
ON = date(2026, 11, 21)
WEIGHTS = (7, 3, 1)


def digit(text: str) -> str:
    """Return the check digit of a part of the zone (ICAO Doc 9303, part 3)."""
    values = [0 if c == "<" else int(c, 36) for c in text]
    return str(sum(value * WEIGHTS[i % 3] for i, value in enumerate(values)) % 10)


def fields(*, expiry: date = date(2033, 9, 8), **changes: Any) -> dict[str, Any]:
    """Return the result of an invented passport whose zone holds."""
    number, birth, end = "K4R829157", "870416", f"{expiry:%y%m%d}"
    personal = "<" * 14
    parts = [number + digit(number), birth + digit(birth), end + digit(end), personal + "<"]
    composite = digit("".join(parts))
    second = f"{parts[0]}UTO{parts[1]}F{parts[2]}{parts[3]}{composite}"
    return {
        "country_code": "UTO",
        "surname": "LINDQVARN",
        "given_name": "MARISKA ELOWEN",
        "passport_number": number,
        "date_of_birth": "1987-04-16",
        "sex": "F",
        "date_of_expiry": expiry.isoformat(),
        "machine_code": "P<UTOLINDQVARN<<MARISKA<ELOWEN".ljust(44, "<"),
        "machine_code2": second,
        "confidence": dict.fromkeys(
            ("surname", "passport_number", "date_of_birth", "date_of_expiry"), 0.99
        ),
        **changes,
    }


def lines(*texts: str) -> dict[str, Any]:
    """Return the result of general text with these lines."""
    corners = [[0, 0], [10, 0], [10, 10], [0, 10]]
    blocks = [{"words": text, "location": corners, "confidence": 0.9} for text in texts]
    return {"direction": -1, "words_block_count": len(blocks), "words_block_list": blocks}


@pytest.fixture
def photo(passport: bytes) -> str:
    """Return the name of a photo."""
    Path("photo.png").write_bytes(passport)
    return "photo.png"


def judge(
    emulated: Emulator,
    photo: str,
    capsys: pytest.CaptureFixture[str],
    result: dict[str, Any],
    page: tuple[str, ...] = ("Surname", "LINDQVARN", "K4R 829157"),
) -> tuple[int, list[str]]:
    """Return exit code and printed lines for a scripted passport."""
    emulated.answers.set(PASSPORT, result)
    emulated.answers.set(TEXT, lines(*page, result.get("machine_code2", "")))
    code = desk.main([photo, "--on", ON.isoformat()])
    return code, capsys.readouterr().out.splitlines()


def test_passport_without_doubt_is_accepted(
    emulated: Emulator, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """All check digits hold, zone and page agree, and it is valid long enough."""
    assert judge(emulated, photo, capsys, fields()) == (0, ["accept"])


@pytest.mark.parametrize(
    ("expiry", "outcome"),
    [
        (date(2026, 11, 20), "refuse"),
        (date(2026, 11, 21), "refuse"),
        (date(2027, 5, 20), "refuse"),
        (date(2027, 5, 21), "accept"),
    ],
    ids=["yesterday", "today", "a day short of six months", "six months"],
)
def test_passport_must_be_valid_for_six_months(
    expiry: date,
    outcome: str,
    emulated: Emulator,
    photo: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A passport is valid on its last day, and that has to be six months after the journey."""
    code, printed = judge(emulated, photo, capsys, fields(expiry=expiry))
    assert (printed[0], code) == (outcome, {"refuse": 4, "accept": 0}[outcome])


def test_refused_passport_costs_one_call(
    emulated: Emulator, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page is not read when the date decides."""
    code, printed = judge(emulated, photo, capsys, fields(expiry=date(2020, 1, 1)))
    assert (code, printed) == (4, ["refuse", "- the passport has expired on 2026-11-21"])
    assert emulated.journal.count(operation=TEXT) == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"machine_code2": "K4R8291578" + fields()["machine_code2"][10:]}, "digit .* 'number'"),
        ({"surname": "LINDQVIST"}, "the surname in the zone differs"),
        ({"passport_number": "K4R829151"}, "the number in the zone differs"),
        ({"date_of_birth": "1987-04-17"}, "date_of_birth in the zone differs"),
        ({"date_of_expiry": "2033-09-09"}, "date_of_expiry in the zone differs"),
        ({"sex": "M"}, "the sex in the zone differs"),
        ({"country_code": "USA"}, "the issuing state in the zone differs"),
        ({"machine_code2": "illegible"}, "no machine-readable zone"),
        ({"date_of_expiry": "someday"}, "the date of expiry is not certain"),
        ({"surname": ""}, "surname was not read"),
        ({"confidence": {"surname": 0.5}}, "surname is uncertain"),
    ],
)
def test_doubt_refers_to_a_person(
    changes: dict[str, Any],
    reason: str,
    emulated: Emulator,
    photo: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The reason names the part, and no value of the passport."""
    code, printed = judge(emulated, photo, capsys, fields(**changes))
    assert (code, printed[0]) == (3, "refer")
    assert any(re.search(reason, line) for line in printed), printed
    assert "LINDQV" not in "".join(printed)


def test_number_that_is_not_printed_is_a_doubt(
    emulated: Emulator, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The zone itself does not count as the printed page."""
    code, printed = judge(emulated, photo, capsys, fields(), page=("LINDQVARN", "K4R829158"))
    assert (code, printed[1:]) == (3, ["- the number of the zone is not printed on the page"])


def test_made_up_result_is_never_accepted(
    emulated: Emulator, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An emulator without an engine returns examples."""
    assert desk.main([photo]) == 3
    assert "made this result up" in capsys.readouterr().out


def test_photo_without_a_passport_is_an_error(
    emulated: Emulator, photo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service's refusal is one line on standard error."""
    emulated.faults.error("AIS.0105")
    assert desk.main([photo]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 11, 21), date(2027, 5, 21)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 7, 1), date(2027, 1, 1)),
    ],
)
def test_six_months_later(day: date, later: date) -> None:
    """The end of a shorter month, a leap year and the turn of the year."""
    assert desk.months_after(day, 6) == later


@pytest.mark.engine
def test_readme_command_accepts_the_sample() -> None:
    """The command of the README reads both texts with the OCR engine."""
    readme = (ROOT / "examples" / "passport_desk" / "README.md").read_text(encoding="utf-8")
    (line,) = [line for line in readme.splitlines() if line.startswith("python ")]
    words = [sys.executable if word == "python" else word for word in line.split()]
    done = subprocess.run(words, check=False, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "accept\n"), done.stderr
