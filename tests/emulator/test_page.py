"""Examples in the documentation of the emulator can be run."""

from __future__ import annotations

import re

from ocr_emulator import Fault
from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call, image_bytes
from tests.emulator.signer import send
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "reference" / "emulator.md").read_text(encoding="utf-8")


def block(heading: str) -> str:
    """Return the first block of Python below a heading."""
    found = re.search(rf"## {heading}\n.*?```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_documented_faults_run(emu: Emulator) -> None:
    """Every line of the example runs."""
    exec(block("Make it fail"), {"emu": emu})
    assert len(emu.faults) == 14


def test_documented_answers_run(emu: Emulator) -> None:
    """Every line of the example runs."""
    exec(block("Script successful responses"), {"emu": emu})
    assert (len(emu.answers), len(emu.faults)) == (5, 1)


def test_documented_journal_queries_run(emu: Emulator) -> None:
    """Journal, filters, near misses, waiting."""
    send("POST", f"{emu.url}/v2/x/ocr/passports")
    call(emu)
    call(emu)
    call(emu, body={"image": "A" * 10_485_764})
    lines = block("Inspect the requests").replace("with emu.expect", "assert emu.expect")
    exec(lines.replace(": ...", ""), {"emu": emu})


def test_documented_sequence_runs(emu: Emulator) -> None:
    """The example's sequence and the names of its report."""
    lines = re.search(r"^sequence = .*$", PAGE, re.MULTILINE)
    assert lines is not None
    names = {"emu": emu, "Fault": Fault}
    exec(lines[0], names)
    assert names["sequence"].report().verdict == "incomplete"  # type: ignore[attr-defined]


def test_documented_admin_paths_are_served(emu: Emulator) -> None:
    """Every GET of the table gets a response."""
    emu.sequence("ok")
    emu.files.put("NAME", image_bytes())
    paths = re.findall(r"`GET ([a-z][^` ]*)", PAGE)
    assert len(paths) >= 8
    for path in paths:
        plain = re.sub(r"=…", "=1", path).replace("&1", "").replace("&…", "").replace("?…", "")
        plain = plain.replace("operation=1", "operation=recognize_passport")
        plain = plain.replace("sequences/id", "sequences/1").replace("count=2", "count=0")
        answer = send("GET", f"{emu.url}/_emulator/{plain}")
        assert answer.status == 200, (path, answer.body)
