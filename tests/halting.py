"""The command line, with a worker that says that it came to a certain moment, and then goes no further.

What tests end it with comes in the middle of the run, however fast or busy the computer is.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from pipeline import __main__
from pipeline.bundle import Packet
from pipeline.make import tasks
from pipeline.make.buildplan import BuildPlan

MOMENT = "WUXIAO_TEST_MOMENT"
"""Environment variable: where a worker stops, `prepare` or `task`."""

MARK = "WUXIAO_TEST_MARK"
"""Environment variable: the file that the worker makes when it stops."""


def stop_here() -> None:
    """Say so, and wait to be ended."""
    Path(os.environ[MARK]).touch()
    threading.Event().wait()


def prepare_and_wait() -> None:
    """Prepare a worker for ever."""
    stop_here()


def work_and_wait(plan: BuildPlan, packet: Packet) -> None:
    """Make a packet as a worker does, and go no further."""
    tasks.make_packet(plan, packet)
    stop_here()


def main() -> None:
    """Run the command line; its workers find the real functions where they always are.

    Tests that a shell started in the background (`make test &`) are to ignore Ctrl+C, and so would this.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    match os.environ.get(MOMENT):
        case "prepare":
            tasks.get_ready = prepare_and_wait
        case "task":
            tasks.make_packet = work_and_wait  # type: ignore[assignment]
    __main__.main()


if __name__ == "__main__":
    # Workers import functions by the name of their module, which here would be __main__.
    from tests import halting

    halting.main()
