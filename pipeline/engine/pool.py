"""Worker processes: the same on every system, recycled, and gone when the run ends, however it ends."""

from __future__ import annotations

import faulthandler
import hashlib
import pickle
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

from pipeline.engine.bench import Answer, Bench, Held
from pipeline.engine.child import Channel, Child, ChildDiedError
from pipeline.engine.workers import Carried
from pipeline.errors import ToolFailedError

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

TASKS_PER_WORKER = 60
"""Tasks after which a worker makes room for a fresh one: WeasyPrint's memory only grows."""

_PULSE_SECONDS = 0.5
"""Windows hears an interruption between two waits only."""


class LeftError(Exception):
    """Another thread has left the pool, as an error led out of it."""


class Pool:
    """Runs tasks in up to `jobs` processes; with one job, in this one."""

    def __init__(
        self,
        jobs: int,
        prepare: Callable[[], object] | None = None,
        *,
        away: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Nothing is started yet.

        Args:
            jobs: How many workers there may be.
            prepare: What each does first, a function of a module; an error in it is passed over, for
                the first task will meet it again.
            away: Entered while results are waited for (`abreast.Turns.away`).
        """
        self._jobs = jobs
        self._away = away
        self._is_left = threading.Event()
        self._prepare = prepare
        self._orders: SimpleQueue[_Order | None] = SimpleQueue()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers: with what they are doing, or at once if an error leads out."""
        if kind is not None:
            self._is_left.set()
        try:
            if kind is None:
                self._dismiss()
        finally:
            for worker in self._workers:
                worker.kill()
            self._dismiss()

    @property
    def size(self) -> int:
        """How many tasks are done at a time."""
        return self._jobs

    def wake(self) -> None:
        """Start the workers and have them prepare, while this process goes on."""
        self._start(self._jobs)

    def run(
        self,
        function: Callable[[Shared, Task], Result],
        shared: Shared,
        tasks: Sequence[Task],
        *,
        carried: Carried[Shared, Task] | None = None,  # noqa: ARG002 - files are here
    ) -> Iterator[tuple[int, Result]]:
        """Results as they come, each with the place of its task, counted from 0.

        Args:
            function: Takes what is shared, and a task; a function of a module.
            shared: What all tasks need; a worker gets it once, until it has had others.
            tasks: What is to be done.
            carried: The files that they read; they need not be carried here.

        Raises:
            ToolFailedError: A worker was killed, e.g. because memory ran out.
        """
        if self._jobs == 1:
            for place, task in enumerate(tasks):
                yield place, function(shared, task)
        elif tasks:
            yield from self._run(function, shared, tasks)

    def _run(
        self, function: Callable[[Shared, Task], Result], shared: Shared, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Result]]:
        batch = _Batch(pickle.dumps(shared), self._is_left)
        orders = [
            _Order(batch, place, pickle.dumps((function, task))) for place, task in enumerate(tasks)
        ]
        self._start(min(self._jobs, len(tasks)))
        try:
            for order in orders:
                self._orders.put(order)
            for _ in orders:
                with self._away():
                    place, answer = batch.next_answer()
                yield place, answer.value()
        finally:
            batch.is_over = True

    def _start(self, count: int) -> None:
        if self._jobs > 1:
            prepare = pickle.dumps(self._prepare)
            while len(self._workers) < count:
                self._workers.append(_Worker(self._orders, prepare))
                self._workers[-1].start()

    def _dismiss(self) -> None:
        for _ in self._workers:
            self._orders.put(None)
        for worker in self._workers:
            worker.join()


@dataclass
class _Batch:
    """The tasks of one `run`.

    Attributes:
        shared: What they share, pickled.
        is_left: The pool is left: there will be no more answers.
        digest: Its digest.
        answers: What came of them, each with its place.
        is_over: Nobody waits for the others any more.
    """

    shared: bytes
    is_left: threading.Event
    digest: bytes = field(init=False)
    answers: SimpleQueue[tuple[int, Answer]] = field(default_factory=SimpleQueue)
    is_over: bool = False

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256(self.shared).digest()

    def next_answer(self) -> tuple[int, Answer]:
        """Wait for one.

        Raises:
            LeftError: There will be none.
        """
        while not self.is_left.is_set():
            with suppress(queue.Empty):
                return self.answers.get(timeout=_PULSE_SECONDS)
        raise LeftError


@dataclass(frozen=True, slots=True)
class _Order:
    """A task on its way to a worker: its batch, its place, and function and task, pickled."""

    batch: _Batch
    place: int
    message: bytes


class _Worker:
    """A thread of this process, and the child that it hands orders to."""

    def __init__(self, orders: SimpleQueue[_Order | None], prepare: bytes) -> None:
        self._orders = orders
        self._prepare = prepare
        self._child: Child | None = None
        self._held = Held()
        self._done = 0  # tasks of the child
        self._lock = threading.Lock()
        self._is_killed = False
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Start; the child is not waited for."""
        self._thread.start()

    def kill(self) -> None:
        """End the child in the middle of what it does, and take no more orders."""
        with self._lock:
            self._is_killed = True
            if self._child:
                self._child.kill()

    def join(self) -> None:
        """Wait until there is no order left for it, and its child is gone."""
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        with suppress(Exception):  # the first order tells
            self._new_child()
        while (order := self._orders.get()) and not self._is_killed:
            if not order.batch.is_over:
                order.batch.answers.put((order.place, self._answer(order)))
        if self._child:
            self._child.bury() if self._is_killed else self._child.leave()

    def _answer(self, order: _Order) -> Answer:
        try:
            child = self._fit_child()
            batch = order.batch
            child.send(*self._held.messages(batch.shared, batch.digest, order.message))
            self._done += 1
            answer: Answer = pickle.loads(child.receive())
        except ChildDiedError as error:
            self._drop()
            return Answer(error=_killed(error))
        except Exception as error:  # noqa: BLE001 — told to whoever waits for the answer
            return Answer(error=error)
        return answer

    def _fit_child(self) -> Child:
        """The child; a new one where there is none or it has done its share."""
        if self._child and self._done >= TASKS_PER_WORKER:
            self._child.leave()
            self._child = None
        return self._child or self._new_child()

    def _new_child(self) -> Child:
        child = Child(serve, mute=False)
        with self._lock:
            self._child, self._held, self._done = child, Held(), 0
            if self._is_killed:
                child.kill()
        child.send(self._prepare)
        return child

    def _drop(self) -> None:
        if self._child:
            self._child.bury()
            self._child = None


def _killed(error: ChildDiedError) -> ToolFailedError:
    told = ToolFailedError(
        "一个工作进程被系统结束", why="多半是内存不够", remedy="用 --jobs 1 再做一次"
    )
    told.__cause__ = error
    return told


# ---------------------------------------------------------------- in the worker


def serve(channel: Channel) -> None:
    """A worker: prepares, then answers tasks."""
    faulthandler.enable()  # a crash in a library leaves last words
    prepare = channel.receive()
    with suppress(Exception):
        if run := pickle.loads(prepare):
            run()
    bench = Bench()
    while True:
        if answer := bench.take(channel.receive()):
            channel.send(answer)
