"""Long work apart from whoever asked for it: a child process does it, says how far it is, and can be ended.

Ended at any moment, by a person or with the program, it leaves what a killed command leaves: the next
run finds the output folder as it was, or clears it (`make.transaction`).
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pipeline import scratch
from pipeline.engine.child import Channel, Child, ChildDiedError
from pipeline.errors import ToolFailedError, WuxiaoError, bug_words

if TYPE_CHECKING:
    from pipeline.make.built import Progress

Task = Callable[["Progress"], Any]
"""A path of this package with all but its progress given: it, and what it gives, can be pickled."""

_LESS_URGENT = 5
"""Somebody who opens a page waits for it; of long work it is known that it takes long."""

_PROGRESS, _RESULT, _ERROR = "progress", "result", "error"


class CancelledError(Exception):
    """Somebody ended the work."""


class Work:
    """A task in a process of its own."""

    def __init__(self, task: Task) -> None:
        """Start the process.

        Raises:
            ToolFailedError: The system does not let it start.
        """
        scratch.claim()
        self._task = pickle.dumps(task)
        self._is_cancelled = False
        self._child = Child(serve, mute=False)

    def follow(self, progress: Progress) -> Any:
        """Wait until it is done; gives what the task gave.

        Args:
            progress: Told how far it is.

        Raises:
            CancelledError: Somebody ended it.
            WuxiaoError: It could not be done, or its process was killed.
        """
        try:
            self._child.send(self._task)
            while True:
                kind, said = pickle.loads(self._child.receive())
                if kind == _PROGRESS:
                    progress(*said)
                elif kind == _ERROR:
                    raise said
                else:
                    return said
        except ChildDiedError as error:
            if self._is_cancelled:
                raise CancelledError from error
            raise ToolFailedError(
                "工作进程被系统结束", why="多半是内存不够", remedy="关闭一些别的程序后再做一次"
            ) from error
        finally:
            self._child.bury()

    def cancel(self) -> None:
        """End it; any thread may."""
        self._is_cancelled = True
        self._child.kill()


# ---------------------------------------------------------------- in the child


def serve(channel: Channel) -> None:
    """Do the one task, and say what came of it."""
    with suppress(AttributeError, OSError):  # Windows has no such thing
        os.nice(_LESS_URGENT)
    task: Task = pickle.loads(channel.receive())

    def say(kind: str, said: object) -> None:
        channel.send(pickle.dumps((kind, said)))

    try:
        say(_RESULT, task(lambda *so_far: say(_PROGRESS, so_far)))
    except WuxiaoError as error:
        say(_ERROR, error)
    except Exception as error:  # noqa: BLE001 — told where it is waited for
        say(_ERROR, WuxiaoError(bug_words(error), remedy="再做一次；还是这样的，请告诉开发者"))
