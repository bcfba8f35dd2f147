"""Report of the benchmarks: a table of the figures, and a page with the method."""

from __future__ import annotations

import os
import platform
import ssl
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.clients import measure
from benchmarks.plan import ALONE, HEADINGS, ROWS, SIDES, Row

Turn = Mapping[str, Mapping[str, float]]
"""Figures of one turn, by side."""

Found = Mapping[str, Sequence[Turn]]
"""Turns by measurement."""


@dataclass(frozen=True)
class Line:
    """One line of the table: medians, the ratio that is aimed at, and its single turns."""

    row: Row
    medians: Mapping[str, float]
    ratio: float | None
    """Median of the ratios of the turns: the sides of a turn ran next to each other, and between
    two turns the machine may become half as fast."""

    spread: tuple[float, float] | None
    """The least and the greatest ratio of one turn."""

    @property
    def missed(self) -> bool:
        """Whether the target is missed."""
        target = self.row.target
        if target is None or self.ratio is None:
            return False
        return self.ratio > target.bound if target.most else self.ratio < target.bound

    @property
    def verdict(self) -> str:
        """The target and whether it is met."""
        target = self.row.target
        if target is None:
            return ""
        sign = "≤" if target.most else "≥"
        return f"{sign} {target.bound:.2f} × {target.against} {'missed' if self.missed else 'met'}"


def lines(found: Found) -> list[Line]:
    """Return the lines for what was measured."""
    return [_line(row, found) for row in ROWS if row.measurement in found]


def _line(row: Row, found: Found) -> Line:
    turns = found[row.measurement]
    medians = {
        side: statistics.median(turn[side][row.figure] for turn in turns) for side in turns[0]
    }
    ratios = [_ratio(row, turn, found) for turn in turns]
    known = [ratio for ratio in ratios if ratio is not None]
    return Line(
        row,
        {side: value * row.unit[1] for side, value in medians.items()},
        statistics.median(known) if known else None,
        (min(known), max(known)) if known else None,
    )


def _ratio(row: Row, turn: Turn, found: Found) -> float | None:
    """Return the subject's figure over that of what it is compared with."""
    value = turn[row.subject][row.figure]
    against = row.target.against if row.target else "vendor"
    if against == "ideal":
        assert row.ideal is not None
        return value / row.ideal
    if against == "one in flight":
        one = found.get("1 " + row.measurement.partition(" ")[2])
        return value / statistics.median(t["ours"][row.figure] for t in one) if one else None
    return value / turn[against][row.figure] if against in turn else None


def table(found: Sequence[Line]) -> str:
    """Return the table as Markdown that also reads well as text."""
    shown = [side for side in SIDES if any(side in line.medians for line in found)]
    cells = [("", *(HEADINGS[side] for side in shown), "ratio", "single turns", "target")]
    for line in found:
        values = (_value(line, side) for side in shown)
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        spread = "" if line.spread is None else f"{line.spread[0]:.2f}–{line.spread[1]:.2f}"
        cells.append((line.row.what, *values, ratio, spread, line.verdict))
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]

    def write(row: Sequence[str]) -> str:
        return "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([write(cells[0]), rule, *map(write, cells[1:])])


def _value(line: Line, side: str) -> str:
    if side not in line.medians:
        return ""
    unit, value = line.row.unit[0], line.medians[side]
    return f"{value:,.0f} {unit}" if unit == "/s" else f"{value:.2f} {unit}"


def document(found: Sequence[Line], versions: Mapping[str, str], rounds: str) -> str:
    """Return the page: the table, where it was measured, and the method."""
    installed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"""# Our client beside the vendor's SDK

Written by `make bench`; run it to get the table of your own machine, or one part of it with
`python -m benchmarks.run small large`. Compare the column of ratios: milliseconds belong to the
machine, the load and the day.

{table(found)}

![CPU a call over the size of the image](growth-size.svg)
![CPU a call over the calls in flight](growth-in-flight.svg)
![Memory over the number of calls](growth-memory.svg)

{where_the_time_goes(found)}
Measured on {platform.system()} {platform.machine()} with {os.cpu_count()} CPUs, Python \
{platform.python_version()} and
{ssl.OPENSSL_VERSION}. Versions: {installed}.

{METHOD.format(rounds=rounds, large=measure.LARGE_CALLS, warm=measure.WARM_UP)}"""


