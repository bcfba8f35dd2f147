"""Machine-readable zones of cards: three lines of 30 characters (ICAO 9303 part 5, TD1)."""

from __future__ import annotations

from dataclasses import dataclass

from ocr_emulator.engine.mrz.zone import check_digit


@dataclass(frozen=True, slots=True)
class CardZone:
    """The data of a TD1 zone; dates are YYMMDD.

    `number` may be longer than nine characters: the rest follows the filler that then stands for
    the check digit. `optional` is what the state adds to the first line, `more` to the second.
    """

    kind: str
    state: str
    number: str
    birth: str
    sex: str
    expiry: str
    surname: str
    given: str
    optional: str = ""
    more: str = ""

    def lines(self) -> tuple[str, str, str]:
        """Compose the lines with their check digits."""
        head = self.number[:9].ljust(9, "<")
        first = f"{self.kind:<<2}{self.state:<<3}{head}{check_digit(head)}"
        first = (first + self.optional).ljust(30, "<")[:30]
        second = f"{self.birth}{check_digit(self.birth)}{self.sex}"
        second += f"{self.expiry}{check_digit(self.expiry)}{self.state:<<3}"
        second = (second + self.more).ljust(29, "<")[:29]
        second += check_digit(first[5:30] + second[:7] + second[8:15] + second[18:29])
        names = f"{_plain(self.surname)}<<{_plain(self.given)}"
        return first, second, names[:30].ljust(30, "<")


def _plain(name: str) -> str:
    return name.replace(" ", "<").replace("-", "<")
