"""Layouts of documents that the withdrawn operation reads and no other one does."""

from __future__ import annotations

import random

from benchmarks.accuracy.cards.layouts.thailand import thailand
from benchmarks.accuracy.cards.layouts.vietnam import vietnam
from benchmarks.accuracy.cards.people import Person, digits, person
from benchmarks.accuracy.cards.sheet import Ink, Sheet, inks

_DARK, _RED, _BLUE = (32, 34, 42), (160, 40, 48), (40, 66, 128)
_ISO = "{Y}-{N}-{D}"
_ALBANIAN = (("HOXHA", "ARBEN"), ("SHEHU", "MARA ELENE"), ("PRIFTI", "ELIRA"),
             ("KRASNIQI", "DRITAN"), ("DERVISHI", "BLERINA"))  # fmt: skip
_FILIPINO = (("SANTOR", "MARIA LUZ", "CRUZ"), ("DELA ROSA", "JUAN MIGUEL", "REYES"),
             ("BAUTISTA", "JOSELITO", "GARCIA"), ("VILLANUEVA", "CORAZON", "MENDOZA"))  # fmt: skip
_CITIES = ("TIRANË", "DURRËS", "VLORË", "SHKODËR")
_STREETS = ("12 MABINI ST, QUEZON CITY", "48 RIZAL AVE, CEBU CITY", "7 LUNA ST, DAVAO CITY")


def albania(rng: random.Random) -> Sheet:
    """Draw the front of an Albanian identity card or a driver's license."""
    who = person(rng)
    return _albanian_license(rng, who) if rng.random() < 0.4 else _albanian_card(rng, who)


def _fields(sheet: Sheet, country: str, kind: str, who: Person) -> None:
    """Note what is true of a document but not printed as the response writes it."""
    sheet.fields |= {"country_region": country, "id_type": kind, "side": sheet.side, "sex": who.sex}


def _albanian_card(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "ALB ID", "front", (236, 222, 220))
    sheet.guilloche(((226, 186, 184), (206, 206, 226)))
    _fields(sheet, "ALB", "ID", who)
    label, value = inks(rng, "latin", label=(110, 64, 66), ink=_DARK)
    label, value = Ink(label.family, 1.6, label.colour), Ink(value.family, 2.5, _DARK)
    bold = Ink(label.family, 2.3, _RED, bold=True)
    sheet.text(44, 4.8, "REPUBLIKA E SHQIPËRISË / REPUBLIC OF ALBANIA", bold, anchor="ms")
    sheet.text(44, 8, "LETËRNJOFTIM / IDENTITY CARD", bold, anchor="ms")
    sheet.portrait((4, 12, 26, 41))
    surname, given = rng.choice(_ALBANIAN)
    expiry = who.issue.later(10)
    rows = (
        (29, 12.4, "Mbiemri / Surname", "last_name", surname, None),
        (29, 18.6, "Emri / Given name(s)", "first_name", given, None),
        (29, 24.8, "Shtetësia / Nationality", "nationality", "SHQIPTARE/ALBANIAN", None),
        (29, 31, "Datëlindja / Date of birth", "birth_date", who.birth.written("{D}.{N}.{Y}"),
         who.birth.written(_ISO)),
        (29, 43.4, "Data e lëshimit / Date of issue", "issue_date",
         who.issue.written("{D}.{N}.{Y}"), who.issue.written(_ISO)),
        (58, 43.4, "Data e skadimit / Date of expiry", "expiry_date",
         expiry.written("{D}.{N}.{Y}"), expiry.written(_ISO)),
        (58, 18.6, "Nr. i letërnjoftimit / Card No.", "document_number", digits(rng, 9), None),
        (58, 37.2, "Autoriteti / Authority", "issuing_authority", "MB/MOI", None),
    )  # fmt: skip
    for x, y, caption, name, text, true in rows:
        sheet.text(x, y, caption, label)
        sheet.value(name, (x, y + 3), text, value, true=true)
    for x, y, caption, text in (
        (58, 31, "Gjinia / Sex", who.sex),
        (29, 37.2, "Vendlindja / Place of birth", rng.choice(_CITIES)),
        (58, 12.4, "Nr. personal / Personal No.", f"J{digits(rng, 8)}K"),
    ):
        sheet.text(x, y, caption, label)
        sheet.text(x, y + 3, text, value)
    return sheet


