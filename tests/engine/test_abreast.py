"""Pieces of work side by side: one moves at a time, the others wait; results keep their order."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from pipeline.engine.abreast import Turns, abreast
from pipeline.engine.pool import LeftError, Pool
from pipeline.errors import ToolFailedError
from tests.engine import errands


def test_results_come_in_the_order_of_the_items_whoever_is_done_first() -> None:
    turns, second = Turns(), threading.Event()

    def work(item: int) -> int:
        if item == 0:
            with turns.away():
                assert second.wait(60)
        elif item == 1:
            second.set()
        return 2 * item

    assert list(abreast(work, [0, 1, 2], turns, at_a_time=2)) == [0, 2, 4]


def test_one_that_has_no_turn_just_waits_and_takes_nobodys() -> None:
    turns = Turns()
    with turns.away():
        pass
    with turns.taken():
        seen = threading.Event()

        def wait() -> None:
            with turns.away():
                seen.set()

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(60)
        assert seen.is_set()
        assert turns._lock.locked(), "the turn is still this thread's"
    assert not turns._lock.locked()


def test_only_one_moves_while_no_other_is_away() -> None:
    turns, moving, most = Turns(), [0], [0]

    def work(item: int) -> None:
        for _ in range(20):
            moving[0] += 1
            most[0] = max(most[0], moving[0])
            threading.Event().wait(0)
            moving[0] -= 1
            with turns.away():
                threading.Event().wait(0)

    list(abreast(work, range(6), turns, at_a_time=3))
    assert most == [1]


def test_who_has_no_turn_takes_none_from_others_by_waiting() -> None:
    turns = Turns()
    with turns.taken():
        elsewhere = threading.Thread(target=lambda: turns.away().__enter__())
        elsewhere.start()
        elsewhere.join()
        assert turns._lock.locked()


def test_an_error_is_raised_at_once_and_nothing_more_is_begun() -> None:
    begun = []

    def work(item: int) -> int:
        begun.append(item)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(abreast(work, range(100), Turns(), at_a_time=1))
    assert len(begun) < 100


def test_an_error_that_is_given_is_a_result() -> None:
    given = ToolFailedError("坏了")
    assert list(abreast(lambda _: given, [1, 2], Turns(), at_a_time=2)) == [given, given]


def test_threads_that_share_workers_each_get_their_own_results() -> None:
    turns = Turns()
    with Pool(2, away=turns.away) as pool:

        def work(number: int) -> dict[int, int]:
            return dict(pool.run(errands.times, number, range(4)))

        found = list(abreast(work, [2, 3, 5], turns, at_a_time=3))
    assert found == [{n: number * n for n in range(4)} for number in (2, 3, 5)]


def test_a_thread_that_waits_for_workers_ends_when_the_pool_is_left() -> None:
    turns, ended = Turns(), threading.Event()

    def work(pool: Pool) -> None:
        with suppress(LeftError, ToolFailedError):  # whichever is seen first
            list(pool.run(errands.hang, None, [1, 2]))
        ended.set()

    with suppress(KeyboardInterrupt), Pool(2, away=turns.away) as pool:
        results = abreast(work, [pool], turns, at_a_time=1)
        threading.Thread(target=lambda: list(results), daemon=True).start()
        raise KeyboardInterrupt
    assert ended.wait(60)
