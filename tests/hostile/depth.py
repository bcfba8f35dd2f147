"""Number of attacks: a sample in every test run, all of them with `make hostile`."""

from __future__ import annotations

from collections.abc import Sequence
from os import environ  # noqa: TID251  (the depth of a run is not a setting of the library)
from typing import TypeVar

T = TypeVar("T")

FULL = environ.get("HOSTILE", "") == "full"


def sampled(cases: Sequence[T], quick: int) -> list[T]:
    """Return all cases in a full run, else `quick` of them spread evenly, first and last too."""
    if FULL or len(cases) <= quick:
        return list(cases)
    step = (len(cases) - 1) / (quick - 1)
    return [cases[round(index * step)] for index in range(quick)]
