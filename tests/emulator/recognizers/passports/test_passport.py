"""Recognizer of passports, with a fake engine that reads well, badly, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line, Polygon
from ocr_emulator.engine.mrz.formats import MRV_A, MRV_B, TD1, TD2, Format
from ocr_emulator.engine.mrz.zone import check_digit
from ocr_emulator.recognizers import RecognitionError
from ocr_emulator.recognizers.passports.passport import passport_result, recognize_passport
from tests.emulator.engine.fakes import FakeEngine, line
from tests.emulator.engine.mrz.specimens import LINE1, LINE2, SPECIMENS, made_zone

PAGE = Image.new("RGB", (1000, 700), "white")


def fields(engine: FakeEngine) -> dict[str, Any]:
    """Return the fields of a page."""
    return cast("dict[str, Any]", recognize_passport(PAGE, {}, engine).result)


def read(
    first: str = LINE1,
    second: str = LINE2,
    *,
    above: Sequence[str] = (),
    again: dict[str, Line] | None = None,
    doubts: dict[int, float] | None = None,
) -> dict[str, Any]:
    rows = [[line(text, 0, 40 * i)] for i, text in enumerate(above)]
    rows += [[line(first, 0, 500)], [line(second, 0, 540, doubts=doubts)]]
    engine = FakeEngine(rows=rows, again=again or {})
    return fields(engine)


def test_seven_fields_of_specimen() -> None:
    """Fields, both lines and a confidence for each field."""
    result = read()
    assert result == {
        "country_code": "UTO",
        "surname": "ERIKSSON",
        "given_name": "ANNA MARIA",
        "passport_number": "L898902C3",
        "date_of_birth": "1974-08-12",
        "sex": "F",
        "date_of_expiry": "2012-04-15",
        "machine_code": LINE1,
        "machine_code2": LINE2,
        "extra_info": {},
        "confidence": dict.fromkeys(
            [
                "country_code",
                "surname",
                "given_name",
                "passport_number",
                "date_of_birth",
                "sex",
                "date_of_expiry",
            ],
            1.0,
        ),
    }


def test_fields_outside_zone_are_absent() -> None:
    """Fields of the printed part are left out."""
    absent = {"nationality", "place_of_birth", "date_of_issue", "issuing_authority"}
    assert not absent & set(read())


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[line("Just a letter about a passport", 0, 0)], [line("that nobody wrote", 0, 40)]],
        [[line(LINE2, 0, 0)]],
        [[line("V" + LINE1[1:], 0, 0)], [line(LINE2, 0, 40)]],
        [[line("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 0, 0)],
         [line("XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", 0, 40)]],
    ],
)  # fmt: skip
def test_page_without_zone_is_refused(rows: list[list[Line]]) -> None:
    """No zone, half a zone, a visa or other text gives the service's code."""
    with pytest.raises(RecognitionError) as caught:
        recognize_passport(PAGE, {}, FakeEngine(rows=rows))
    assert caught.value.code == "AIS.0104"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (MRV_A, "a visa"),
        (MRV_B, "a visa"),
        (TD1, "an identity card"),
        (TD2, "an identity document"),
    ],
)
def test_refusal_names_other_document(kind: Format, name: str) -> None:
    """Who sends a visa or a card learns that it is not a passport."""
    rows = [[line(text, 0, 500 + 40 * i)] for i, text in enumerate(SPECIMENS[kind])]
    with pytest.raises(RecognitionError) as caught:
        recognize_passport(PAGE, {}, FakeEngine(rows=rows))
    assert caught.value.code == "AIS.0104"
    assert name in caught.value.detail


def test_second_document_is_reported_as_unread() -> None:
    """The larger of two passports is read, and the header names the other one."""
    small = [LINE1.replace("ERIKSSON", "LINDQVST"), LINE2]
    rows = [[line(text, 0, 40 * i, wide=6.0)] for i, text in enumerate(small)]
    rows += [[line(LINE1, 0, 500)], [line(LINE2, 0, 540)]]
    found = recognize_passport(PAGE, {}, FakeEngine(rows=rows))
    assert cast("dict[str, Any]", found.result)["surname"] == "ERIKSSON"
    assert [(part.part, "a passport" in part.reason) for part in found.unread] == [
        ("other_zone", True)
    ]


