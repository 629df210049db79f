"""Work on strangers' files: in a child process with little memory and little time.

A file that hangs or brings the reader down costs one answer and nothing else.
"""

from __future__ import annotations

import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

from pipeline.engine.child import Channel, Child, ChildDiedError
from pipeline.engine.limited import MEMORY_BYTES, limit_memory
from pipeline.errors import ToolFailedError

SECONDS_PER_FILE = 20.0
"""Patience with one file."""

FILES_WORTH_A_CHILD = 20

_START_SECONDS = 300.0
"""Patience with a child that starts on a busy machine."""
LARGEST_ANSWER_BYTES = 1_000_000
_KILLED = -getattr(signal, "SIGKILL", 9)
"""Exit code of a child that was ended from outside; Windows has none like it."""

_PULSE_SECONDS = 0.5
"""Windows hears an interruption between two waits only."""

Task = TypeVar("Task")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Lost:
    """What became of a child that was lost over a file, though it had looked at nothing else.

    Attributes:
        hung: It took too long.
        out_of_memory: The system ended it, as Linux does when memory is short.
    """

    hung: bool = False
    out_of_memory: bool = False


def look_at(
    paths: Iterable[Path],
    look: Callable[[Path], Answer],
    answer: type[Answer],
    *,
    jobs: int = 1,
    seconds_per_file: float = SECONDS_PER_FILE,
) -> dict[Path, Answer | Lost]:
    """What `look` finds out about each file, in up to `jobs` child processes; as `look_over`.

    A child takes as long to start as a score of files take, so that few files have one.

    Raises:
        ToolFailedError: As `look_over`.
    """
    tasks = list(dict.fromkeys(paths))
    children = min(jobs, ceil(len(tasks) / FILES_WORTH_A_CHILD))
    found = look_over(tasks, look, answer, jobs=children, seconds=seconds_per_file)
    answers = dict(found)
    return {task: answers[place] for place, task in enumerate(tasks)}


def look_over(
    tasks: Sequence[Task],
    look: Callable[[Task], Answer],
    answer: type[Answer],
    *,
    jobs: int,
    seconds: float = SECONDS_PER_FILE,
    largest_bytes: int = LARGEST_ANSWER_BYTES,
) -> Iterator[tuple[int, Answer | Lost]]:
    """What `look` finds out for each task, in child processes; as they come, each with its task's place.

    A task over which a child is lost is done once more by a new one, so that no file is blamed for
    what an earlier one did; those after it go on from there.  Answers come back as JSON: a child
    that a hostile file has taken over can tell lies, but run nothing here.

    Args:
        tasks: What is to be looked at.
        look: A function of a module, so that children find it, or a `functools.partial` of one.
        answer: What it returns; a dataclass or struct of plain values.
        jobs: How many children there may be.
        seconds: Patience with one task.
        largest_bytes: A longer answer counts as none.

    Raises:
        ToolFailedError: A child does not start, or is ended before it has looked at anything: that is
            not the file's fault.
    """

    def hire() -> _Guarded[Task, Answer]:
        return _Guarded(look, answer, largest_bytes)

    crew = _Crew(tasks, hire, seconds)
    with crew.working(min(jobs, len(tasks))):
        for _ in tasks:
            yield crew.next_answer()


