"""Several pieces of work at a time, in threads of this process that take turns at everything but waiting.

While one waits for its workers, or for its last few, another gets its own ready: so there is always something to
do for them.  As only one thread moves at a time, what they do need not know of threads.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_PULSE_SECONDS = 0.5
"""Windows hears an interruption between two waits only."""


class Turns:
    """Whose turn it is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mover: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Do something when the turn has come."""
        with self._lock:
            self._mover = threading.get_ident()
            try:
                yield
            finally:
                self._mover = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let the others have their turns while this thread waits; one that has no turn just waits."""
        if self._mover != threading.get_ident():
            yield
            return
        self._mover = None
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()
            self._mover = threading.get_ident()


@dataclass(frozen=True, slots=True)
class _Raised:
    """What the work raised; an error that it gives is a result like any other."""

    error: BaseException


def abreast(
    work: Callable[[Item], Result], items: Sequence[Item], turns: Turns, *, at_a_time: int
) -> Iterator[Result]:
    """What comes of each item, in their order, each as soon as it and those before it are done.

    Who leaves before the end lets those that are under way run on; no other is begun.

    Args:
        work: The work; in a thread of its own.
        items: What it is done with.
        turns: Taken by each thread.
        at_a_time: How many are under way.

    Raises:
        Exception: What `work` raised first.
    """
    left: SimpleQueue[int] = SimpleQueue()
    for place in range(len(items)):
        left.put(place)
    ended: SimpleQueue[tuple[int, Result | _Raised]] = SimpleQueue()
    is_over = threading.Event()

    def go_on() -> None:
        with suppress(queue.Empty):
            while not is_over.is_set():
                place = left.get_nowait()
                try:
                    with turns.taken():
                        ended.put((place, work(items[place])))
                except BaseException as error:  # noqa: BLE001 - raised where results are waited for
                    is_over.set()
                    ended.put((place, _Raised(error)))

    for _ in range(min(at_a_time, len(items))):
        threading.Thread(target=go_on, daemon=True).start()
    try:
        yield from _in_order(ended, len(items))
    finally:
        is_over.set()


def _in_order(ended: SimpleQueue[tuple[int, Result | _Raised]], count: int) -> Iterator[Result]:
    early: dict[int, Result] = {}
    for place in range(count):
        while place not in early:
            with suppress(queue.Empty):
                done, result = ended.get(timeout=_PULSE_SECONDS)
                if isinstance(result, _Raised):
                    raise result.error
                early[done] = result
        yield early.pop(place)
