"""Each rule of the contract finds what it is there for, and the contract keeps to all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scripts.contract.rules import RULES, Contract, Rule
from tests.scripts.broken import BROKEN, Breaker, Bundle


@pytest.mark.parametrize(
    ("rule", "breaker", "word"),
    BROKEN,
    ids=[f"{rule.__name__}-{word}" for rule, _, word in BROKEN],
)
def test_rule_reports_the_broken_contract(
    rule: Rule,
    breaker: Breaker,
    word: str,
    bundle: Bundle,
    contract: Callable[[], Contract],
) -> None:
    """The rule is silent on the contract and speaks, to the point, once it is broken."""
    whole = contract()
    assert list(rule(whole)) == []
    breaker(bundle, whole.folder)
    reports = [str(problem) for problem in rule(contract())]
    assert any(word in report for report in reports), reports


def test_every_rule_has_a_case_that_breaks_it() -> None:
    """A rule without a failing case is untested."""
    assert {rule.__name__ for rule in RULES} == {rule.__name__ for rule, _, _ in BROKEN}
