"""What takes a while to find out: done apart from any request, kept until what it was found from changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pipeline.run.working import Task
from pipeline.web.jobs import Job, Jobs, State

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[T]):
    """What was found out about a dossier.

    Attributes:
        looked: What was found; None where nothing was yet.
        is_current: Whether nothing has changed since.
        job: The look that runs or ran last.
    """

    looked: T | None
    is_current: bool
    job: Job | None

    @property
    def problem(self) -> str:
        """Why it cannot be looked at; empty where it can."""
        failed = self.job and self.job.state in {State.FAILED, State.CANCELLED}
        return "".join(self.job.said) if self.job and failed and not self.is_current else ""


@dataclass
class Kept(Generic[T]):
    """What was found, by the key of the jobs that look for it.

    Attributes:
        title: What such a job is called, in Chinese.
    """

    title: str
    _known: dict[str, tuple[str, T]] = field(default_factory=dict)
    _tried: dict[str, str] = field(default_factory=dict)

    def see(self, key: str, stamp: str, jobs: Jobs, task: Task) -> Seen[T]:
        """What is known; where that may have changed, a look begins, and the page waits for it.

        Args:
            key: Key of its jobs.
            stamp: Another one when what would be found may be another; one that failed is not tried again.
            jobs: Where looks run.
            task: Looks.

        Raises:
            ToolFailedError: The system starts no process.
        """
        before, found = self._known.get(key, ("", None))
        job = jobs.latest(key)
        if before != stamp and not (job and job.is_running) and self._tried.get(key) != stamp:
            self._tried[key] = stamp

            def keep(found: T) -> tuple[str, ...]:
                self._known[key] = stamp, found
                return ()

            job = jobs.begin(key, self.title, task, tell=keep)
        return Seen(looked=found, is_current=before == stamp, job=job)

    def forget(self, key: str) -> None:
        """The next page looks again, though nothing seems to have changed."""
        self._tried.pop(key, None)
        self._known.pop(key, None)
