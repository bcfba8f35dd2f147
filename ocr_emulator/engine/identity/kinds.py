"""Catalogue of identity documents: their titles, labels, numbers and zones, with weights.

A weight says how telling a text is: 1 for what stands on this kind of document alone, 0.1 for a
label that many documents have. Adding a kind is adding an entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ocr_emulator.engine.outline import ID1_ASPECT, ID3_ASPECT


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What tells one kind of document."""

    name: str
    """As the contract names the type."""
    phrases: Mapping[str, float]
    """Titles and labels in scripts that the built-in engine reads; `|` separates variants."""
    numbers: Mapping[re.Pattern[str], float] = field(default_factory=dict)
    """Patterns of numbers and of the first line of a zone, blanks removed from the text."""
    burmese: Mapping[str, float] = field(default_factory=dict)
    """Titles and labels in Burmese script, which another reader reads."""
    aspect: float = ID1_ASPECT
    """Width by height of the whole document."""


KINDS = (
    DocumentKind(
        "peru_id_card",
        {
            "Documento Nacional de Identidad": 0.7,
            "Documento Nacional de Identidad Electrónico": 0.8,
            "Registro Nacional de Identificación y Estado Civil": 0.8,
            "República del Perú": 0.5,
            "Grupo de Votación": 0.5,
            "Constancia de Sufragio": 0.5,
            "Donación de Órganos": 0.4,
            "Nacimiento: Fecha y Ubigeo": 0.5,
            "Primer Apellido": 0.2,
            "Segundo Apellido": 0.2,
            "Prenombres": 0.2,
            "Fecha Inscripción": 0.2,
            "Fecha Caducidad": 0.15,
            "Estado Civil": 0.1,
        },
        {
            re.compile(r"^[I1l][<A-Z(C]PER[0-9OIBSZ]{6}"): 1.0,
            re.compile(r"^[0-9OISBZ]{7}[MF<][0-9OISBZ]{7}PER"): 0.7,
        },
    ),
    DocumentKind(
        "cambodian_id_card",
        {},
        {
            re.compile(r"^[I1l]DKHM[0-9OIBSZ]{7}"): 1.0,
            re.compile(r"^[0-9OISBZ]{7}[MF<][0-9OISBZ]{7}KHM"): 0.9,
        },
    ),
    DocumentKind(
        "hongkong_id_card",
        {
            "Hong Kong Permanent Identity Card": 1.0,
            "Hong Kong Identity Card": 1.0,
            "香港永久性居民身份證": 1.0,
            "香港居民身份證": 1.0,
            "出生日期 Date of Birth": 0.2,
            "簽發日期 Date of Issue": 0.2,
        },
        {re.compile(r"[A-Z]{1,2}\d{6}\([0-9A]\)?$"): 0.5},
    ),
    DocumentKind(
        "macao_id_card",
        {
            "Bilhete de Identidade de Residente Permanente": 1.0,
            "Bilhete de Identidade de Residente Não Permanente": 1.0,
            "Região Administrativa Especial de Macau": 0.7,
            "澳門特別行政區": 0.7,
            "中華人民共和國澳門特別行政區": 0.7,
            "澳門永久性居民身份證": 1.0,
            "Macao Permanent Resident Identity Card": 1.0,
            "Data de nasc.": 0.1,
            "Altura": 0.1,
        },
        {re.compile(r"(?<!\d)[1578]\d{6}\(\d\)?$"): 0.4},
    ),
    DocumentKind(
        "id_card",
        {
            "公民身份号码": 0.7,
            "居民身份证": 0.8,
            "中华人民共和国": 0.3,
            "签发机关": 0.3,
            "有效期限": 0.3,
            "民族": 0.2,
            "姓名": 0.15,
            "性别": 0.15,
            "住址": 0.15,
        },
        {re.compile(r"(?<!\d)[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?!\d)"): 0.5},
    ),
    DocumentKind(
        "myanmar_driver_license",
        {
            "The Republic of the Union of Myanmar": 0.7,
            "Driving Licence|Driving License|Driver's License": 0.4,
            "NRC No.": 0.4,
            "Valid up to": 0.3,
            "Blood Type": 0.15,
        },
        {re.compile(r"^\d{1,2}/[A-Z]{3,9}\([NPEC]\)\d{6}$"): 0.4},
        {"ယာဉ်မောင်းလိုင်စင်": 1.0, "ကုန်ဆုံးရက်": 0.3},
    ),
    DocumentKind(
        "myanmar_id_card",
        {},
        {},
        {
            "နိုင်ငံသားစိစစ်ရေးကတ်ပြား": 1.0,
            "ပြည်ထောင်စုသမ္မတမြန်မာနိုင်ငံတော်": 0.5,
            "ပြည်ထောင်စုဆိုရှယ်လစ်သမ္မတမြန်မာနိုင်ငံတော်": 0.6,
            "အဘအမည်": 0.4,
            "လူမျိုး/ဘာသာ": 0.4,
            "မွေးသက္ကရာဇ်": 0.3,
            "သွေးအုပ်စု": 0.2,
            "အလုပ်အကိုင်": 0.4,
            "နေရပ်လိပ်စာ": 0.4,
            "ထင်ရှားသည့်အမှတ်အသား": 0.5,
        },
    ),
    DocumentKind(
        "passport",
        {
            "Passport|Pasaporte|Passeport|Passaporte|护照": 0.4,
            "Code of issuing state": 0.25,
            # Forms ask for these too: without a part of the zone they are not enough.
            "Passport No.": 0.1,
            "Surname": 0.1,
            "Given names": 0.1,
        },
        {
            re.compile(r"^P[<A-Z(][A-Z0]{3}[A-Z<]{6}[A-Z0-9<(《«]{18}"): 1.0,
            re.compile(r"^[A-Z0-9<]{9}[0-9OISB][A-Z0<]{3}[0-9OISB]{7}[MF<][0-9OISB]{7}"): 0.8,
        },
        aspect=ID3_ASPECT,
    ),
    DocumentKind(
        "thailand_id_card",
        {
            "Thai National ID Card": 1.0,
            "Non-Thai Identification Card": 1.0,
            "Identification Number": 0.4,
            "Last name": 0.15,
            "Date of Birth": 0.1,
            "Date of Issue": 0.1,
            "Date of Expiry": 0.1,
        },
        {
            re.compile(r"^[0-8]\d{12}$"): 0.5,
            # Laser code on the back: two letters, a lot, a serial number.
            re.compile(r"^[A-Z]{2}\d{1,2}-?\d{7}-?\d{2}$"): 1.0,
        },
    ),
)
"""The nine types of the classification."""
