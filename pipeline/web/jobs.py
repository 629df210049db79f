"""Long work: one at a time for a dossier, in a process of its own, never in a request.

Nothing here is the truth about a dossier: that is read from its folders.  What is remembered is what is
under way, and what was said when it ended.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, Protocol

from pipeline.errors import UsageError, WuxiaoError, bug_words
from pipeline.run.working import CancelledError, Task, Work

Tell = Callable[[Any], tuple[str, ...]]
"""What is to be said of what a task gave, line by line."""


class BusyError(UsageError):
    """Work of the same kind is under way."""


class State(StrEnum):
    """Where a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Working(Protocol):
    """A task under way, as `run.working.Work` is."""

    def follow(self, progress: Callable[[str, int, int], None]) -> Any:
        """Wait until it is done; gives what the task gave."""

    def cancel(self) -> None:
        """End it."""


@dataclass(slots=True)
class Job:
    """A task, and how far it is.

    Attributes:
        title: What it is, in Chinese.
        page: The page that says what came of it.
        state: Where it stands.
        what: What it is doing.
        done: How much of that is done.
        total: How much there is.
        said: What was said when it ended.
        result: What it gave.
        serial: Grows with each change.
    """

    title: str
    page: str = ""
    state: State = State.RUNNING
    what: str = "准备"
    done: int = 0
    total: int = 0
    said: tuple[str, ...] = ()
    result: Any = None
    serial: int = 0
    work: Working | None = field(default=None, repr=False)

    @property
    def is_running(self) -> bool:
        """Whether it is under way."""
        return self.state is State.RUNNING

    @property
    def percent(self) -> int:
        """How much of what it is doing is done."""
        return round(100 * self.done / self.total) if self.total else 0


class Jobs:
    """The jobs of one server, each under a key: what it is for."""

    def __init__(self, start: Callable[[Task], Working] = Work) -> None:
        """No job yet.

        Args:
            start: Starts a task.
        """
        self._start = start
        self._jobs: dict[str, Job] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def begin(
        self,
        key: str,
        title: str,
        task: Task,
        *,
        page: str = "",
        tell: Tell = lambda _: (),
        after: Callable[[], None] = lambda: None,
    ) -> Job:
        """Start a task in a process of its own; what else is said, and raised, as of `follow`.

        Raises:
            ToolFailedError: The system starts no process.
        """
        return self.follow(
            key, title, partial(self._start, task), page=page, tell=tell, after=after
        )

    def follow(
        self,
        key: str,
        title: str,
        start: Callable[[], Working],
        *,
        page: str = "",
        tell: Tell = lambda _: (),
        after: Callable[[], None] = lambda: None,
    ) -> Job:
        """Start work, and follow it to its end.

        Args:
            key: What it is for; one runs at a time.
            title: What it is, in Chinese.
            start: Starts it.
            page: The page that says what came of it.
            tell: Says what came of it.
            after: Called when it has ended, however it ended.

        Raises:
            BusyError: One runs already.
        """
        with self._lock:
            self.must_be_free(key)
            work = start()
            job = self._jobs[key] = Job(title, page, work=work)
            thread = threading.Thread(
                target=self._follow, args=(job, work, tell, after), daemon=True
            )
            self._threads = [each for each in self._threads if each.is_alive()]
            self._threads.append(thread)
        thread.start()
        return job

    def latest(self, key: str) -> Job | None:
        """The job that runs or ran last."""
        return self._jobs.get(key)

    def must_be_free(self, key: str) -> None:
        """Refuse to go on while a job runs.

        Raises:
            BusyError: One does.
        """
        job = self._jobs.get(key)
        if job and job.is_running:
            raise BusyError(f"这份材料正在{job.title}", remedy="等它做完，或者取消它，再做别的")

    def cancel(self, key: str) -> None:
        """End the job that runs; one that has ended stays as it is."""
        job = self._jobs.get(key)
        if job and job.is_running and job.work:
            job.work.cancel()

    def close(self) -> None:
        """End all jobs."""
        for key in tuple(self._jobs):
            self.cancel(key)
        self.wait()

    def wait(self) -> None:
        """Wait until no job runs."""
        for thread in tuple(self._threads):
            thread.join()

    def _follow(self, job: Job, work: Working, tell: Tell, after: Callable[[], None]) -> None:
        def progress(what: str, done: int, total: int) -> None:
            job.what, job.done, job.total = what, done, total
            job.serial += 1

        state = State.FAILED
        said: tuple[str, ...] = ()
        try:
            job.result = work.follow(progress)
            state, said = State.DONE, tell(job.result)
        except CancelledError:
            state, said = State.CANCELLED, ("已取消。已经写好的文件都是完整的，再做一次即可补齐。",)
        except WuxiaoError as error:
            said = (str(error),)
        except Exception as error:  # noqa: BLE001 — a thread that died would leave the job running
            said = (f"{bug_words(error)}；请告诉开发者。",)
        try:
            after()
        finally:
            job.said, job.state, job.work = said, state, None
            job.serial += 1
