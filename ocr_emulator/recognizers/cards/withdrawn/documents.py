"""Documents that the withdrawn operation reads, with the fields of its response.

Countries and kinds: ID Document page of the China site, table 1.
"""

from __future__ import annotations

from ocr_emulator.engine.cards.card import RIGHT_OR_BELOW, Card, Face, Field, Place
from ocr_emulator.engine.cards.dates import Date
from ocr_emulator.engine.cards.kinds import Code, Name, Part, Text, choice
from ocr_emulator.recognizers.cards.latin_america.chile_id_card import CHILE
from ocr_emulator.recognizers.cards.withdrawn.asia import (
    THAI_CARD,
    VIETNAMESE_CARD,
    VIETNAMESE_LICENSE,
)
from ocr_emulator.recognizers.cards.withdrawn.document import Document

_SEX = choice("F", "M", "X")
_DATE = Date(joiner=".")
_YEAR_FIRST = Date(joiner="/", first="year")
_RIGHT = (Place.RIGHT,)


ALBANIAN_CARD = Document(
    Card(
        country="ALB",
        marks=("Letërnjoftim", "Letërnjoftim / Identity Card", "Nr. i letërnjoftimit"),
        faces=(
            Face(
                side="front",
                titles=(
                    "Republika e Shqipërisë / Republic of Albania",
                    "Letërnjoftim / Identity Card",
                    "Vendlindja / Place of birth",
                    "Nr. personal / Personal No.",
                ),
                fields=(
                    Field("last_name", ("Mbiemri / Surname", "Mbiemri"), Name()),
                    Field("first_name", ("Emri / Given name(s)", "Emri / Given name"), Name()),
                    Field("nationality", ("Shtetësia / Nationality",), Text(2)),
                    Field("birth_date", ("Datëlindja / Date of birth",), _DATE),
                    Field("sex", ("Gjinia / Sex",), _SEX),
                    Field("issue_date", ("Data e lëshimit / Date of issue",), _DATE),
                    Field("expiry_date", ("Data e skadimit / Date of expiry",), _DATE),
                    Field(
                        "document_number",
                        ("Nr. i letërnjoftimit / Card No.", "Nr. i letërnjoftimit"),
                        Code(("ddddddddd",)),
                    ),
                    Field("issuing_authority", ("Autoriteti / Authority",), Text(2)),
                ),
            ),
        ),
    ),
    "ALB",
    "ID",
)

ALBANIAN_LICENSE = Document(
    Card(
        country="ALB",
        marks=("Leje Drejtimi", "Driving Licence Republic of Albania"),
        faces=(
            Face(
                side="front",
                titles=(
                    "Leje Drejtimi",
                    "Republika e Shqipërisë",
                    "Driving Licence",
                    "Republic of Albania",
                    "9.",
                ),
                # The labels are the numbers of the fields (Directive 2006/126/EC, annex I).
                fields=(
                    Field("last_name", ("1.",), Name(), _RIGHT),
                    Field("first_name", ("2.",), Name(), _RIGHT),
                    Field("birth_date", ("3.",), _DATE, _RIGHT),
                    Field("issue_date", ("4a.",), _DATE, _RIGHT),
                    Field("expiry_date", ("4b.",), _DATE, _RIGHT),
                    Field("issuing_authority", ("4c.",), Text(2), _RIGHT),
                    Field("document_number", ("5.",), Code(("Adddddddd", "ddddddddd")), _RIGHT),
                ),
            ),
        ),
    ),
    "ALB",
    "DL",
)

_FULL_NAME = ("Last Name, First Name, Middle Name", "Last Name. First Name. Middle Name")
PHILIPPINE_LICENSE = Document(
    Card(
        country="PHL",
        marks=("Land Transportation Office", "Last Name, First Name, Middle Name"),
        faces=(
            Face(
                side="front",
                titles=(
                    "Republic of the Philippines",
                    "Department of Transportation",
                    "Land Transportation Office",
                    "Driver's License",
                    "Weight (kg)",
                    "Height (m)",
                    "Blood Type",
                    "Eyes Color",
                    "Agency Code",
                ),
                fields=(
                    Field("last_name", _FULL_NAME, Part(Name(), 0)),
                    Field("first_name", _FULL_NAME, Part(Name(), 1)),
                    Field("nationality", ("Nationality",), Name()),
                    Field("sex", ("Sex",), _SEX),
                    Field("birth_date", ("Date of Birth",), _YEAR_FIRST),
                    Field("address", ("Address",), Text(4), lines=2),
                    Field(
                        "document_number",
                        ("License No.",),
                        Code(("Add-dd-dddddd",)),
                        anywhere=True,
                    ),
                    Field("expiry_date", ("Expiration Date",), _YEAR_FIRST),
                ),
            ),
        ),
    ),
    "PHL",
    "DL",
)

PHILIPPINE_CARD = Document(
    Card(
        country="PHL",
        marks=("Unified Multi-Purpose ID", "CRN"),
        faces=(
            Face(
                side="front",
                titles=(
                    "Republic of the Philippines",
                    "Unified Multi-Purpose ID",
                    "Middle Name",
                ),
                fields=(
                    Field(
                        "document_number",
                        ("CRN",),
                        Code(("dddd-ddddddd-d",)),
                        RIGHT_OR_BELOW,
                        anywhere=True,
                    ),
                    Field("last_name", ("Surname",), Name()),
                    Field("first_name", ("Given Name",), Name()),
                    Field("sex", ("Sex",), _SEX),
                    Field("birth_date", ("Date of Birth",), _YEAR_FIRST),
                    Field("address", ("Address",), Text(4), lines=3),
                ),
            ),
        ),
    ),
    "PHL",
    "ID",
)

HONG_KONG_CARD = Document(
    Card(
        country="HKG",
        marks=("Hong Kong Permanent Identity Card", "Hong Kong Identity Card"),
        faces=(
            Face(
                side="front",
                titles=(
                    "Hong Kong Permanent Identity Card",
                    "Hong Kong Identity Card",
                    "香港永久性居民身份證",
                    "香港居民身份證",
                ),
                fields=(
                    # The name has no label: family name, comma, given names.
                    Field("last_name", kind=Part(Name(), 0), anywhere=True),
                    Field("first_name", kind=Part(Name(), 1), anywhere=True),
                    Field("birth_date", ("出生日期 Date of Birth",), Date(joiner="-")),
                    Field("sex", ("出生日期 Date of Birth",), choice(F="F|女F|女", M="M|男M|男")),
                    Field(
                        "issue_date",
                        ("簽發日期 Date of Issue",),
                        Date(joiner="-", century="20"),
                        lines=2,
                    ),
                    Field(
                        "document_number",
                        kind=Code(("Adddddd(d)", "Adddddd(A)", "AAdddddd(d)")),
                        anywhere=True,
                    ),
                ),
            ),
        ),
    ),
    "HKG",
    "ID",
)

CHILEAN_CARD = Document(
    CHILE,
    "CHL",
    "ID",
    parts={
        "last_name": ("first_surname", "second_surname"),
        "first_name": ("given_name",),
        "birth_date": ("birth",),
    },
)

DOCUMENTS = (
    ALBANIAN_CARD,
    ALBANIAN_LICENSE,
    PHILIPPINE_LICENSE,
    PHILIPPINE_CARD,
    HONG_KONG_CARD,
    CHILEAN_CARD,
    THAI_CARD,
    VIETNAMESE_CARD,
    VIETNAMESE_LICENSE,
)
"""All documents that are no passports."""
