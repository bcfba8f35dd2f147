"""docs/reference/faults.md matches a run of all faults."""

from __future__ import annotations

from tests.faults.document import OPERATION, ours, written


def test_faults_page_matches_a_run() -> None:
    """Every row of the page equals the result of a run; `make faults` updates it."""
    assert written() == ours([OPERATION], ["sync"])
