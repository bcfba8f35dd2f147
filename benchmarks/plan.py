"""Plan of the benchmarks: scenarios, libraries and target ratios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.sink import DELAY

Side = Literal["ours", "fast", "vendor", "floor", "httpx", "aiohttp"]
SIDES: tuple[Side, ...] = ("ours", "fast", "vendor", "floor", "httpx", "aiohttp")
HEADINGS: Mapping[Side, str] = {
    "ours": "ours",
    "fast": "ours with [fast]",
    "vendor": "vendor's SDK",
    "floor": "floor",
    "httpx": "bare httpx",
    "aiohttp": "bare aiohttp",
}

MILLISECONDS = ("ms", 1e3)
MEBIBYTES = ("MiB", 1 / (1 << 20))
PER_SECOND = ("/s", 1.0)


@dataclass(frozen=True)
class Measurement:
    """One scenario and the sides that take part in it."""

    name: str
    part: str
    scenario: str
    sides: tuple[Side, ...]
    address: Literal["secure", "plain", "late"] = "secure"
    options: Mapping[str, Any] = field(default_factory=dict)
    fewer: Mapping[Side, int] = field(default_factory=dict)
    """Calls of each worker for those that would take minutes."""

    rounds: int = 5
    """Default number of turns."""


@dataclass(frozen=True)
class Target:
    """What a figure of ours is compared with."""

    against: Literal["vendor", "floor", "import httpx", "ideal", "one in flight"]
    bound: float
    most: bool = True
    """Whether the bound is an upper or a lower one."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measurement: str
    figure: str = "cpu"
    unit: tuple[str, float] = MILLISECONDS
    target: Target | None = None
    subject: Side = "ours"
    """Side whose figure has the target."""

    ideal: float | None = None
    """The rate that the server's delay allows."""


def _late_sides(sides: tuple[Side, ...], workers: int) -> tuple[Side, ...]:
    """Return who calls the late server; bare clients take minutes with 256 in flight."""
    if workers == 1:
        return ("ours",)
    return sides if workers == 64 else sides[: sides.index("floor") + 1]


def _parallel() -> list[Measurement]:
    everyone: dict[str, tuple[Side, ...]] = {
        "threads": ("ours", "vendor", "floor", "httpx"),
        "tasks": ("ours", "fast", "vendor", "floor", "httpx", "aiohttp"),
    }
    found: list[Measurement] = []
    for kind, sides in everyone.items():
        found.extend(
            Measurement(
                f"32 {kind} {address}",
                "parallel",
                kind,
                sides if address == "plain" else sides[: sides.index("floor") + 1],
                address,
                {"workers": 32, "each": 60},
                {"httpx": 15},
                # The ratio of threads over plain HTTP lies near its bound.
                rounds=7 if (kind, address) == ("threads", "plain") else 3,
            )
            for address in ("plain", "secure")
        )
        found.extend(
            Measurement(
                f"{workers} {kind} late",
                "in-flight",
                kind,
                _late_sides(sides, workers),
                "late",
                {"workers": workers, "each": 8 if workers > 1 else 20},
                {"httpx": 2, "vendor": 2 if workers == 64 else 1},
                rounds=2,
            )
            for workers in (1, 64, 256)
        )
    return found


ALONE = ("encode", "encode without pybase64", "hash", "send", "send in memory")
"""Parts of a call of 7 MiB, and other ways of two of them."""

MEASUREMENTS = [
    Measurement("import", "start", "import", ("ours", "vendor"), rounds=15),
    Measurement("first", "start", "first", ("ours", "vendor"), rounds=15),
    Measurement("small", "small", "calls", ("ours", "vendor", "floor", "httpx")),
    Measurement("large", "large", "large", ("ours", "vendor", "floor")),
    Measurement(
        "large without",
        "large",
        "large",
        ("ours", "vendor"),
        options={"variant": "without pybase64"},
        rounds=3,
    ),
    Measurement("file", "large", "file", ("ours", "vendor", "floor")),
    *(
        Measurement(f"large {part}", "large", "large", ("floor",), options={"variant": part})
        for part in ALONE
    ),
    *(
        Measurement(
            f"blocks {view}",
            "blocks",
            "calls",
            ("ours", "vendor", "floor"),
            options={"view": view, "each": 10},
        )
        for view in ("result", "lines")
    ),
    *_parallel(),
]


def _vendor(bound: float) -> Target:
    return Target("vendor", bound)


def _in_parallel(kind: str) -> list[Row]:
    rows = [
        Row(f"32 {kind}, CPU a call", f"32 {kind} plain", target=_vendor(0.35)),
        Row(
            f"32 {kind}, calls a second",
            f"32 {kind} plain",
            "rate",
            PER_SECOND,
            Target("vendor", 3.0, most=False),
        ),
        Row(f"32 {kind} over TLS, CPU a call", f"32 {kind} secure"),
        Row(f"32 {kind} over TLS, calls a second", f"32 {kind} secure", "rate", PER_SECOND),
    ]
    for workers, share in ((64, 0.93), (256, 0.80)):
        rows.append(
            Row(
                f"{workers} {kind} at 200 ms, calls a second",
                f"{workers} {kind} late",
                "rate",
                PER_SECOND,
                Target("ideal", share, most=False),
                ideal=workers / DELAY,
            )
        )
    rows.append(
        Row(
            f"256 {kind} at 200 ms, CPU a call",
            f"256 {kind} late",
            target=Target("one in flight", 1.5),
        )
    )
    return rows


ROWS = [
    Row("7 MiB in memory, CPU a call", "large", target=_vendor(0.25)),
    Row("… beside the floor", "large", target=Target("floor", 1.3)),
    Row("… where pybase64 cannot be imported", "large without"),
    Row("… Base64 with pybase64 alone", "large encode", subject="floor"),
    Row("… Base64 with `binascii` alone", "large encode without pybase64", subject="floor"),
    Row("… SHA-256 alone", "large hash", subject="floor"),
    Row("… TLS and socket alone", "large send", subject="floor"),
    Row("… TLS in memory and socket alone", "large send in memory", subject="floor"),
    Row("7 MiB in memory, CPU of the first call", "large", "first"),
    Row("7 MiB in memory, memory added at the peak", "large", "growth", MEBIBYTES, _vendor(0.27)),
    Row("7 MiB in memory, peak of the process", "large", "peak", MEBIBYTES),
    Row("7 MiB in memory, time a call", "large", "wall"),
    Row("7 MiB in a file, CPU a call", "file"),
    Row("7 MiB in a file, memory added at the peak", "file", "growth", MEBIBYTES, _vendor(0.30)),
    Row("1 kB image, CPU a call", "small", target=_vendor(0.40)),
    Row("1 kB image, time a call", "small", "wall"),
    Row("import, CPU", "import"),
    Row("import to first response, CPU", "first", target=_vendor(0.75)),
    Row("import to first response, time", "first", "wall"),
    Row("`hwocr --help`, CPU", "help", target=Target("import httpx", 1.5)),
    Row("1,000 blocks to `.result`, CPU a call", "blocks result", target=_vendor(0.20)),
    Row("… beside the floor with `json.loads`", "blocks result", target=Target("floor", 1.3)),
    Row("1,000 blocks to `.lines`, CPU a call", "blocks lines", target=_vendor(0.20)),
    Row("… beside the floor with `json.loads`", "blocks lines", target=Target("floor", 1.3)),
    *_in_parallel("threads"),
    *_in_parallel("tasks"),
]
PARTS = (*dict.fromkeys(one.part for one in MEASUREMENTS), "growth")
