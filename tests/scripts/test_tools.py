"""The scripts that measure: the tracer of one call and the mutation scores."""

from __future__ import annotations

import pytest

from scripts import mutation_scores, trace_call

MAX_MODULES = 15
MAX_SWITCHES = 45


@pytest.mark.parametrize("side", trace_call.TRACES)
def test_warm_call_stays_in_few_modules(side: str) -> None:
    """A reader can follow one call: few modules, and few switches between them."""
    trace = trace_call.TRACES[side]()
    passed = sorted(set(trace.modules))
    assert 0 < len(passed) <= MAX_MODULES, passed
    assert trace.switches <= MAX_SWITCHES, trace.modules


def test_tracer_prints_the_figures_of_one_side(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints modules, switches and each module passed."""
    assert trace_call.main(["client"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("client: ")
    assert lines[0].endswith(" switches")
    assert "  ocr_wrapper.client.blocking" in lines


def test_mutation_scores_count_found_mutants_per_module() -> None:
    """Killed and timed-out mutants are found; survivors and untested ones are not."""
    found = mutation_scores.scores(
        [
            "    ocr_wrapper.auth.signer.x_sign__mutmut_1: killed",
            "    ocr_wrapper.auth.signer.x_sign__mutmut_2: survived",
            "    ocr_wrapper.auth.signer.x_sign__mutmut_3: timeout",
            "    ocr_wrapper.auth.signer.x_sign__mutmut_4: no tests",
            "To apply a mutant on disk: mutmut apply <id>",
            "",
        ]
    )
    assert mutation_scores.table(found).splitlines()[2:] == [
        "| `ocr_wrapper.auth.signer` | 4 | 2 | 50 % |"
    ]