def test_single_passport_has_no_unread_parts() -> None:
    """Nothing is reported about an ordinary page."""
    rows = [[line(LINE1, 0, 500)], [line(LINE2, 0, 540)]]
    assert recognize_passport(PAGE, {}, FakeEngine(rows=rows)).unread == ()


def test_pieces_of_row_are_joined() -> None:
    """A row may be detected as several areas."""
    rows = [
        [line(LINE1[:20], 0, 500), line(LINE1[20:], 210, 500)],
        [line(LINE2[:9], 0, 540), line(LINE2[9:30], 95, 540), line(LINE2[30:], 310, 540)],
    ]
    result = fields(FakeEngine(rows=rows))
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LINE1.replace("<" * 19, "<" * 15), LINE2),
        (LINE1.replace("<" * 19, "<" * 22), LINE2),
        (LINE1, LINE2.replace("<<<<<", "<<<")),
        (LINE1, LINE2.replace("<<<<<", "<<<<<<<")),
        (LINE1, LINE2.replace("7408", "77408")),
        (LINE1, LINE2.replace("122F", "12F")),
        (LINE1.replace("<" * 19, "<<<<K<<<<<<<<<<<<<<"), LINE2),
        (LINE1.replace("UTO", "UT0").replace("KSSON", "KS5ON"), LINE2),
        (LINE1, LINE2.replace("UTO", "UT0").replace("740812", "74O8I2")),
        (LINE1.replace("P<", "P«").replace("<<<<", "《《"), LINE2.lower()),
    ],
    ids=["lost fillers", "more fillers", "lost fillers below", "more fillers below", "doubled",
         "twins melted", "a stray letter", "digits in names", "letters in dates", "other brackets"],
)  # fmt: skip
def test_misread_lines_are_corrected(first: str, second: str) -> None:
    """Length, place and check digits restore the printed lines."""
    result = read(first, second)
    assert result["passport_number"] == "L898902C3"
    assert (result["surname"], result["given_name"]) == ("ERIKSSON", "ANNA MARIA")
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)


def test_corrected_field_has_lower_confidence() -> None:
    """One unsure character under a wrong check digit is changed, and the confidence falls."""
    result = read(LINE1, LINE2.replace("L898902C3", "L89B902C3"), doubts={3: 0.4})
    assert result["passport_number"] == "L898902C3"
    assert result["confidence"]["passport_number"] < 0.8
    assert result["confidence"]["date_of_birth"] == 1.0


def test_wrong_printed_digit_is_kept() -> None:
    """What was surely recognized is not changed to satisfy a check digit; confidence is halved."""
    printed_wrong = LINE2.replace("7408122", "7408127")
    result = read(LINE1, printed_wrong)
    assert result["machine_code2"] == printed_wrong
    assert result["date_of_birth"] == "1974-08-12"
    assert result["confidence"]["date_of_birth"] == 0.5


def test_printed_number_decides_between_corrections() -> None:
    """The page decides which of two likely changes is right."""
    # Both letters O are read as zeros: more than one change would please the digits.
    number = "AO47O1122"

    body = f"{number}{check_digit(number)}UTO7408122F1204159ZE184226B<<<<<1"
    whole = body + check_digit(body[:10] + body[13:20] + body[21:43])
    misread = whole.replace(number, "A04701122")
    result = read(LINE1, misread, above=["PASSPORT No", number])
    assert result["passport_number"] == number


