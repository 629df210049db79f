"""The command line, halfway for ever: each worker makes one packet, says so, and waits to be ended.

What tests end it with comes in the middle of the run, however fast or busy the computer is.
"""

from __future__ import annotations

import signal

from pipeline import cli
from pipeline.bundle import Packet
from pipeline.make import tasks
from pipeline.make.plan import BuildPlan

MADE = "made"
"""The line that a worker prints when its first packet is there."""


def work_and_wait(plan: BuildPlan, packet: Packet) -> None:
    """Make a packet as a worker does, and go no further."""
    tasks.make_packet(plan, packet)
    print(MADE, flush=True)
    while True:
        signal.pause()


def main() -> None:
    """Run the command line; its workers find the real `make_packet` where it always is.

    Tests that a shell started in the background (`make test &`) are to ignore Ctrl+C, and so would this.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    tasks.make_packet = work_and_wait  # type: ignore[assignment]
    cli.main()


if __name__ == "__main__":
    # Workers import functions by the name of their module, which here would be __main__.
    from tests import halting

    halting.main()
