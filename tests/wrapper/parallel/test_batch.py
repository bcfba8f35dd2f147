"""Many calls: order, failures, bounds and the end of a batch, in threads and in tasks."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from ocr_wrapper import errors
from ocr_wrapper.parallel.items import READ_AHEAD
from tests.wrapper.parallel.conftest import Calls, Driver, recognition


@pytest.mark.parametrize("jobs", [1, 4])
def test_items_come_in_order_with_input_and_result(driver: Driver, jobs: int) -> None:
    """Every input is one item, in order, with its own result."""
    inputs = [b"%d" % number for number in range(50)]
    items, error = driver.run(Calls(), inputs, jobs=jobs)
    assert error is None
    assert [item.input for item in items] == inputs
    assert [item.index for item in items] == list(range(50))
    assert all(item.ok for item in items)
    assert [item.unwrap().raw["result"]["image"] for item in items] == [*map(repr, inputs)]


def test_items_as_they_complete_are_complete(driver: Driver) -> None:
    """Without order every input is still exactly one item."""
    inputs = [b"%d" % number for number in range(50)]
    items, error = driver.run(Calls(), inputs, ordered=False)
    assert error is None
    assert sorted(item.index for item in items) == list(range(50))


@pytest.mark.parametrize("jobs", [0, 1025, True, 2.0])
def test_number_of_jobs_that_is_none_is_refused(driver: Driver, jobs: Any) -> None:
    """Nothing is called, and the batch that was not made says nothing when it is forgotten."""
    calls = Calls()
    items, error = driver.run(calls, [b"1"], jobs=jobs)
    gc.collect()
    assert (items, type(error), calls.seen) == ([], errors.ConfigurationError, [])
    assert "whole number from 1 to 1024" in str(error)


@pytest.mark.parametrize("jobs", [1, 4])
def test_failed_input_stops_nothing(driver: Driver, jobs: int) -> None:
    """An input that fails is an item with its error, and the others have results."""

    def respond(image: bytes) -> object:
        if image == b"7":
            raise errors.ImageRejectedError("No.")
        if image == b"8":
            raise ZeroDivisionError
        return recognition(image)

    items, error = driver.run(Calls(respond), [b"%d" % number for number in range(20)], jobs=jobs)
    assert error is None
    failed = {item.index: type(item.error) for item in items if not item.ok}
    assert failed == {7: errors.ImageRejectedError, 8: ZeroDivisionError}
    with pytest.raises(errors.ImageRejectedError):
        items[7].unwrap()


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize(
    "kind", [errors.CredentialsError, errors.OptionError, errors.PermissionDeniedError]
)
def test_error_of_every_input_ends_the_batch(driver: Driver, jobs: int, kind: type) -> None:
    """A missing key or subscription does not become 100,000 equal failures."""

    def respond(image: bytes) -> object:
        raise kind("Wrong for all.")

    calls = Calls(respond)
    items, error = driver.run(calls, (b"%d" % number for number in range(100_000)), jobs=jobs)
    assert type(error) is kind
    assert 1 <= len(calls.seen) <= jobs
    assert len(items) == len(calls.seen)


def test_error_of_the_inputs_comes_after_their_items(driver: Driver) -> None:
    """A generator that fails ends the batch with its error, after what was taken."""

    def broken() -> Iterator[bytes]:
        yield b"1"
        yield b"2"
        raise LookupError("the list is broken")

    items, error = driver.run(Calls(), broken())
    assert [item.input for item in items] == [b"1", b"2"]
    assert type(error) is LookupError


@pytest.mark.parametrize("jobs", [1, 3, 8])
@pytest.mark.parametrize("ordered", [True, False])
def test_window_is_bounded(driver: Driver, jobs: int, ordered: bool) -> None:
    """Of 5,000 inputs only a few are alive or in flight at any moment."""

    class Image(bytes):
        """Bytes that can be counted while they are alive."""

    alive: weakref.WeakSet[Image] = weakref.WeakSet()
    taken = handed_over = most_taken = most_alive = 0

    def images() -> Iterator[bytes]:
        nonlocal taken
        for number in range(5_000):
            taken += 1
            image = Image(b"%d" % number)
            image_ref = _Counted(image)
            alive.add(image_ref)  # type: ignore[arg-type]
            yield image_ref  # type: ignore[misc]

    def each(batch: object, item: object) -> None:
        nonlocal handed_over, most_taken, most_alive
        handed_over += 1
        most_taken = max(most_taken, taken - handed_over)
        if handed_over % 500 == 0:
            gc.collect()
            most_alive = max(most_alive, len(alive))
        item.input = None  # type: ignore[attr-defined]  # the test keeps the items

    calls = Calls(lambda image: recognition(b""))
    calls.seen = _Nothing()
    items, error = driver.run(calls, images(), each=each, jobs=jobs, ordered=ordered)
    assert (error, len(items)) == (None, 5_000)
    assert most_taken <= READ_AHEAD * jobs
    assert most_alive <= READ_AHEAD * jobs + 3
    assert calls.most <= jobs


class _Counted:
    """An input that supports weak references."""

    def __init__(self, data: bytes) -> None:
        self.data = data


class _Nothing(list):  # type: ignore[type-arg]
    """A list that keeps nothing."""

    def append(self, item: object) -> None:
        pass


def test_generator_is_not_read_ahead_of_the_window(driver: Driver) -> None:
    """A batch that is left after one item has taken no more than its window."""
    taken = 0

    def images() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(100_000):
            taken += 1
            yield b"1"

    class Enough(Exception):  # noqa: N818
        pass

    def each(batch: object, item: object) -> None:
        raise Enough

    _, error = driver.run(Calls(), images(), each=each, jobs=4)
    assert type(error) is Enough
    assert taken <= READ_AHEAD * 4 + 1


@pytest.mark.parametrize("seed", range(10))
def test_mixed_outcomes_are_all_handed_over(driver: Driver, seed: int) -> None:
    """Whatever fails, every input is exactly one item."""
    chance = random.Random(seed)

    def respond(image: bytes) -> object:
        if chance.random() < 0.3:
            raise errors.ServerError("Broken.")
        return recognition(image)

    inputs = [b"%d" % number for number in range(chance.randrange(1, 60))]
    items, error = driver.run(
        Calls(respond), inputs, jobs=chance.randrange(1, 9), ordered=chance.random() < 0.5
    )
    assert error is None
    assert sorted(item.index for item in items) == list(range(len(inputs)))
