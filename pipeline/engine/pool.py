"""Worker processes: the same on every system, recycled, and gone when the run is interrupted."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

from pipeline.errors import ToolFailedError

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

TASKS_PER_WORKER = 60
"""Tasks after which a worker makes room for a fresh one: WeasyPrint's memory only grows."""


class Pool:
    """Runs tasks in `jobs` processes; with one job, in this one.

    Workers start at once and run `prepare` (a module-level function) while this process goes on.
    """

    def __init__(self, jobs: int, prepare: Callable[[], object]) -> None:
        self._prepare = prepare
        self._executor: ProcessPoolExecutor | None = None
        if jobs > 1:
            self._executor = ProcessPoolExecutor(
                max_workers=jobs,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start_worker,
                initargs=(prepare,),
                max_tasks_per_child=TASKS_PER_WORKER,
            )
            for _ in range(jobs):
                self._executor.submit(_nothing)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._executor is None:
            return
        processes = list((self._executor._processes or {}).values())
        self._executor.shutdown(wait=kind is None, cancel_futures=True)
        if kind is not None:
            for process in processes:
                process.kill()  # a worker may have a handler of its own for a polite signal

    def run(
        self, function: Callable[[Shared, Task], Result], shared: Shared, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Result]]:
        """Results as they come, each with the place of its task, counted from 0.

        Raises:
            ToolFailedError: A worker was killed, e.g. because memory ran out.
        """
        if self._executor is None:
            for place, task in enumerate(tasks):
                yield place, function(shared, task)
            return
        futures = {self._executor.submit(function, shared, task): n for n, task in enumerate(tasks)}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BrokenProcessPool as error:
            raise ToolFailedError(
                "一个工作进程被系统终止", why="多半是内存不够", remedy="用 --jobs 1 重新运行"
            ) from error


def _start_worker(prepare: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    prepare()


def _nothing() -> None:
    """Wake a worker up."""
