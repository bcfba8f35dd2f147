"""Rules of the connection pool, driven by hand with the clock of the test."""

from __future__ import annotations

import pytest

from ocr_wrapper.transport.pool import Place, Pool, Slot

HOST = "https://a.example.com"
OTHER = "https://b.example.com"


class Fake:
    """A connection that does what the test says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False
        self.closed_by_server = False

    def is_reusable(self) -> bool:
        return not self.closed_by_server

    def discard(self) -> None:
        self.closed = True


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(clock: Clock) -> Pool[Fake]:
    return Pool(2, clock, keep_alive=5.0)


def opened(pool: Pool[Fake], name: str = "first", route: str = HOST) -> Slot[Fake]:
    """Acquire a slot and open a connection in it."""
    slot = pool.acquire(route)
    assert isinstance(slot, Slot)
    assert slot.connection is None
    slot.connection = Fake(name)
    return slot


def queued(pool: Pool[Fake], route: str = HOST) -> Place[Fake]:
    """Ask for a slot where there is none."""
    place = pool.acquire(route)
    assert isinstance(place, Place)
    return place


def test_last_connection_in_is_first_out(pool: Pool[Fake]) -> None:
    """Few connections carry a small load, so the others expire."""
    first, second = opened(pool, "first"), opened(pool, "second")
    pool.release(first, reusable=True)
    pool.release(second, reusable=True)
    names = []
    for _ in range(3):
        slot = pool.acquire(HOST)
        assert isinstance(slot, Slot)
        assert slot.connection is not None
        names.append(slot.connection.name)
        pool.release(slot, reusable=True)
    assert names == ["second"] * 3


def test_idle_connection_expires_before_it_is_used_again(pool: Pool[Fake], clock: Clock) -> None:
    """A server may be closing it at this moment."""
    slot = opened(pool)
    connection = slot.connection
    assert connection is not None
    pool.release(slot, reusable=True)
    clock.now += 4.9
    again = pool.acquire(HOST)
    assert isinstance(again, Slot)
    assert again.connection is connection
    pool.release(again, reusable=True)
    clock.now += 5.0
    fresh = pool.acquire(HOST)
    assert isinstance(fresh, Slot)
    assert (fresh.connection, connection.closed, pool.size) == (None, True, 1)


def test_unused_connections_are_closed_while_others_are_used(
    pool: Pool[Fake], clock: Clock
) -> None:
    """The least recently used ones are not kept open for ever."""
    first, second = opened(pool, "first"), opened(pool, "second")
    bottom = first.connection
    assert bottom is not None
    pool.release(first, reusable=True)
    pool.release(second, reusable=True)
    for _ in range(3):
        clock.now += 2.0
        slot = pool.acquire(HOST)
        assert isinstance(slot, Slot)
        pool.release(slot, reusable=True)
    assert (bottom.closed, pool.size, pool.idle) == (True, 1, 1)


def test_connection_closed_by_the_server_is_not_used(pool: Pool[Fake]) -> None:
    """The next one is tried, and only then a new one opened."""
    first, second = opened(pool, "first"), opened(pool, "second")
    good, bad = first.connection, second.connection
    assert good is not None
    assert bad is not None
    pool.release(first, reusable=True)
    pool.release(second, reusable=True)
    bad.closed_by_server = True
    slot = pool.acquire(HOST)
    assert isinstance(slot, Slot)
    assert (slot.connection, bad.closed, good.closed, pool.size) == (good, True, False, 1)


def test_connection_of_a_failed_exchange_is_closed(pool: Pool[Fake]) -> None:
    """Its slot is free again."""
    slot = opened(pool)
    connection = slot.connection
    assert connection is not None
    pool.release(slot, reusable=False)
    assert (connection.closed, pool.size) == (True, 0)


def test_limit_is_kept_and_the_first_in_the_queue_is_served_first(pool: Pool[Fake]) -> None:
    """A connection is passed on directly, without becoming idle."""
    first, _second = opened(pool), opened(pool)
    early, late = queued(pool), queued(pool)
    connection = first.connection
    pool.release(first, reusable=True)
    assert (early.woken, late.woken, pool.size, pool.idle) == (True, False, 2, 0)
    slot = pool.claim(early)
    assert slot is not None
    assert slot.connection is connection


def test_connection_that_ended_while_a_call_woke_up_is_not_used(pool: Pool[Fake]) -> None:
    """The call keeps its slot and opens another connection in it."""
    first, _second = opened(pool), opened(pool)
    connection = first.connection
    assert connection is not None
    place = queued(pool)
    pool.release(first, reusable=True)
    connection.closed_by_server = True
    slot = pool.claim(place)
    assert slot is not None
    assert (slot.connection, connection.closed, pool.size) == (None, True, 2)


def test_waiting_for_another_host_gets_the_slot_and_not_the_connection(pool: Pool[Fake]) -> None:
    """A connection is never used for a host that it does not lead to."""
    first, _second = opened(pool), opened(pool)
    connection = first.connection
    assert connection is not None
    place = queued(pool, OTHER)
    pool.release(first, reusable=True)
    slot = pool.claim(place)
    assert slot is not None
    assert (slot.route, slot.connection, connection.closed) == (OTHER, None, True)


def test_idle_connection_makes_room_for_another_host(pool: Pool[Fake]) -> None:
    """At the limit the one that has been idle longest is closed."""
    first, second = opened(pool, "first"), opened(pool, "second")
    oldest, newest = first.connection, second.connection
    assert oldest is not None
    assert newest is not None
    pool.release(first, reusable=True)
    pool.release(second, reusable=True)
    slot = pool.acquire(OTHER)
    assert isinstance(slot, Slot)
    assert (slot.route, slot.connection, oldest.closed, newest.closed, pool.size) == (
        OTHER,
        None,
        True,
        False,
        2,
    )


@pytest.mark.parametrize("granted", [False, True])
def test_abandoned_place_takes_no_slot(pool: Pool[Fake], granted: bool) -> None:
    """Before its slot is free, and after: then the next in the queue gets it."""
    first, second = opened(pool), opened(pool)
    leaving, staying = queued(pool), queued(pool)
    if granted:
        pool.release(first, reusable=True)
    pool.leave(leaving)
    if not granted:
        assert not staying.woken
        pool.release(first, reusable=True)
    slot = pool.claim(staying)
    assert slot is not None
    pool.release(slot, reusable=True)
    pool.release(second, reusable=True)
    assert (pool.size, pool.idle, pool.waiting) == (2, 2, 0)


def test_claim_after_the_timeout_leaves_the_queue(pool: Pool[Fake]) -> None:
    """A slot that becomes free later is not given to a call that stopped waiting."""
    first, second = opened(pool), opened(pool)
    place = queued(pool)
    assert pool.claim(place) is None
    pool.release(first, reusable=False)
    pool.release(second, reusable=False)
    assert (pool.size, pool.waiting) == (0, 0)


def test_closed_pool_lets_running_exchanges_end(pool: Pool[Fake]) -> None:
    """Idle connections are closed at once; one in use when its response is there."""
    idle, busy = opened(pool, "idle"), opened(pool, "busy")
    connection = busy.connection
    assert connection is not None
    pool.release(idle, reusable=True)
    assert [one.name for one in pool.close()] == ["idle"]
    assert (connection.closed, pool.size) == (False, 1)
    pool.release(busy, reusable=True)
    assert (connection.closed, pool.size) == (True, 0)
