"""Cross-checks of a Myanmar license: each date and blood group is printed in two scripts.

Where both agree a value is surer. Latin letters are read better than Burmese ones, so they state a
value that was not read in Burmese; where both differ, neither is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ocr_emulator.engine.cards.value import Value
from ocr_emulator.recognizers.cards.south_east_asia.kinds import BURMESE_DIGITS

_DERIVED = 0.89
"""Most confidence of a value that only its counterpart states."""
_DIFFERENT = 0.6
_SURE = 0.9
BLOOD_GROUPS: Mapping[str, str] = {"အေဘီ": "AB", "အို": "O", "အေ": "A", "ဘီ": "B"}
"""Blood groups in Latin letters by their Burmese names."""
_FROM_LATIN = str.maketrans("0123456789", BURMESE_DIGITS)
_BURMESE_GROUPS = {latin: burmese for burmese, latin in BLOOD_GROUPS.items()}


def compared(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of a license, those in Burmese compared with those in Latin letters."""
    found = dict(values)
    for name in ("birth", "expiried_date"):
        _compare(found, name, _date)
    _compare(found, "blood_group", lambda text: _BURMESE_GROUPS.get(text, ""))
    return found


def _compare(found: dict[str, Value], name: str, translated: Callable[[str], str]) -> None:
    burmese, latin = found[name], found[f"{name}_en"]
    stated = translated(latin.text)
    if not stated:
        return
    if not burmese.text:
        rate = min(latin.confidence, _DERIVED)
        found[name] = Value(stated, rate)
    elif burmese.text == stated:
        doubt = (1 - burmese.confidence) * (1 - latin.confidence)
        found[name] = replace(burmese, confidence=1 - doubt)
        found[f"{name}_en"] = replace(latin, confidence=1 - doubt)
    elif latin.confidence >= _SURE > burmese.confidence:
        found[name] = replace(burmese, text=stated, confidence=min(latin.confidence, _DERIVED))
    else:
        for one, value in ((name, burmese), (f"{name}_en", latin)):
            found[one] = replace(value, confidence=value.confidence * _DIFFERENT)


def _date(text: str) -> str:
    return text.translate(_FROM_LATIN)
