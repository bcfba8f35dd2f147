"""Pytest plugin with the fixtures `ocr_emulator` and `ocr_example`.

One server runs for the whole test session and is reset for each test. Nothing is imported
and nothing listens until a test requests a fixture.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from ocr_emulator.emulator import Emulator


class Example(NamedTuple):
    """An example of the contract: a successful response to an operation."""

    operation: str
    name: str
    body: Any


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that selects examples."""
    config.addinivalue_line(
        "markers",
        "ocr_examples(*operations, names=None): run the test with the contract's examples of "
        "these operations only, or with those of these names",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize tests that request `ocr_example` with the contract's examples."""
    if "ocr_example" not in metafunc.fixturenames:
        return
    marker = metafunc.definition.get_closest_marker("ocr_examples")
    examples = _examples(*marker.args, **marker.kwargs) if marker else _examples()
    ids = [f"{example.operation}-{example.name}" for example in examples]
    metafunc.parametrize("ocr_example", examples, ids=ids, indirect=True)


def _examples(
    *operations: str, names: Sequence[str] | None = None, **others: object
) -> list[Example]:
    from ocr_emulator.contract import checks
    from ocr_emulator.contract.bundle import load

    checks.known_fields("the marker ocr_examples", others, ("names",))
    names = [names] if isinstance(names, str) else names
    known = load().operations
    found = []
    for operation in operations or known:
        examples = known[checks.name_of("operation", operation, known)].examples
        for name in names or examples:
            checks.name_of(f"example of {operation}", name, examples)
            found.append(Example(operation, name, examples[name]))
    return found


@pytest.fixture(scope="session")
def ocr_emulator_options() -> dict[str, Any]:
    """Return the arguments of `Emulator`; override it. The default responds with examples."""
    return {"engine": None}


@pytest.fixture(scope="session")
def ocr_emulator_server(ocr_emulator_options: dict[str, Any]) -> Iterator[Emulator]:
    """Run one emulator for the whole session."""
    from ocr_emulator.emulator import Emulator

    with Emulator(**ocr_emulator_options) as emulator:
        yield emulator


@pytest.fixture
def ocr_emulator(ocr_emulator_server: Emulator) -> Iterator[Emulator]:
    """Emulate Huawei Cloud OCR for one test: valid keys, empty scripts and journal.

    Expectations made with `expect()`, in any namespace, and not verified by the test are verified
    after it. Namespaces, accounts and keys that the test added are removed.
    """
    registry = ocr_emulator_server._registry
    ocr_emulator_server.reset()
    with registry.undoing():
        yield ocr_emulator_server
        try:
            for space in list(registry.namespaces.values()):
                for expectation in space.expectations:
                    if not expectation.checked:
                        expectation.verify()
        finally:
            ocr_emulator_server.reset()


@pytest.fixture
def ocr_example(request: pytest.FixtureRequest, ocr_emulator: Emulator) -> Example:
    """Return one example of the contract, which the emulator sends for its operation.

    A test that requests it runs once per example; the marker `ocr_examples` selects some.
    """
    example: Example = request.param
    ocr_emulator.answers.set(example.operation, example.name)
    return example._replace(body=copy.deepcopy(example.body))
