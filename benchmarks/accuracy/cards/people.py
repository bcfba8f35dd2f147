"""Invented holders: names, dates and numbers that several countries' cards share."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

SURNAMES = """
QUISPE TORREALBA HUAMAN SALAZAR MAMANI CARDENAS ARAVENA QUIROGA FUENTES BUSTAMANTE VALENZUELA
IBAÑEZ MUÑOZ PEÑALOZA CASTAÑEDA RIOS ZAMBRANO ECHEVERRIA LONDOÑO RESTREPO VELASQUEZ OSPINA
ALTAMIRANO YUPANQUI CONDORI SEPULVEDA HENRIQUEZ ROJAS DELGADO SANTANDER
""".split()  # noqa: SIM905
MEN = """
ELIAN RUMI TOMAS JULIAN MATEO ANDRES SEBASTIAN IGNACIO CRISTOBAL NICOLAS FELIPE GONZALO RAUL
OCTAVIO BENJAMIN LEONEL
""".split()  # noqa: SIM905
WOMEN = """
ISIDORA PAZ AURORA INES VALERIA LUCIANA CATALINA MILAGROS ROCIO FERNANDA XIMENA CONSUELO AMANDA
PILAR CAMILA BEATRIZ
""".split()  # noqa: SIM905
TOWNS = """
HUANCAYO AREQUIPA CUSCO PIURA JUNIN TACNA CAJAMARCA LORETO TRUJILLO ANTIOQUIA MEDELLIN CALI
PEREIRA IBAGUE VALLEDUPAR SANTANDER CUNDINAMARCA BOYACA
""".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Day:
    """A date, to be written as each card writes it."""

    year: int
    month: int
    day: int

    def written(self, pattern: str, months: Sequence[str] = ()) -> str:
        """Write the date; `{d}` and `{m}` have no leading zero, `{M}` is the month's name."""
        return pattern.format(
            D=f"{self.day:02}",
            m=self.month,
            N=f"{self.month:02}",
            Y=self.year,
            B=self.year + 543,
            d=self.day,
            M=months[self.month - 1] if months else "",
        )

    def zone(self) -> str:
        """Write the date as zones do."""
        return f"{self.year % 100:02}{self.month:02}{self.day:02}"

    def later(self, years: int) -> Day:
        """Return the same day some years later; a leap day moves to the 28th."""
        return Day(self.year + years, self.month, min(self.day, 28))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented holder with a Spanish name."""

    first_surname: str
    second_surname: str
    given: str
    sex: str
    birth: Day
    issue: Day


def person(rng: random.Random) -> Person:
    """Invent a holder of a Latin American card."""
    sex = rng.choice("MF")
    given = " ".join(rng.sample(MEN if sex == "M" else WOMEN, rng.choice((1, 2, 2))))
    first, second = rng.sample(SURNAMES, 2)
    return Person(first, second, given, sex, birthday(rng), issued(rng))


def birthday(rng: random.Random) -> Day:
    """Choose a date of birth of an adult."""
    return Day(rng.randint(1945, 2004), rng.randint(1, 12), rng.randint(1, 28))


def issued(rng: random.Random) -> Day:
    """Choose a date of issue."""
    return Day(rng.randint(2014, 2024), rng.randint(1, 12), rng.randint(1, 28))


def digits(rng: random.Random, count: int) -> str:
    """Invent a number without a leading zero."""
    return str(rng.randint(1, 9)) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def dotted(number: str) -> str:
    """Group a number in thousands by points."""
    return f"{int(number):,}".replace(",", ".")
