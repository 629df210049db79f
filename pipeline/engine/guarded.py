"""Work on strangers' files: in a child process with little memory and little time.

A file that hangs or brings the reader down costs one answer and nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

SECONDS_PER_FILE = 20.0
"""Patience with one file."""

MEMORY_BYTES = 1_500_000_000
"""Address space of the child, where the system can hold it to that."""

_START_SECONDS = 120.0
"""Patience with a child that starts on a busy machine."""
_LARGEST_ANSWER_BYTES = 1_000_000

Answer = TypeVar("Answer")


def look_at(
    paths: Iterable[Path],
    look: Callable[[Path], Answer],
    answer: type[Answer],
    *,
    seconds_per_file: float = SECONDS_PER_FILE,
) -> dict[Path, Answer | None]:
    """What `look` finds out about each file, in a child process; None where it died or hung.

    The files after such a one are looked at by a new child.  Answers come back as JSON: a child
    that a hostile file has taken over can tell lies, but run nothing here.

    Args:
        paths: The files; each is looked at once.
        look: A function of a module, so that the child finds it.
        answer: What it returns; a dataclass of plain values.
        seconds_per_file: Patience with one file.
    """
    found: dict[Path, Answer | None] = {}
    waiting = list(dict.fromkeys(paths))
    while waiting:
        with _Child(look, answer) as child:
            while waiting:
                path = waiting.pop(0)
                found[path] = child.ask(path, seconds_per_file)
                if found[path] is None:
                    break
    return found


class _Child(Generic[Answer]):
    """A process that takes paths, one at a time, and gives an answer to each."""

    def __init__(self, look: Callable[[Path], Answer], answer: type[Answer]) -> None:
        self._answer = answer
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, look), daemon=True)
        self._process.start()
        theirs.close()
        self._is_ready = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.join()
        self._connection.close()

    def ask(self, path: Path, seconds: float) -> Answer | None:
        """The answer for a file; None where the child dies or hangs over it."""
        try:
            if not self._is_ready:
                self._is_ready = self._received(_START_SECONDS) == b""
            self._connection.send_bytes(os.fsencode(path))
            return msgspec.json.decode(self._received(seconds), type=self._answer)
        except (OSError, EOFError, TimeoutError, msgspec.DecodeError):
            return None

    def _received(self, seconds: float) -> bytes:
        if not self._connection.poll(seconds):
            raise TimeoutError
        return self._connection.recv_bytes(_LARGEST_ANSWER_BYTES)


def _serve(connection: Connection, look: Callable[[Path], object]) -> None:
    """The child: says that it is ready, then answers until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its child
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders talk
    sys.setrecursionlimit(2000)  # a damaged PDF may lead round and round
    _limit_memory()
    try:
        connection.send_bytes(b"")
        while True:
            path = Path(os.fsdecode(connection.recv_bytes()))
            connection.send_bytes(msgspec.json.encode(look(path)))
    except (EOFError, OSError):
        pass  # the parent is gone


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  only where the system has it

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ImportError, OSError, ValueError):
        pass  # Windows: the time limit still holds