def _albanian_license(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "ALB DL", "front", (242, 220, 224))
    sheet.guilloche(((232, 190, 202), (206, 206, 226)))
    _fields(sheet, "ALB", "DL", who)
    del sheet.fields["sex"]
    label, value = inks(rng, "latin", label=_BLUE, ink=_DARK)
    label, value = Ink(label.family, 2, _BLUE), Ink(value.family, 2.6, _DARK)
    sheet.band((2, 2, 12, 9), (30, 60, 140))
    sheet.text(7, 7, "AL", Ink(label.family, 3, (250, 250, 250), bold=True), anchor="ms")
    title = Ink(label.family, 2.7, _DARK, bold=True)
    sheet.text(15, 5, "LEJE DREJTIMI   REPUBLIKA E SHQIPËRISË", title)
    sheet.text(15, 8.6, "DRIVING LICENCE   REPUBLIC OF ALBANIA", label)
    sheet.portrait((4, 13, 25, 41))
    surname, given = rng.choice(_ALBANIAN)
    expiry, city = who.issue.later(10), rng.choice(_CITIES)
    rows = (
        (14.6, "1.", "last_name", surname, None),
        (19.4, "2.", "first_name", given, None),
        (24.2, "3.", "birth_date", who.birth.written("{D}.{N}.{Y}"), who.birth.written(_ISO)),
        (29, "4a.", "issue_date", who.issue.written("{D}.{N}.{Y}"), who.issue.written(_ISO)),
        (33.8, "4b.", "expiry_date", expiry.written("{D}.{N}.{Y}"), expiry.written(_ISO)),
        (38.6, "5.", "document_number", f"{rng.choice('ABD')}{digits(rng, 8)}", None),
    )
    for y, caption, name, text, true in rows:
        sheet.text(29, y, caption, label)
        sheet.value(name, (35, y), text, value, true=true)
    sheet.text(54, 33.8, "4c.", label)
    sheet.value("issuing_authority", (59, 33.8), f"DPSHTRR {city}", value)
    sheet.text(29, 48, "9.  AM  B1  B", value)
    sheet.signature(6, 47, 14)
    return sheet


def philippines(rng: random.Random) -> Sheet:
    """Draw the front of a Philippine driver's license or a UMID card."""
    who = person(rng)
    return _filipino_license(rng, who) if rng.random() < 0.5 else _umid(rng, who)


def _filipino_license(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "PHL DL", "front", (226, 232, 222))
    sheet.guilloche(((190, 212, 200), (230, 220, 180)))
    _fields(sheet, "PHL", "DL", who)
    label, value = inks(rng, "latin", label=(60, 80, 80), ink=_DARK)
    label, value = Ink(label.family, 1.5, label.colour), Ink(value.family, 2.3, _DARK)
    for y, text, size in (
        (4, "REPUBLIC OF THE PHILIPPINES", 1.9),
        (6.4, "DEPARTMENT OF TRANSPORTATION", 1.6),
        (8.8, "LAND TRANSPORTATION OFFICE", 1.9),
        (12, "DRIVER'S LICENSE", 2.9),
    ):
        sheet.text(48, y, text, Ink(label.family, size, _DARK, bold=True), anchor="ms")
    sheet.portrait((4, 14, 25, 41))
    surname, given, middle = rng.choice(_FILIPINO)
    sheet.text(28, 15.6, "Last Name, First Name, Middle Name", label)
    end = sheet.value("last_name", (28, 18.6), surname, value)
    end = sheet.text(end + 0.1, 18.6, ", ", value)
    sheet.value("first_name", (end, 18.6), f"{given} {middle}", value)
    expiry = who.issue.later(5)
    rows = (
        (28, 21.8, "Nationality", "nationality", "PHL", None),
        (54, 21.8, "Date of Birth", "birth_date", who.birth.written("{Y}/{N}/{D}"),
         who.birth.written(_ISO)),
        (28, 28, "Address", "address", rng.choice(_STREETS), None),
        (28, 34.2, "License No.", "document_number",
         f"{rng.choice('NDG')}{digits(rng, 2)}-{digits(rng, 2)}-{digits(rng, 6)}", None),
        (54, 34.2, "Expiration Date", "expiry_date", expiry.written("{Y}/{N}/{D}"),
         expiry.written(_ISO)),
    )  # fmt: skip
    for x, y, caption, name, text, true in rows:
        sheet.text(x, y, caption, label)
        sheet.value(name, (x, y + 2.8), text, value, true=true)
    for x, y, caption, text in (
        (43, 21.8, "Sex", who.sex),
        (70, 21.8, "Weight (kg)", str(rng.randint(45, 95))),
        (28, 40.4, "Blood Type", rng.choice(("O", "A", "B", "AB"))),
        (43, 40.4, "Eyes Color", "BLACK"),
        (74, 34.2, "Agency Code", f"N{digits(rng, 2)}"),
    ):
        sheet.text(x, y, caption, label)
        sheet.text(x, y + 2.8, text, value)
    sheet.signature(28, 49, 14)
    return sheet


