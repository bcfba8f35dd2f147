"""Discovery of engines without loading one."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from ocr_emulator.engine import base
from ocr_emulator.engine.base import (
    Character,
    EngineUnavailableError,
    Line,
    Page,
    Word,
    engine_names,
    load_engine,
)
from ocr_emulator.engine.mrz.decoding.align import Glyph
from tests.emulator.engine.fakes import FakeEngine


def points(monkeypatch: pytest.MonkeyPatch, **targets: str) -> None:
    made = [EntryPoint(name, value, base.ENTRY_POINT_GROUP) for name, value in targets.items()]
    monkeypatch.setattr(base, "entry_points", lambda group: made)


def test_importing_protocol_loads_no_engine() -> None:
    """Neither the package of an engine nor its dependencies are imported."""
    code = (
        "import sys, ocr_emulator.engine.base\n"
        "heavy = {'rapidocr', 'numpy', 'cv2', 'onnxruntime', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_first_engine_that_loads_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name, engines whose packages are missing are skipped."""
    points(monkeypatch, absent="no_such_package.x:E", fake="tests.emulator.engine.fakes:FakeEngine")
    assert isinstance(load_engine(), FakeEngine)
    assert engine_names() == ("absent", "fake")


def test_options_are_passed_to_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown keyword arguments of load_engine are the constructor's."""
    points(monkeypatch, fake="tests.emulator.engine.fakes:FakeEngine")
    engine = load_engine("fake", angle=7.0)
    assert isinstance(engine, FakeEngine)
    assert engine.angle == 7.0


def test_no_installed_engine_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without engines the result is None, not an error."""
    points(monkeypatch, absent="no_such_package.x:E")
    assert load_engine() is None


def test_unavailable_engine_error_names_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing package or an unknown name is an error that says what to install."""
    points(monkeypatch, absent="no_such_package.x:E")
    with pytest.raises(EngineUnavailableError, match=r"no_such_package.*pip install"):
        load_engine("absent")
    with pytest.raises(EngineUnavailableError, match=r"'other' \(known: absent\)"):
        load_engine("other")


def test_repr_hides_recognized_text() -> None:
    """Lines, words, characters and pages hide their text."""
    box = ((0, 0), (1, 0), (1, 1), (0, 1))
    character = Character("Q", box, 1.0, (("O", 0.1),))
    word = Word("QUILLFEATHER", box, 1.0)
    page = Page(1, 1, 0.0, ((Line("QUILLFEATHER", box, 1.0, (character,), (word,)),),))
    shown = repr([page, *page.lines, word, character, Glyph("Q", 0.0, 1.0)])
    assert "Q" not in shown
    assert "confidence=1.0" in shown


def test_lines_of_page_are_in_row_order() -> None:
    """The lines are those of the rows, one row after the other."""
    box = ((0, 0), (1, 0), (1, 1), (0, 1))
    a, b, c = (Line(t, box, 1.0) for t in "abc")
    assert Page(1, 1, 0.0, ((a, b), (c,))).lines == (a, b, c)
