"""The emulator against the contract: schemathesis over real HTTP, every pass a process.

Schemathesis generates and checks the requests, with the settings of `schemathesis.toml`; images,
projects and signatures come from `fuzz/hooks.py`. A pass fails on any failed check and on
any warning. `CONTRACT_DEPTH` multiplies what is drawn, `CONTRACT_REPORTS` names a folder for
JUnit and HTML reports.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr_emulator.emulator import Emulator
from tests.contract.fuzz.passes import OPERATIONS, run

# All but those that count refusals: for passes in which most is meant to be refused.
WARNINGS = ",".join(
    (
        "missing_test_data",
        "missing_deserializer",
        "unused_openapi_auth",
        "unsupported_regex",
        "unmatched_filter",
        "unresolvable_reference",
        "rate_limited",
        "timeout_units",
    )
)
EVERYTHING = {"examples", "coverage", "fuzzing", "stateful"}


@pytest.mark.parametrize("auth", ["aksk", "token"])
def test_emulator_accepts_valid_requests_and_refuses_all_others(auth: str, tmp_path: Path) -> None:
    """All operations and IAM pass all checks in all phases, signed and with a token."""
    with Emulator(engine=None, journal_size=200_000) as emu:
        report = run(emu, tmp_path, "--checks=all", auth=auth)
        assert report.failures == {}
        assert (report.code, report.operations) == (0, len(OPERATIONS))
        assert report.links == (4, 4)
        assert report.phases == dict.fromkeys(EVERYTHING, "success")
        # The net is spread: every operation has been answered well, and many times refused.
        for name in OPERATIONS - {"create_token", "list_projects"}:
            assert emu.journal.count(operation=name, status=200) >= 5
            assert emu.journal.count(operation=name, status=400) >= 5
        assert not [entry for entry in emu.journal if (entry.status or 0) >= 500]


def test_emulator_refuses_invalid_bodies_without_a_5xx(tmp_path: Path) -> None:
    """Text that is not an image and URLs without a file are refused, none with a 5xx."""
    with Emulator(engine=None, journal_size=200_000) as emu:
        report = run(
            emu,
            tmp_path,
            "--exclude-checks=positive_data_acceptance",
            f"--warnings={WARNINGS}",
            valid=False,
        )
        assert report.failures == {}
        assert (report.code, report.operations) == (0, len(OPERATIONS))
        codes = {entry.code for entry in emu.journal}
        assert {"AIS.0101", "AIS.0102", "ModelArts.4601", "ModelArts.4105"} <= codes


def test_emulator_answers_401_without_credentials(tmp_path: Path) -> None:
    """Any request without signature and token gets 401, valid or not."""
    with Emulator(engine=None, journal_size=200_000) as emu:
        options = ("--checks=refused_without_credentials", f"--warnings={WARNINGS}")
        report = run(emu, tmp_path, *options, auth="none")
        assert report.failures == {}
        assert report.cases > 500
        served = {entry.path for entry in emu.journal if entry.status == 200}
        assert served == set()


def test_run_without_working_credentials_fails(tmp_path: Path) -> None:
    """A run that cannot sign fails for every operation instead of passing with a warning."""
    with Emulator(engine=None, journal_size=200_000) as emu:
        report = run(emu, tmp_path, "--phases=examples", auth="none")
        assert report.code == 1
        assert set(report.failures) == OPERATIONS - {"create_token"}
        assert all("RejectedPositiveData" in kinds for kinds in report.failures.values())