def _umid(rng: random.Random, who: Person) -> Sheet:
    sheet = Sheet(rng, "PHL ID", "front", (214, 226, 240))
    sheet.guilloche(((180, 202, 230), (226, 216, 190)))
    _fields(sheet, "PHL", "ID", who)
    label, value = inks(rng, "latin", label=_BLUE, ink=_DARK)
    label, value = Ink(label.family, 1.7, _BLUE), Ink(value.family, 2.5, _DARK)
    sheet.text(43, 5, "Republic of the Philippines", Ink(label.family, 2.1, _DARK), anchor="ms")
    title = Ink(label.family, 2.9, _BLUE, bold=True)
    sheet.text(43, 9, "Unified Multi-Purpose ID", title, anchor="ms")
    sheet.chip(5, 13)
    crn = f"{digits(rng, 4)}-{digits(rng, 7)}-{rng.randint(0, 9)}"
    end = sheet.text(30, 14.4, "CRN-", Ink(value.family, 2.9, _DARK, bold=True))
    sheet.value("document_number", (end, 14.4), crn, Ink(value.family, 2.9, _DARK, bold=True))
    surname, given, middle = rng.choice(_FILIPINO)
    rows = (
        (30, 19, "SURNAME", "last_name", surname, None),
        (30, 25.2, "GIVEN NAME", "first_name", given, None),
        (47, 37.6, "DATE OF BIRTH", "birth_date", who.birth.written("{Y}/{N}/{D}"),
         who.birth.written(_ISO)),
        (30, 43.8, "ADDRESS", "address", rng.choice(_STREETS), None),
    )  # fmt: skip
    for x, y, caption, name, text, true in rows:
        sheet.text(x, y, caption, label)
        sheet.value(name, (x, y + 3), text, value, true=true)
    for x, y, caption, text in ((30, 31.4, "MIDDLE NAME", middle), (30, 37.6, "SEX", who.sex)):
        sheet.text(x, y, caption, label)
        sheet.text(x, y + 3, text, value)
    sheet.portrait((5, 24, 26, 50))
    return sheet


