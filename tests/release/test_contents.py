"""Which files a wheel and an sdist contain."""

from __future__ import annotations

import pytest

from scripts.release.build import build
from scripts.release.contents import METADATA, NEEDED, of_sdist, of_wheel, problems, tracked
from tests.paths import ROOT

INFO = "ocr_wrapper-1.0.dist-info"
FILES = ["README.md", "tests/test_x.py", "ocr_wrapper/__init__.py", *(
    f"generated/{name}" if name.startswith("huawei") else name for name in NEEDED
)]  # fmt: skip
WHEEL = ["ocr_wrapper/__init__.py", *NEEDED, *(f"{INFO}/{name}" for name in METADATA)]
SDIST = [*FILES, "PKG-INFO"]


def test_complete_distributions_have_no_problem() -> None:
    """The packages and their metadata are in the wheel, every committed file in the sdist."""
    assert problems(WHEEL, SDIST, FILES) == []


@pytest.mark.parametrize("name", NEEDED)
def test_file_that_is_committed_nowhere_is_missed(name: str) -> None:
    """A file that no module imports is missed even if it was removed everywhere."""
    files = [file for file in FILES if not file.endswith(name)]
    wheel = [file for file in WHEEL if file != name]
    assert problems(wheel, [*files, "PKG-INFO"], files) == [f"not in the wheel: {name}"]


@pytest.mark.parametrize("name", ["tests/test_x.py", "ocr_wrapper/new.py"])
def test_other_file_in_the_wheel_is_named(name: str) -> None:
    """Neither tests nor files that are not committed are published."""
    assert problems([*WHEEL, name], SDIST, FILES) == [f"not expected in the wheel: {name}"]


def test_key_file_is_refused_even_if_committed() -> None:
    """A file that may hold a key is never published."""
    files = [*FILES, "ocr_wrapper/server.key"]
    found = problems([*WHEEL, "ocr_wrapper/server.key"], [*files, "PKG-INFO"], files)
    assert found == ["must not be published: ocr_wrapper/server.key"]


def test_distributions_of_this_tree(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Wheel and sdist of the committed state contain what they should."""
    pytest.importorskip("hatchling")
    if not (ROOT / ".git").exists():
        pytest.skip("no git: which files are committed is not known")
    wheel = build("wheel", tmp_path_factory.mktemp("wheel"))
    sdist = build("sdist", tmp_path_factory.mktemp("sdist"))
    assert problems(of_wheel(wheel), of_sdist(sdist), tracked(ROOT, new=True)) == []
