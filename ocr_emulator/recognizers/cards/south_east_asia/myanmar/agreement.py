"""Cross-checks of a Myanmar license: each date and blood group is printed in two scripts.

Where both agree a value is surer. Latin letters are read better than Burmese ones, so they state a
value that was not read in Burmese; where both differ, neither is certain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ocr_emulator.engine.cards.value import DERIVED, Value
from ocr_emulator.recognizers.cards.south_east_asia.myanmar.burmese import burmese_digits

_DIFFERENT = 0.6
_SURE = 0.9
BLOOD_GROUPS: Mapping[str, str] = {"အေဘီ": "AB", "အို": "O", "အေ": "A", "ဘီ": "B"}
"""Blood groups in Latin letters by their Burmese names."""
_BURMESE_GROUPS = {latin: burmese for burmese, latin in BLOOD_GROUPS.items()}


def compared(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of a license, those in Burmese compared with those in Latin letters."""
    found = dict(values)
    for name in ("birth", "expiried_date"):
        _compare(found, name, burmese_digits)
    _compare(found, "blood_group", lambda text: _BURMESE_GROUPS.get(text, ""))
    return found


def _compare(found: dict[str, Value], name: str, translated: Callable[[str], str]) -> None:
    burmese, latin = found[name], found[f"{name}_en"]
    stated = translated(latin.text)
    if not stated:
        return
    if not burmese.text:
        found[name] = Value(stated, min(latin.confidence, DERIVED))
    elif burmese.text == stated:
        found[name] = burmese.confirmed(latin.confidence)
        found[f"{name}_en"] = latin.confirmed(burmese.confidence)
    elif latin.confidence >= _SURE > burmese.confidence:
        found[name] = replace(burmese, text=stated, confidence=min(latin.confidence, DERIVED))
    else:
        for one, value in ((name, burmese), (f"{name}_en", latin)):
            found[one] = replace(value, confidence=value.confidence * _DIFFERENT)
