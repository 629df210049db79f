"""Calls within limits of time and memory, in a child process: one that goes too far ends, and nothing else.

Where a system has no limits of memory for a process (Windows), that of time holds alone.
"""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from pipeline import errors
from pipeline.engine.child import Channel, Child, ChildDiedError
from pipeline.errors import ToolFailedError, WuxiaoError

SECONDS = 20.0
"""Patience with one call."""

MEMORY_BYTES = 1_500_000_000
"""Address space of the child, where the system can hold it to that."""

_START_SECONDS = 300.0
_LARGEST_ANSWER_BYTES = 500_000_000

Result = TypeVar("Result")


class StoppedError(Exception):
    """A call was stopped by a limit; in Chinese, by which."""


class _Answer(msgspec.Struct, omit_defaults=True):
    """What came of a call: a result, encoded; or an error of ours: its kind and its words; or neither."""

    result: bytes = b""
    error: tuple[str, str, str, str, str] | None = None
    bug: str = ""
    is_out_of_memory: bool = False


class Limited:
    """A child that makes calls, one at a time; a call that was stopped costs it, and the next one gets another."""

    def __init__(self, *, seconds: float = SECONDS) -> None:
        """Nothing is started yet; `seconds` is the patience with one call."""
        self._seconds = seconds
        self._child: Child | None = None

    def call(
        self, function: Callable[..., Result], *arguments: Any, result: type[Result]
    ) -> Result:
        """What a function of a module gives.  It comes back as plain data, never as a pickle.

        Args:
            function: The function.
            arguments: What it takes.
            result: What it returns: plain values, `msgspec.Struct`.

        Raises:
            StoppedError: It took too long, or too much memory.
            WuxiaoError: What it raised.
            ToolFailedError: The child does not start.
        """
        child = self._child or self._started()
        try:
            raw = self._within(self._seconds, child, pickle.dumps((function, arguments)))
        except ChildDiedError:
            self.close()
            raise StoppedError("用的内存太多") from None
        answer = msgspec.msgpack.decode(raw, type=_Answer)
        if answer.is_out_of_memory:
            raise StoppedError("用的内存太多")
        if answer.error is not None:
            raise _revived(*answer.error)
        if answer.bug:
            raise RuntimeError(answer.bug)
        return msgspec.msgpack.decode(answer.result, type=result)

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.bury()
            self._child = None

    def _started(self) -> Child:
        child = Child(serve, largest_bytes=_LARGEST_ANSWER_BYTES, mute=True)
        self._child = child
        try:
            self._within(_START_SECONDS, child, b"")
        except (ChildDiedError, StoppedError):
            self.close()
            raise ToolFailedError(
                "处理自带模板的进程没有启动成功",
                why="多半是内存不够",
                remedy="关闭一些别的程序后再做一次",
            ) from None
        return child

    def _within(self, seconds: float, child: Child, message: bytes) -> bytes:
        """The answer to a message.

        Raises:
            StoppedError: It took too long; the child is ended.
            ChildDiedError: It ended by itself.
        """
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            if message:
                child.send(message)
            return child.receive()
        except ChildDiedError:
            if not late.is_set():
                raise
            self.close()
            raise StoppedError(f"超过{seconds:.0f}秒还没有做完") from None
        finally:
            timer.cancel()


def _revived(kind: str, what: str, where: str, why: str, remedy: str) -> WuxiaoError:
    found = getattr(errors, kind, WuxiaoError)
    known = found if isinstance(found, type) and issubclass(found, WuxiaoError) else WuxiaoError
    return known(what, where=where, why=why, remedy=remedy)


# ---------------------------------------------------------------- in the child


def serve(channel: Channel) -> None:
    """The child: says that it is ready, then makes calls."""
    limit_memory(MEMORY_BYTES)
    channel.send(msgspec.msgpack.encode(_Answer()))
    while True:
        function, arguments = pickle.loads(channel.receive())  # noqa: S301 — from the parent; never the other way
        channel.send(msgspec.msgpack.encode(_answer(function, arguments)))


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> _Answer:
    try:
        return _Answer(result=msgspec.msgpack.encode(function(*arguments)))
    except WuxiaoError as error:
        kind = type(error).__name__
        return _Answer(error=(kind, error.what, error.where, error.why, error.remedy))
    except MemoryError:
        return _Answer(is_out_of_memory=True)
    except Exception as error:  # noqa: BLE001 — a bug of ours: told as one
        return _Answer(bug=f"{type(error).__name__}: {error}")


def limit_memory(size_bytes: int) -> None:
    """Hold this process to so much address space, where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  only where the system has it

    try:
        resource.setrlimit(resource.RLIMIT_AS, (size_bytes, size_bytes))
    except (OSError, ValueError):
        return