class _Crew(Generic[Task, Answer]):
    """Threads, each with a child, that share tasks."""

    def __init__(
        self,
        tasks: Sequence[Task],
        hire: Callable[[], _Guarded[Task, Answer]],
        seconds: float,
    ) -> None:
        self._waiting: SimpleQueue[tuple[int, Task]] = SimpleQueue()
        for order in enumerate(tasks):
            self._waiting.put(order)
        self._hire, self._seconds = hire, seconds
        self._found: SimpleQueue[tuple[int, Answer | Lost] | Exception] = SimpleQueue()
        self._is_over = threading.Event()
        self._children: list[_Guarded[Task, Answer]] = []

    @contextmanager
    def working(self, jobs: int) -> Iterator[None]:
        """Have the threads work; whatever leads out ends them and their children."""
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(jobs)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for child in list(self._children):
                child.kill()
            for thread in threads:
                thread.join()

    def next_answer(self) -> tuple[int, Answer | Lost]:
        """Wait for one.

        Raises:
            ToolFailedError: There will be none.
        """
        while True:
            with suppress(queue.Empty):
                found = self._found.get(timeout=_PULSE_SECONDS)
                if isinstance(found, Exception):
                    raise found
                return found

    def _work(self) -> None:
        try:
            order = self._next()
            while order is not None:
                order = self._with_a_fresh_child(order)
        except Exception as error:  # noqa: BLE001 — raised where answers are waited for
            self._found.put(error)

    def _next(self) -> tuple[int, Task] | None:
        with suppress(queue.Empty):
            return None if self._is_over.is_set() else self._waiting.get_nowait()
        return None

    def _with_a_fresh_child(self, order: tuple[int, Task] | None) -> tuple[int, Task] | None:
        """Do orders until there are none, or the child is lost; gives what is to be done once more."""
        with self._hire() as child:
            self._children.append(child)
            try:
                child.wait_until_ready()
                is_fresh = True
                while order is not None and not self._is_over.is_set():
                    got = child.ask(order[1], self._seconds)
                    is_to_blame = not isinstance(got, Lost) or is_fresh or got.hung
                    if is_to_blame:
                        self._found.put((order[0], got))
                        order = self._next()
                    if isinstance(got, Lost):
                        return order
                    is_fresh = False
            finally:
                self._children.remove(child)
        return None


class _Guarded(Generic[Task, Answer]):
    """A child that takes tasks, one at a time, and gives an answer to each.

    A thread talks with it.  Patience here can end while the thread still waits; it ends with the child.
    """

    def __init__(
        self, look: Callable[[Task], Answer], answer: type[Answer], largest_bytes: int
    ) -> None:
        self._answer = answer
        self._tasks: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: SimpleQueue[bytes | Lost] = SimpleQueue()
        self._child = Child(serve, largest_bytes=largest_bytes, mute=True)
        self._tasks.put(pickle.dumps(look))
        threading.Thread(target=self._talk, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        self._tasks.put(None)

    def kill(self) -> None:
        """End the child; who waits for an answer hears that it is lost."""
        self._child.kill()

    def wait_until_ready(self) -> None:
        """Wait until it can look at a file.

        Raises:
            ToolFailedError: It never can.
        """
        if isinstance(self._received(_START_SECONDS), Lost):
            raise ToolFailedError(
                "检查文件的进程没有启动成功",
                why="多半是内存不够",
                remedy="关闭一些别的程序后再做一次",
            )

    def ask(self, task: Task, seconds: float) -> Answer | Lost:
        """The answer for a task, or how the child was lost over it."""
        self._tasks.put(pickle.dumps(task))
        raw = self._received(seconds)
        try:
            return raw if isinstance(raw, Lost) else msgspec.json.decode(raw, type=self._answer)
        except msgspec.DecodeError:
            return Lost()

    def _received(self, seconds: float) -> bytes | Lost:
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return Lost(hung=True)

    def _talk(self) -> None:
        try:
            while (message := self._tasks.get()) is not None:
                self._child.send(message)
                self._answers.put(self._child.receive())
        except ChildDiedError as error:
            self._answers.put(Lost(out_of_memory=error.exit_code == _KILLED))
        finally:
            self._child.bury()


def serve(channel: Channel) -> None:
    """The child: says that it is ready, then answers."""
    sys.setrecursionlimit(2000)  # a damaged PDF may lead round and round
    limit_memory(MEMORY_BYTES)
    look = pickle.loads(channel.receive())  # noqa: S301 — from the parent; never the other way
    channel.send(b"")
    while True:
        task = pickle.loads(channel.receive())  # noqa: S301 — as above
        channel.send(msgspec.json.encode(look(task)))
