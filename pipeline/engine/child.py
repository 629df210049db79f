"""Child processes: the one kind that the engine starts, for its workers and for its guard.

Parent and child exchange messages, each with its length before it, over the child's standard input and
output.  A thread of the child reads at all times: when the other end is closed the parent is gone,
whatever ended it, and the child ends at once with all that it started.  What the terminal sends does not
reach a child: its parent decides when it ends.
"""

from __future__ import annotations

import atexit
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, cast

from pipeline.errors import ToolFailedError, reason
from pipeline.tools import processes

_LENGTH_BYTES = 8
_FAREWELL = b""
"""Message to a child that it may go."""

_PATIENCE_SECONDS = 30.0
"""How long a child may take to go when it is told to."""

_LAST_WORDS_BYTES = 4000

_START = (
    "import sys; sys.path[:] = {path}; "
    "from pipeline.engine.child import live; live({module!r}, {name!r})"
)


class ChildDiedError(Exception):
    """A child ended by itself, or something ended it; its last words, if any were kept.

    Attributes:
        exit_code: Its exit code, the negative number of the signal that ended it (not on Windows); None where
            we ended it.
    """

    def __init__(self, said: str, exit_code: int | None) -> None:
        super().__init__(said)
        self.exit_code = exit_code


class Child:
    """A process that serves this one.

    Its methods are for one thread, but for `kill`, which any may call.
    """

    def __init__(
        self, serve: Callable[[Channel], None], *, largest_bytes: int = sys.maxsize, mute: bool
    ) -> None:
        """Start it; that it is up is not waited for.

        Args:
            serve: What it does: a function of a module, so that the child finds it.
            largest_bytes: A message from it that is longer counts as its death.
            mute: What it says on standard error is lost, instead of being kept as its last words.

        Raises:
            ToolFailedError: The system does not let it start.
        """
        self._largest_bytes = largest_bytes
        self._words: IO[bytes] | None = None
        code = _START.format(path=ascii(sys.path), module=serve.__module__, name=serve.__qualname__)
        try:
            self._words = None if mute else tempfile.TemporaryFile()  # noqa: SIM115 — ends with it
            self._process = processes.start(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words or subprocess.DEVNULL,
            )
        except OSError as error:
            self._forget_words()
            raise ToolFailedError(
                "工作进程启动不了", why=reason(error), remedy="关闭一些别的程序后再做一次"
            ) from error
        self._writing = cast("IO[bytes]", self._process.stdin)
        self._reading = cast("IO[bytes]", self._process.stdout)

    def send(self, *messages: bytes) -> None:
        """Send messages.

        Raises:
            ChildDiedError: Nobody is there to read them.
        """
        try:
            for message in messages:
                self._writing.write(len(message).to_bytes(_LENGTH_BYTES, "big"))
                self._writing.write(message)
            self._writing.flush()
        except (OSError, ValueError) as error:
            raise self._death() from error

    def receive(self) -> bytes:
        """The next message.

        Raises:
            ChildDiedError: It died before it had sent one.
        """
        length = int.from_bytes(self._read(_LENGTH_BYTES), "big")
        if length > self._largest_bytes:
            raise self._death(ours=True)
        return self._read(length)

    def _read(self, count: int) -> bytes:
        try:
            data = self._reading.read(count)
        except (OSError, ValueError) as error:
            raise self._death() from error
        if len(data) < count:
            raise self._death()
        return data

    def _death(self, *, ours: bool = False) -> ChildDiedError:
        self.kill()  # one that is ending already keeps its exit code
        code = self._process.returncode
        words = b""
        if self._words:
            size = self._words.seek(0, os.SEEK_END)
            self._words.seek(max(0, size - _LAST_WORDS_BYTES))
            words = self._words.read()
        said = words.decode("utf-8", errors="replace").strip()
        return ChildDiedError(f"exit code {code}\n{said}".strip(), None if ours else code)

    def kill(self) -> None:
        """End it, with all that it started, and wait until it is gone."""
        processes.kill(self._process)

    def leave(self) -> None:
        """Tell it to go, or end it if it does not; nothing is left of it."""
        with suppress(ChildDiedError, subprocess.TimeoutExpired):
            self.send(_FAREWELL)
            self._process.wait(_PATIENCE_SECONDS)
        self.bury()

    def bury(self) -> None:
        """End it if it has not ended; nothing is left of it."""
        self.kill()
        for stream in (self._writing, self._reading):
            with suppress(OSError):  # what it did not read any more
                stream.close()
        self._forget_words()

    def _forget_words(self) -> None:
        if self._words:
            self._words.close()


# ---------------------------------------------------------------- in the child


class Channel:
    """A child's way to its parent."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading = reading
        self._answers = os.fdopen(writing, "wb")
        self._messages: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def receive(self) -> bytes:
        """The next message.

        Raises:
            EOFError: The parent has said farewell.
        """
        message = self._messages.get()
        if message == _FAREWELL:
            raise EOFError
        return message

    def send(self, message: bytes) -> None:
        """Send a message; with nobody to read it, this process ends."""
        try:
            self._answers.write(len(message).to_bytes(_LENGTH_BYTES, "big"))
            self._answers.write(message)
            self._answers.flush()
        except OSError:
            processes.end_here()

    def _listen(self) -> None:
        """Read at all times: only so is it noticed at once that the parent is gone."""
        while True:
            self._messages.put(self._read(int.from_bytes(self._read(_LENGTH_BYTES), "big")))

    def _read(self, count: int) -> bytes:
        # Not through a buffer of Python's: a thread that waits in one is an error when Python ends.
        parts = []
        while count:
            part = os.read(self._reading, min(count, 1 << 20))
            if not part:
                processes.end_here()
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def live(module: str, name: str) -> None:
    """What a child does from its first line to its last: serve until its parent is content."""
    channel = Channel(_taken(0, os.O_RDONLY), _taken(1, os.O_WRONLY))
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    serve = getattr(importlib.import_module(module), name)
    with suppress(EOFError):
        serve(channel)
    # What is registered for the end is done; taking all objects apart one by one takes a second.
    atexit._run_exitfuncs()
    os._exit(0)


def _taken(stream: int, flags: int) -> int:
    """A standard stream for messages alone: whoever reads or prints meets the null device instead."""
    private = os.dup(stream)
    null = os.open(os.devnull, flags)
    os.dup2(null, stream)
    os.close(null)
    return private