def where_the_time_goes(found: Sequence[Line]) -> str:
    """Return what a call of 7 MiB cannot do without, as a share of the vendor's CPU."""
    floors = {line.row.measurement: line.medians.get("floor") for line in found}
    parts = [floors.get(f"large {part}") for part in ALONE]
    large = next((line for line in found if line.row.measurement == "large"), None)
    known = [part for part in parts if part is not None]
    if large is None or len(known) < len(parts):
        return ""
    encode, standard, digest, send, in_memory = known
    ours, vendor = large.medians["ours"], large.medians["vendor"]
    least = encode + digest + send
    return f"""## Where the time of 7 MiB goes

Base64 with pybase64 takes {encode:.1f} ms of CPU ({standard:.1f} ms with `binascii`), SHA-256 of
the 9.3 MiB that it makes {digest:.1f} ms, TLS and the socket {send:.1f} ms: together
{least:.1f} ms, {least / vendor:.2f} of the vendor's call. Our whole call takes {ours:.1f} ms,
{ours / least:.2f} of the three.

What was tried to reduce them:

- **Records made in memory** (`ssl.MemoryBIO`) and sent many at a time, in place of a system call
  for each record of 16 KiB: {in_memory:.1f} ms, {in_memory / send:.2f} of TLS and the socket.
{TRIED}
"""


TRIED = """  Not taken: in four trials of the whole client, of 20 turns each, a call of 7 MiB took
  0.90 to 0.99 of the CPU with pieces of 256 KiB; one of 1 kB took 1.08, 32 threads over TLS 1.12.
  A socket gets its kind of TLS when it is opened, often for a small request, so that the kind
  cannot follow the size of the image.
- **Larger segments** (`TCP_CORK`): 0.86 to 0.92 or 1.09 to 1.18 of the floor; which of them was
  decided by the connection. **A blocking socket** in place of `poll`: within the spread.
- **A newer OpenSSL** (4.0, with pyOpenSSL): 0.92 of the floor. Not taken: another library that
  would have to verify certificates.
- **Encoding twice**, for the digest and again while sending, in pieces, so that no 9.3 MiB are
  held: 0.99 to 1.05 of the CPU.
- **AES-128** in place of AES-256: nine tenths of the time of TLS in a trial with TLS 1.2. Python
  3.11 cannot choose the cipher of TLS 1.3, and TLS 1.3 is worth more.
- **Hashing each piece right after it is encoded**, while it is in the cache: takes as long,
  because SHA-256 is slower than the memory. Pieces that are kept apart give their memory back to
  the system after each call, and clearing its pages again takes longer than joining them."""

METHOD = """## Method

- Each library has a virtual environment of its own under `.cache/`: ours with the base install
  and, for the column that says so, a second one with the extra `[fast]`; the vendor's with its
  SDK, pinned in `benchmarks/vendor-constraints.txt`.
- All call a server of `benchmarks/sink.py` in a separate process on the loopback address. It
  reads the request and answers at once, or after 200 ms where the row says so. Calls go over
  HTTPS with a certificate of a throw-away CA that all verify; many at once over plain HTTP too,
  so that the cost of TLS, which is the same for all, hides no difference. Proxies are off.
- **Ours** and the **vendor's SDK** do the same work: they get the same JPEG, as bytes in memory
  or as the path of a file, and call `recognize_passport`; out comes a surname. For the vendor's
  SDK the file is read and the bytes are encoded to Base64 text, as its documentation shows. Ours
  also checks format and size of the image. The vendor's "async" client has eight threads; tasks
  wait for its futures in threads.
- "Alone" is one part of the floor's call in a process of its own, with the others done before.
- "Where pybase64 cannot be imported": the import fails, and the standard library encodes.
- The **floor** encodes, hashes, sends and reads JSON, over a socket of each thread or a list of
  asyncio's connections, and does nothing else. **Bare** httpx and aiohttp send the same body;
  they neither hash, sign nor check.
- Sides take turns, each in a fresh process, {rounds} turns; the first one of each part of the
  table comes before them and is thrown away. A figure is the median of its turns; the ratio is the
  median of the turns' ratios, ours over what the target names, or over the vendor's; "single turns"
  is the least and the greatest of them. The sides of a turn run next to each other, and from one
  turn to the next the machine may become half as fast, so that a ratio of medians would compare a
  fast minute with a slow one.
- **CPU** is user and system time of the whole process with all its threads (`getrusage`) around
  the calls, divided by their number: {large} calls of 7 MiB after a first one, 200 calls of 1 kB
  after {warm}. The connection is open already and is kept. For the import it is that of the
  statements a user writes; "import to first response" adds the client, the TLS handshake and one
  small call. With many at once every thread or task has called once before it counts.
- **1,000 blocks** with 15 characters each are received and read, to `.result` and to `.lines`;
  the floor reads them with `json.loads`.
- **Memory added at the peak** is the highest resident size during the first 7 MiB call less the
  resident size before it, when the library is loaded and the connection open. "In memory": the
  bytes are there before and belong to the caller. "In a file": reading them counts, on both
  sides. On Linux both are read as `VmHWM` and `VmRSS`, because `ru_maxrss` of a child begins at
  the size of its parent.
- **Time** and **calls a second** are elapsed time. The load of the machine
  changes them, and the spread of the single turns says how much; CPU and memory hardly
  depend on it.
- The home directory is an empty folder, because the vendor's SDK leaves a file there.

What this does not show: the network and the service, which take longer than either library, and
calls that fail.
"""
