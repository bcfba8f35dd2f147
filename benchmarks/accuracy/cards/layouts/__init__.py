"""Layouts of cards, one function a kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from benchmarks.accuracy.cards.layouts.cambodia import cambodia
from benchmarks.accuracy.cards.layouts.chinese import china, hongkong, macao
from benchmarks.accuracy.cards.layouts.latin import chile, colombia
from benchmarks.accuracy.cards.layouts.myanmar import myanmar_card, myanmar_license
from benchmarks.accuracy.cards.layouts.others import other
from benchmarks.accuracy.cards.layouts.passport import issued_passport, passport
from benchmarks.accuracy.cards.layouts.peru import peru
from benchmarks.accuracy.cards.layouts.thailand import plate, thailand
from benchmarks.accuracy.cards.layouts.vietnam import vietnam
from benchmarks.accuracy.cards.layouts.withdrawn import (
    albania,
    philippines,
    thai_document,
    vietnam_license,
    vietnamese_document,
)
from benchmarks.accuracy.cards.sheet import Sheet

__all__ = ["LAYOUTS"]

LAYOUTS: Mapping[str, Callable[[random.Random], Sheet]] = {
    "peru_id_card": peru,
    "chile_id_card": chile,
    "colombia_id_card": colombia,
    "vietnam_id_card": vietnam,
    "thailand_id_card": thailand,
    "thailand_license_plate": plate,
    "cambodian_id_card": cambodia,
    "myanmar_id_card": myanmar_card,
    "myanmar_driver_license": myanmar_license,
    "id_card": china,
    "hongkong_id_card": hongkong,
    "macao_id_card": macao,
    "passport": passport,
    "albania": albania,
    "philippines": philippines,
    "vietnam_driver_license": vietnam_license,
    "issued_passport": issued_passport,
    "thai_document": thai_document,
    "vietnamese_document": vietnamese_document,
    "other": other,
}
"""Layout of each kind of card."""