def test_printed_number_restores_letters_with_valid_checks() -> None:
    """Two letters O read as zeros satisfy every check digit; the printed number decides."""
    number = "OO8300448"
    assert check_digit(number) == check_digit(number.replace("O", "0"))
    body = f"{number}{check_digit(number)}UTO7408122F1204159ZE184226B<<<<<1"
    whole = body + check_digit(body[:10] + body[13:20] + body[21:43])
    misread = whole.replace(number, number.replace("O", "0"))
    assert read(LINE1, misread, above=["Passport No", number])["machine_code2"] == whole
    assert read(LINE1, misread)["machine_code2"] == misread


def test_printed_number_replaces_letters_and_digits() -> None:
    """Three misread characters satisfy every check digit; the page has the right ones."""
    number, misread = "Z04633B03", "2046338O3"
    assert check_digit(number) == check_digit(misread)
    body = f"{number}{check_digit(number)}UTO7408122F1204159ZE184226B<<<<<1"
    whole = body + check_digit(body[:10] + body[13:20] + body[21:43])
    found = read(LINE1, whole.replace(number, misread), above=["Passport No", number])
    assert found["machine_code2"] == whole


def test_error_has_no_recognized_text() -> None:
    """The error carries nothing that was recognized."""
    with pytest.raises(RecognitionError) as caught:
        recognize_passport(PAGE, {}, FakeEngine(rows=[[line("ERIKSSON ANNA", 0, 0)]]))
    assert "ERIKSSON" not in str(caught.value)


def labelled(first: str, second: str) -> FakeEngine:
    """Print a label on each side of both lines, in smaller type."""
    rows = []
    for y, text in ((500, first), (540, second)):
        left = line("HOLDER", 0, y, wide=6)
        zone_line = line(text, 60, y)
        rows.append([left, zone_line, line("COPY", 520, y, wide=6)])
    return FakeEngine(rows=rows, again={"HOLDER": rows[0][1], "COPY": rows[0][1]})


def test_labels_beside_zone_do_not_join_it() -> None:
    """Text of another type at the height of a line is no part of it."""
    engine = labelled(LINE1, LINE2)
    recognize = engine.recognize

    def by_row(image: Image.Image, polygons: Sequence[Polygon], **options: Any) -> tuple[Line, ...]:
        recognize(image, polygons, **options)
        found = []
        for polygon in polygons:
            upper = abs((polygon[0][1] + polygon[3][1]) / 2 - 510) < 20
            found.append(engine.rows[0 if upper else 1][1])
        return tuple(found)

    engine.recognize = by_row  # type: ignore[method-assign]
    result = fields(engine)
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)
    assert min(result["confidence"].values()) == 1.0


@pytest.mark.parametrize(("before", "after"), [("MRZ", ""), ("", "COPY7"), ("NO7", "VALID")])
def test_rows_over_length_are_trimmed(before: str, after: str) -> None:
    """A label that was recognized with a line is cut off."""
    result = read(before + LINE1 + after, before + LINE2 + after)
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)


@pytest.mark.parametrize("missing", [LINE1, LINE2])
def test_strip_beside_single_row_is_searched(missing: str) -> None:
    """Where detection found one line, the other one is recognized beside it."""
    texts = {LINE1: 500.0, LINE2: 525.0}
    lines = {text: line(text, 0, y) for text, y in texts.items()}
    engine = FakeEngine(rows=[[lines[text]] for text in texts if text != missing])

    def nearest(image: Image.Image, polygons: Sequence[Polygon], **_: Any) -> tuple[Line, ...]:
        heights = [(p[0][1] + p[3][1]) / 2 - 10 for p in polygons]
        return tuple(lines[min(texts, key=lambda t: abs(texts[t] - y))] for y in heights)

    engine.recognize = nearest  # type: ignore[method-assign]
    result = fields(engine)
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)


def test_doubtful_letter_of_name_is_taken_from_print() -> None:
    """A letter of low confidence becomes the printed one, and the field is trusted less."""
    misread = LINE1.replace("ERIKSSON", "ERIKSS0N").replace("MARIA", "NARIA")
    rows = [[line("ERIKSSON", 0, 0)], [line("ANNA MARIA", 0, 40)]]
    rows += [[line(misread, 0, 500, doubts={20: 0.5})], [line(LINE2, 0, 540)]]
    result = fields(FakeEngine(rows=rows))
    assert (result["surname"], result["given_name"]) == ("ERIKSSON", "ANNA MARIA")
    assert result["confidence"]["given_name"] < 0.9