def vietnam_license(rng: random.Random) -> Sheet:
    """Draw the front of a Vietnamese driver's license."""
    who = person(rng)
    sheet = Sheet(rng, "VNM DL", "front", (242, 232, 208))
    sheet.guilloche(((230, 210, 160), (206, 222, 206)))
    _fields(sheet, "VNM", "DL", who)
    del sheet.fields["sex"]
    label, value = inks(rng, "vietnamese", label=(120, 80, 40), ink=_DARK)
    label, value = Ink(label.family, 1.8, label.colour), Ink(value.family, 2.4, _DARK)
    office = Ink(label.family, 2.2, _DARK, bold=True)
    sheet.value("issuing_authority", (15, 5), "BỘ GTVT", office, anchor="ms")
    sheet.text(15, 7.8, "MOT", Ink(label.family, 1.9, _DARK), anchor="ms")
    bold = Ink(label.family, 2, _DARK, bold=True)
    sheet.text(57, 4.4, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold, anchor="ms")
    sheet.text(57, 7.2, "Độc lập - Tự do - Hạnh phúc", bold, anchor="ms")
    title = Ink(label.family, 2.5, _RED, bold=True)
    sheet.text(57, 11.4, "GIẤY PHÉP LÁI XE / DRIVER'S LICENSE", title, anchor="ms")
    sheet.portrait((4, 11, 25, 39))
    name = rng.choice(("NGUYỄN VĂN HÙNG", "TRẦN THỊ LAN", "PHẠM MINH TUẤN", "LÊ NGỌC YẾN"))
    surname, _, given = name.partition(" ")
    end = sheet.text(34, 15.8, "Số/No:", label)
    sheet.value("document_number", (end + 1.4, 15.8), digits(rng, 12), value)
    end = sheet.text(28, 20.4, "Họ tên/Full name:", label)
    sheet.text(end + 1.4, 20.4, name, value)
    sheet.fields |= {"last_name": surname, "first_name": given}
    end = sheet.text(28, 25, "Ngày sinh/Date of Birth:", label)
    sheet.value("birth_date", (end + 1.4, 25), who.birth.written("{D}/{N}/{Y}"), value,
                true=who.birth.written(_ISO))  # fmt: skip
    end = sheet.text(28, 29.6, "Quốc tịch/Nationality:", label)
    sheet.value("nationality", (end + 1.4, 29.6), "VIỆT NAM", value)
    end = sheet.text(28, 34.2, "Nơi cư trú/Address:", label)
    sheet.value("address", (end + 1.4, 34.2), "P. Tân Phú, Q. Liên Chiểu", value)
    sheet.value("address", (28, 38), "TP. Đà Nẵng", value)
    day, month, year = who.issue.written("{D} {N} {Y}").split()
    when = f"Đà Nẵng, ngày/date {day} tháng/month {month} năm/year {year}"
    small = Ink(value.family, 1.8, _DARK)
    sheet.text(82, 41.4, when, small, anchor="rs")
    sheet.fields["issue_date"] = who.issue.written(_ISO)
    end = sheet.text(4, 46.6, "Hạng/Class:", label)
    sheet.text(end + 1.4, 46.6, rng.choice(("B1", "B2", "A1")), value)
    end = sheet.text(4, 50.4, "Có giá trị đến/Expires:", label)
    expiry = who.issue.later(10)
    sheet.signature(58, 46, 14)
    sheet.value("expiry_date", (end + 1.4, 50.4), expiry.written("{D}/{N}/{Y}"), value,
                true=expiry.written(_ISO))  # fmt: skip
    return sheet


_THAI_SEX = {"Mr.": "M", "Mrs.": "F", "Miss": "F"}
_THAI_MONTHS = "Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sep. Oct. Nov. Dec.".split()  # noqa: SIM905


def thai_document(rng: random.Random) -> Sheet:
    """Draw an ordinary Thai card, with the fields of the withdrawn operation."""
    sheet = thailand(rng)
    while sheet.make != "normal" or sheet.side != "front":
        sheet = thailand(rng)
    drawn = {name: str(value) for name, value in sheet.fields.items()}
    title, _, given = drawn["first_name_en"].partition(" ")
    sheet.fields = {
        "country_region": "THA", "id_type": "ID", "side": sheet.side, "sex": _THAI_SEX[title],
        "first_name": given, "last_name": drawn["last_name_en"], "address": drawn["address_th"],
        "document_number": drawn["id_number"].replace(" ", ""),
        "birth_date": _english(drawn["date_of_birth_en"]),
        "issue_date": _english(drawn["date_of_issue_en"]),
        "expiry_date": _english(drawn["date_of_expiry_en"]),
    }  # fmt: skip
    return sheet


def _english(text: str) -> str:
    day, month, year = text.split()
    return f"{year}-{_THAI_MONTHS.index(month) + 1:02}-{int(day):02}"


def vietnamese_document(rng: random.Random) -> Sheet:
    """Draw one side of a Vietnamese card, with the fields of the withdrawn operation."""
    sheet = vietnam(rng)
    drawn = {name: str(value) for name, value in sheet.fields.items()}
    sheet.fields = {"country_region": "VNM", "id_type": "ID", "side": sheet.side}
    if "full_name" in drawn:
        surname, _, given = drawn["full_name"].partition(" ")
        sheet.fields |= {"last_name": surname, "first_name": given}
    if "sex" in drawn:
        sheet.fields["sex"] = "F" if drawn["sex"] == "Nữ" else "M"
    names = {"number": "document_number", "residence_place": "address"}
    for name in ("number", "residence_place", "nationality"):
        if name in drawn:
            sheet.fields[names.get(name, name)] = drawn[name]
    for name in ("birth_date", "issue_date", "expiry_date"):
        if name in drawn:
            day, month, year = drawn[name].replace("-", "/").split("/")
            sheet.fields[name] = f"{year}-{month}-{day}"
    return sheet
