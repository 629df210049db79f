"""Processes of a run: found by a mark in their environment, wherever they went since."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

HANGING_SECONDS = 600
"""What has not come by then hangs: an idle computer takes a second or two, a busy one a minute."""

_MARK = "WUXIAO_TEST_RUN"


class Run:
    """The processes that were started with `environment`, and all that they started."""

    def __init__(self) -> None:
        mark = uuid4().hex
        self._mark = f"{_MARK}={mark}".encode()
        self.environment = {**os.environ, _MARK: mark}

    def alive(self) -> dict[int, str]:
        """Those that run, by their number: command lines."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it has just ended, or is not ours
                if self._mark in (folder / "environ").read_bytes().split(b"\0"):
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    found[int(folder.name)] = command.decode(errors="replace")
        return found

    def end(self) -> None:
        """End those that a failed test has left."""
        for process in self.alive():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def wait_until_none_is_left(self) -> None:
        """Wait until they are all gone."""
        wait_until(lambda: not self.alive(), self.alive)


def wait_until(done: Callable[[], object], told: Callable[[], object] = str) -> None:
    """Wait for something that is sure to come soon; how soon is up to the computer."""
    end = time.monotonic() + HANGING_SECONDS
    while not done():
        assert time.monotonic() < end, told()
        time.sleep(0.02)


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended; one that did may wait for a parent to take note."""
    try:
        state = (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
