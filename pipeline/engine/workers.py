"""Who does the tasks of a run: the one shape of all workers, wherever they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Carried(Generic[Shared, Task]):
    """The files that tasks read, so that they can be done on another machine; what is not there is passed over.

    Attributes:
        shared: Those that all tasks read: few and small.
        own: Those that one task reads beside these.
    """

    shared: Callable[[Shared], Iterable[Path]]
    own: Callable[[Shared, Task], Iterable[Path]]


class Workers(Protocol):
    """Runs tasks: `Pool` on this machine, `Cluster` on many."""

    def __enter__(self) -> Self:
        """Nobody is there yet."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Let them go: with what they are doing, or at once if an error leads out."""

    @property
    def size(self) -> int:
        """How many tasks are done at a time, as far as is known."""

    def wake(self) -> None:
        """Have them get ready, while this process goes on."""

    def run(
        self,
        function: Callable[[Shared, Task], Result],
        shared: Shared,
        tasks: Sequence[Task],
        *,
        carried: Carried[Shared, Task] | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """Results as they come, each with the place of its task, counted from 0.

        Args:
            function: Takes what is shared, and a task; a function of a module.
            shared: What all tasks need.
            tasks: What is to be done.
            carried: The files that they read; without it they are done on this machine.
        """
