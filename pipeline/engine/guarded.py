"""Work on strangers' files: in a child process with little memory and little time.

A file that hangs or brings the reader down costs one answer and nothing else.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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

_START_SECONDS = 300.0
"""Patience with a child that starts on a busy machine."""
_LARGEST_ANSWER_BYTES = 1_000_000
_KILLED = -getattr(signal, "SIGKILL", 9)
"""Exit code of a child that was ended from outside; Windows has none like it."""

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
    seconds_per_file: float = SECONDS_PER_FILE,
) -> dict[Path, Answer | Lost]:
    """What `look` finds out about each file, in a child process.

    A file over which a child is lost is looked at once more by a new one, so that no file is blamed for
    what an earlier one did; the files after it go on from there.  Answers come back as JSON: a child
    that a hostile file has taken over can tell lies, but run nothing here.

    Args:
        paths: The files.
        look: A function of a module, so that the child finds it.
        answer: What it returns; a dataclass of plain values.
        seconds_per_file: Patience with one file.

    Raises:
        ToolFailedError: A child does not start, or is ended before it has looked at anything: that is
            not the file's fault.
    """
    found: dict[Path, Answer | Lost] = {}
    waiting = list(dict.fromkeys(paths))
    while waiting:
        with _Guarded(look, answer) as child:
            child.wait_until_ready()
            is_fresh = True
            while waiting:
                got = child.ask(waiting[0], seconds_per_file)
                if not isinstance(got, Lost) or is_fresh or got.hung:
                    found[waiting.pop(0)] = got
                if isinstance(got, Lost):
                    break
                is_fresh = False
    return found


class _Guarded(Generic[Answer]):
    """A child that takes paths, one at a time, and gives an answer to each.

    A thread talks with it.  Patience here can end while the thread still waits; it ends with the child.
    """

    def __init__(self, look: Callable[[Path], Answer], answer: type[Answer]) -> None:
        self._answer = answer
        self._paths: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: SimpleQueue[bytes | Lost] = SimpleQueue()
        self._child = Child(serve, largest_bytes=_LARGEST_ANSWER_BYTES, mute=True)
        self._paths.put(pickle.dumps(look))
        threading.Thread(target=self._talk, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.kill()
        self._paths.put(None)

    def wait_until_ready(self) -> None:
        """Wait until it can look at a file.

        Raises:
            ToolFailedError: It never can.
        """
        if isinstance(self._received(_START_SECONDS), Lost):
            raise ToolFailedError(
                "检查文件的进程没有启动成功",
                why="多半是内存不够",
                remedy="关闭一些别的程序后重新运行",
            )

    def ask(self, path: Path, seconds: float) -> Answer | Lost:
        """The answer for a file, or how the child was lost over it."""
        self._paths.put(os.fsencode(path))
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
            while (message := self._paths.get()) is not None:
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
        path = Path(os.fsdecode(channel.receive()))
        channel.send(msgspec.json.encode(look(path)))
