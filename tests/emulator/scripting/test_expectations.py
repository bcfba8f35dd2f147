"""Expectations: which requests they count, and who checks them."""

from __future__ import annotations

import pytest

from ocr_emulator.emulator import Emulator
from tests.emulator.conftest import call

PASSPORT = "recognize_passport"
PLUGIN = ("-p", "no:cacheprovider", "-p", "no:asyncio")
pytest_plugins = ("pytester",)


def test_requests_after_a_cleared_journal_are_counted(emu: Emulator) -> None:
    """The numbers of the journal begin again; the expectation does not."""
    for _ in range(3):
        call(emu)
    expected = emu.expect(PASSPORT, times=0)
    emu.journal.clear()
    call(emu)
    assert len(expected.calls) == 1
    with pytest.raises(AssertionError, match=r"expected 0 requests .* got 1"):
        expected.verify()


def test_requests_before_a_cleared_journal_are_counted(emu: Emulator) -> None:
    """They came, whatever the journal still has of them."""
    expected = emu.expect(PASSPORT, times=2)
    call(emu)
    emu.journal.clear()
    call(emu)
    expected.verify()


def test_requests_that_fell_out_of_the_journal_are_counted() -> None:
    """A journal has room for some requests; an expectation counts all of them."""
    with Emulator(engine=None, journal_size=2) as emu:
        expected = emu.expect(PASSPORT, times=2)
        for _ in range(3):
            call(emu)
        with pytest.raises(AssertionError, match="got 3"):
            expected.verify()


def test_block_counts_what_came_inside_it(emu: Emulator) -> None:
    """Later requests are none of its business."""
    with emu.expect(PASSPORT, times=1) as expected:
        call(emu)
    call(emu)
    expected.verify()


def test_fixture_verifies_expectations_of_every_namespace(pytester: pytest.Pytester) -> None:
    """A request that did not come fails the test, also in the namespace of a worker."""
    pytester.makepyfile(
        """
        def test_missed(ocr_emulator):
            ocr_emulator.namespace("worker").expect("recognize_passport")

        def test_next(ocr_emulator):
            assert ocr_emulator.namespace("worker").expectations == []
        """
    )
    result = pytester.runpytest(*PLUGIN)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*expected at least 1 requests* in namespace worker, got 0*"])


def test_fixture_removes_what_a_test_added(pytester: pytest.Pytester) -> None:
    """A test runs twice, or after another one, as it runs alone; what a session has added stays."""
    pytester.makepyfile(
        """
        import pytest
        from tests.emulator.conftest import call

        @pytest.fixture(scope="session")
        def session_space(ocr_emulator_server):
            ocr_emulator_server.account.add_key("AKSESSION", "sk")
            return ocr_emulator_server.namespace("session", ak="AKNAMESPACE", sk="sk")

        @pytest.mark.parametrize("turn", [1, 2])
        def test_adding(ocr_emulator, session_space, turn):
            session_space.account.add_key("AKSECOND", "sk")
            ocr_emulator.account.rotate()
            ocr_emulator.add_account("other", ak="AKOTHER", sk="sk")
            ocr_emulator.namespace("mine", ak="AKMINE", sk="sk")
            for ak in ("AKSESSION", "AKNAMESPACE"):
                space = session_space if ak == "AKNAMESPACE" else ocr_emulator
                assert call(space, server=ocr_emulator, ak=ak, sk="sk").status == 200

        def test_next(ocr_emulator):
            assert list(ocr_emulator.account.keys)[1:] == ["AKSESSION"]
            for ak in ("AKSECOND", "AKOTHER", "AKMINE"):
                assert "not exist" in call(ocr_emulator, ak=ak, sk="sk").json["error_msg"]
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=3)


def test_fixture_gives_valid_keys_to_each_test(pytester: pytest.Pytester) -> None:
    """What a test does to the keys of an account ends with it."""
    pytester.makepyfile(
        """
        from tests.emulator.conftest import call

        def test_first(ocr_emulator):
            ocr_emulator.account.remove_key(ocr_emulator.ak)

        def test_second(ocr_emulator):
            assert call(ocr_emulator).status == 200
            ocr_emulator.account.keys[ocr_emulator.ak].active = False

        def test_third(ocr_emulator):
            assert call(ocr_emulator).status == 200
        """
    )
    pytester.runpytest(*PLUGIN).assert_outcomes(passed=3)
