"""Cross-checks of a Myanmar license: each date, number and blood group is printed in two scripts.

Where both agree a value is surer, and one that was read in one script alone is stated by it. Latin
letters are read better than Burmese ones; where both differ, neither is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ocr_emulator.engine.cards.value import DERIVED, Value
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.burmese import (
    BLOOD_GROUPS,
    burmese_digits,
    latin_digits,
)
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.national_number import completed

_DIFFERENT = 0.6
_SURE = 0.9
_BURMESE_GROUPS = {latin: burmese for burmese, latin in BLOOD_GROUPS.items()}


def compared(values: Mapping[str, Value], lines: Iterable[str] = ()) -> dict[str, Value]:
    """Return the values of a license, those in Burmese compared with those in Latin letters.

    `lines` are all lines of the license: a number that was read in part is completed from them.
    """
    found = dict(values)
    for name in ("birth", "expiried_date"):
        _compare(found, name, burmese_digits, latin_digits)
    _compare(
        found,
        "blood_group",
        lambda text: _BURMESE_GROUPS.get(text, ""),
        lambda text: BLOOD_GROUPS.get(text, ""),
    )
    burmese, latin = found["nrc_id"], found["nrc_id_en"]
    if not burmese.text and latin.confidence >= _SURE:
        numbers = (completed(line, latin.text) for line in lines)
        number = next((number for number in numbers if number), "")
        found["nrc_id"] = _derived(number, latin) if number else burmese
    return found


def _compare(
    found: dict[str, Value],
    name: str,
    in_burmese: Callable[[str], str],
    in_latin: Callable[[str], str],
) -> None:
    burmese, latin = found[name], found[f"{name}_en"]
    if not latin.text:
        stated = in_latin(burmese.text)
        found[f"{name}_en"] = _derived(stated, burmese) if stated else latin
        return
    stated = in_burmese(latin.text)
    if not stated:
        return
    if not burmese.text:
        found[name] = _derived(stated, latin)
    elif burmese.text == stated:
        found[name] = burmese.confirmed(latin.confidence)
        found[f"{name}_en"] = latin.confirmed(burmese.confidence)
    elif latin.confidence >= _SURE > burmese.confidence:
        found[name] = replace(burmese, text=stated, confidence=min(latin.confidence, DERIVED))
    else:
        for one, value in ((name, burmese), (f"{name}_en", latin)):
            found[one] = replace(value, confidence=value.confidence * _DIFFERENT)


def _derived(text: str, source: Value) -> Value:
    """Return the value that is stated in the other script alone."""
    return Value(text, min(source.confidence, DERIVED))
