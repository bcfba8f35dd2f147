"""Write docs/explanation/hostile.md: which attacks are tried and what each has to end in.

python -m tests.hostile.document
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.hostile import exchanges
from tests.hostile.client import test_cuts, test_values
from tests.hostile.clients import TRANSPORTS
from tests.hostile.emulator import test_addresses, test_files, test_requests
from tests.paths import ROOT

PAGE = ROOT / "docs" / "explanation" / "hostile.md"
HEAD = """# Attacks that are tried

The client gets responses that no correct server sends, and the emulator gets requests that no
correct client sends. `make test` runs a sample of them, `make hostile` all. The figures are
those of `make hostile`; this page is written by `python -m tests.hostile.document`.

Expected result of each: a complete result or an error of this library, and no other exception; no
second request if the first may have been carried out; no key and no image in any message or log;
no connection, slot or waiter left behind; and the next valid call succeeds.

| Attack | Against | Tried | Ends in | Where |
|---|---|--:|---|---|
"""


def rows() -> Iterator[tuple[str, str, int, str, str]]:
    """Yield a row for each family of attacks."""
    families = Counter(case.id.partition(":")[0] for case in exchanges.CASES)
    for family, count in families.items():
        yield (
            f"hostile responses: {family}",
            "client, three transports",
            count * len(TRANSPORTS),
            "a complete result, or an error; one request unless the refusal allows a retry",
            "client/test_exchanges.py",
        )
    cuts = (len(exchanges.GOOD) + len(test_cuts.CHUNKED)) * 2 * len(TRANSPORTS)
    lost = "`ResponseLostError` or `InvalidResponseError`, one request"
    yield (
        "response cut at every byte",
        "client, three transports",
        cuts,
        lost,
        "client/test_cuts.py",
    )
    yield (
        "hostile values in a result",
        "views, exports, command line",
        len(test_values.VALUES),
        "every view and every written file, in bounded time and size",
        "client/test_values.py",
    )
    yield (
        "calls cancelled at random",
        "async client, two transports, two kinds of credentials",
        10_000 * 4,
        "all slots and connections free again",
        "client/test_cancellations.py",
    )
    yield (
        "runs of `hwocr` killed",
        "command line",
        50,
        "saved files whole; the next run sends only what was not saved",
        "client/test_kills.py",
    )
    yield from emulator_rows()


def emulator_rows() -> Iterator[tuple[str, str, int, str, str]]:
    """Yield a row for each family of attacks on the emulator."""
    refused = "a refusal with the vendor's code, or a closed connection"
    yield (
        "malformed HTTP",
        "emulator",
        len(test_requests.REQUESTS),
        refused,
        "emulator/test_requests.py",
    )
    yield "damaged signed requests", "emulator", 2_500, refused, "emulator/test_forgeries.py"
    yield (
        "damaged image files",
        "client and emulator",
        300 * len(test_files.FORMATS) * 2,
        "read, or refused by name; never a failure of the emulator",
        "emulator/test_files.py",
    )
    yield (
        "forged image files",
        "client and emulator",
        len(test_files.FORGED) * 2,
        "refused by name",
        "emulator/test_files.py",
    )
    yield (
        "spellings of internal addresses",
        "emulator's fetching",
        len(test_addresses.HOSTS) * 2,
        "refused; no name resolved, no socket opened",
        "emulator/test_addresses.py",
    )


def written() -> str:
    """Return the page."""
    lines = [
        f"| {attack} | {against} | {count:,} | {end} | `tests/hostile/{where}` |"
        for attack, against, count, end, where in rows()
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")