def test_lost_letter_of_name_is_taken_from_print() -> None:
    """Where nothing was recognized the page has the letter; without it there is a gap."""
    lost = LINE1.replace("ERIKSSON", "ERIKS ON")
    found = read(lost, LINE2, above=["ERIKSSON", "ANNA MARIA"])
    assert found["surname"] == "ERIKSSON"
    assert found["confidence"]["surname"] < 0.5
    assert read(lost, LINE2)["confidence"]["surname"] < 0.5


def test_name_that_print_contradicts_is_trusted_less() -> None:
    """What was surely recognized stays, but not with a high confidence."""
    misread = LINE1.replace("ERIKSSON", "ERIKSEON")
    result = read(misread, LINE2, above=["ERIKSSON", "ANNA MARIA"])
    assert result["surname"] == "ERIKSEON"
    assert result["confidence"]["surname"] < 0.9
    assert result["confidence"]["given_name"] == 1.0


def test_century_of_birth_is_that_of_print() -> None:
    """A year of four digits on the page decides between two centuries."""
    second = LINE2[:13] + "110812" + check_digit("110812") + LINE2[20:43]
    second += check_digit(second[0:10] + second[13:20] + second[21:43])
    assert read(LINE1, second)["date_of_birth"] == "2011-08-12"
    assert read(LINE1, second, above=["12 AUG 1911"])["date_of_birth"] == "1911-08-12"
    assert read(LINE1, second, above=["1911", "2011"])["date_of_birth"] == "2011-08-12"


def changed(place: int, text: str) -> str:
    return LINE2[:place] + text + LINE2[place + len(text) :]


@pytest.mark.parametrize(
    ("field", "second"),
    [
        ("sex", changed(20, "7")),
        ("sex", changed(20, "X")),
        ("date_of_birth", changed(13, "740231")),
    ],
)
def test_impossible_value_is_empty(field: str, second: str) -> None:
    """A sex or a date that cannot be is not returned."""
    result: Any = passport_result(made_zone(LINE1, second), date(2026, 1, 1))
    assert (result[field], result["confidence"][field]) == ("", 0)


def test_confidence_is_that_of_weakest_character() -> None:
    """One unsure letter shows in its field and in no other."""
    result = read(doubts={1: 0.93})
    assert result["confidence"]["passport_number"] == 0.93
    assert result["confidence"]["date_of_birth"] == 1.0


def test_zone_is_found_across_columns() -> None:
    """The reading order of columns does not take the lines of a zone apart."""
    pieces = [
        [line(LINE1[:20], 0, 500)],
        [line(LINE2[:20], 0, 540)],
        [line(LINE1[20:], 210, 500)],
        [line(LINE2[20:], 210, 540)],
    ]
    result = fields(FakeEngine(rows=pieces))
    assert (result["machine_code"], result["machine_code2"]) == (LINE1, LINE2)


class Patterned(FakeEngine):
    """An engine whose detector misses the zone, as on patterned paper, unless it reads the page."""

    def detect(self, image: Image.Image) -> tuple[Polygon, ...]:
        return ()


def test_image_is_read_again_where_quick_reading_misses_the_zone() -> None:
    """A zone that only the general reading finds is returned."""
    engine = Patterned(rows=[[line(LINE1, 0, 500)], [line(LINE2, 0, 540)]])
    assert fields(engine)["machine_code2"] == LINE2
    assert [name for name, _ in engine.calls].count("read") == 1


def test_zone_with_valid_digits_is_not_read_again() -> None:
    """One reading of the page is enough."""
    engine = FakeEngine(rows=[[line(LINE1, 0, 500)], [line(LINE2, 0, 540)]])
    recognize_passport(PAGE, {}, engine)
    assert "read" not in [name for name, _ in engine.calls]
