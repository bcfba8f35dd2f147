"""The scripts that measure: the tracer of one call, mutation scores, coverage of branches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import branch_coverage, mutation_scores, trace_call

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


def measured(lines: tuple[int, int], branches: tuple[int, int]) -> dict[str, object]:
    """Return one file of a report: covered and all lines, covered and all branches."""
    return {
        "summary": {
            "covered_lines": lines[0],
            "num_statements": lines[1],
            "covered_branches": branches[0],
            "num_branches": branches[1],
            "percent_covered": 12.3,
        }
    }


REPORT = {
    "files": {
        "ocr_wrapper/a.py": measured((90, 100), (19, 20)),
        "ocr_wrapper/auth/b.py": measured((100, 100), (75, 80)),
        "scripts\\c.py": measured((5, 10), (0, 0)),
    }
}


def test_coverage_of_a_package_is_that_of_all_its_files() -> None:
    """Lines and branches apart, and together, on every system."""
    found = branch_coverage.totals(REPORT)
    assert branch_coverage.table(found).splitlines()[2:] == [
        "| `ocr_wrapper` | 95.0 % | 94.0 % | 94.7 % |",
        "| `scripts` | 50.0 % | 100.0 % | 50.0 % |",
    ]


@pytest.mark.parametrize(
    ("floors", "missed"),
    [
        ({"ocr_wrapper": 94}, []),
        (
            {"ocr_wrapper": 94.1},
            ["ocr_wrapper: 94.00 % of the branches, below the floor of 94.1 %"],
        ),
        ({"ocr_emulator": 1}, ["ocr_emulator was not measured"]),
    ],
)
def test_package_below_its_floor_is_named(floors: dict[str, float], missed: list[str]) -> None:
    """A package that no test loads is below it, too."""
    assert branch_coverage.below(branch_coverage.totals(REPORT), floors) == missed


def test_floors_are_those_of_the_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both packages have one, and the command fails below it."""
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps(REPORT), encoding="utf-8")
    assert branch_coverage.main([str(file)]) == 2
    shown = capsys.readouterr()
    assert "| `ocr_wrapper` |" in shown.out
    assert {line.split()[0].rstrip(":") for line in shown.err.splitlines()} == {
        "ocr_wrapper",
        "ocr_emulator",
    }
