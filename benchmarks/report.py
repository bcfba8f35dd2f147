"""Turn what was measured into a table and a page that says how it was measured."""

from __future__ import annotations

import os
import platform
import ssl
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks import measure

Pairs = list[tuple[dict[str, float], dict[str, float]]]
"""Figures of one scenario, ours and the vendor's, a pair a turn."""

MILLISECONDS = ("ms", 1e3)
MEBIBYTES = ("MiB", 1 / (1 << 20))

# What, scenario, figure, unit, target. A row without a target is there for the whole picture.
PLAN: tuple[tuple[str, str, str, tuple[str, float], float | None], ...] = (
    ("7 MiB in memory, CPU a call", "large", "cpu", MILLISECONDS, 0.45),
    ("… with the extra [fast]", "large fast", "cpu", MILLISECONDS, 0.45),
    ("7 MiB in memory, CPU of the first call", "large", "first", MILLISECONDS, None),
    ("7 MiB in memory, memory added at the peak", "large", "growth", MEBIBYTES, 0.40),
    ("… with the extra [fast]", "large fast", "growth", MEBIBYTES, 0.40),
    ("7 MiB in memory, peak of the process", "large", "peak", MEBIBYTES, None),
    ("7 MiB in memory, time a call", "large", "wall", MILLISECONDS, None),
    ("7 MiB in a file, CPU a call", "file", "cpu", MILLISECONDS, None),
    ("7 MiB in a file, memory added at the peak", "file", "growth", MEBIBYTES, None),
    ("1 kB picture, CPU a call", "small", "cpu", MILLISECONDS, 0.60),
    ("1 kB picture, time a call", "small", "wall", MILLISECONDS, None),
    ("import, CPU", "import", "cpu", MILLISECONDS, 1.00),
    ("import, time", "import", "wall", MILLISECONDS, 1.00),
    ("import to first answer, CPU", "first", "cpu", MILLISECONDS, None),
    ("import to first answer, time", "first", "wall", MILLISECONDS, None),
)


@dataclass(frozen=True)
class Row:
    """One line of the table: medians, their ratio, and how far single turns lie from it."""

    what: str
    unit: str
    ours: float
    vendor: float
    lowest: float
    highest: float
    target: float | None

    @property
    def ratio(self) -> float:
        """Ours over the vendor's; less is better."""
        return self.ours / self.vendor

    @property
    def missed(self) -> bool:
        """Whether the ratio is over the target."""
        return self.target is not None and self.ratio > self.target

    @property
    def verdict(self) -> str:
        """The target and whether it is met."""
        if self.target is None:
            return ""
        return f"≤ {self.target:.2f} {'missed' if self.missed else 'met'}"


def rows(found: Mapping[str, Pairs]) -> list[Row]:
    """Return the lines of the table."""
    lines = []
    for what, scenario, figure, (unit, factor), target in PLAN:
        pairs = [
            (ours[figure] * factor, vendor[figure] * factor) for ours, vendor in found[scenario]
        ]
        ratios = [ours / vendor for ours, vendor in pairs]
        lines.append(
            Row(
                what,
                unit,
                statistics.median(ours for ours, _ in pairs),
                statistics.median(vendor for _, vendor in pairs),
                min(ratios),
                max(ratios),
                target,
            )
        )
    return lines


def table(lines: Sequence[Row]) -> str:
    """Return the table as Markdown that also reads well as text."""
    cells = [("", "ours", "vendor's SDK", "ratio", "single turns", "target")]
    cells += [
        (
            row.what,
            f"{row.ours:.2f} {row.unit}",
            f"{row.vendor:.2f} {row.unit}",
            f"{row.ratio:.2f}",
            f"{row.lowest:.2f}–{row.highest:.2f}",
            row.verdict,
        )
        for row in lines
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(6)]

    def write(line: Sequence[str]) -> str:
        return "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([write(cells[0]), rule, *map(write, cells[1:])])


def document(lines: Sequence[Row], rounds: int, versions: Mapping[str, str]) -> str:
    """Return the page: the table, where it was measured, and the method."""
    installed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"""# Our client beside the vendor's SDK

Written by `make bench`; run it to get the table of your own machine. Compare the column of
ratios: milliseconds belong to the machine, the load and the day.

{table(lines)}

Measured on {platform.system()} {platform.machine()} with {os.cpu_count()} CPUs, Python \
{platform.python_version()} and
{ssl.OPENSSL_VERSION}. Versions: {installed}.

## Method

- Each library has a virtual environment of its own under `.cache/`: ours with the base install
  and, for the rows that say so, a second one with the extra `[fast]`; the vendor's with its SDK,
  pinned in `benchmarks/vendor-constraints.txt`.
- Both call a server of `benchmarks/sink.py` in a separate process, over HTTPS on the loopback
  address with a certificate of a throw-away CA that both verify. It reads the request and answers
  at once, so the client is what is measured. Certificate checks stay on, proxies are off.
- Both do the same work: they get the same JPEG, as bytes in memory or as the path of a file, and
  call `recognize_passport`; out comes a surname. Ours is given bytes or path. For the vendor's SDK
  the file is read and the bytes are encoded to Base64 text, as its documentation shows. Ours also
  checks format and size of the picture, which the vendor's SDK does not.
- They take turns (ours, vendor's, ours, …), each in a fresh process, {rounds} turns after one
  that is thrown away. A figure is the median of its turns; the ratio is that of the two medians;
  "single turns" is the least and the greatest ratio of a turn.
- **CPU** is user and system time of the whole process with all its threads (`getrusage`) around
  the calls, divided by their number: {measure.LARGE_CALLS} calls of 7 MiB after a first one,
  {measure.SMALL_CALLS} calls of 1 kB after {measure.WARM_UP}. The connection is open already and
  is kept. The first call of 7 MiB, which has its memory still to get, stands apart. For the
  import it is that of the statements a user writes; "import to first answer" adds the client, the
  TLS handshake and one small call.
- **Memory added at the peak** is the highest resident size during the first 7 MiB call less the
  resident size before it, when the library is loaded and the connection open. "In memory": the
  bytes are there before and belong to the caller. "In a file": reading them counts, on both
  sides. The peak of the whole process, interpreter and picture and all, stands beside it. On
  Linux both are read as `VmHWM` and `VmRSS`, because `ru_maxrss` of a child begins at the size
  of its parent.
- **Time** is what a clock on the wall shows. Whatever else the machine does lengthens it, and the
  spread of the single turns says how much; CPU and memory hardly depend on it.
- The home directory is an empty folder, because the vendor's SDK leaves a file there.

What this does not show: the network and the service, which take longer than either library;
calls in parallel; and calls that fail.
"""
