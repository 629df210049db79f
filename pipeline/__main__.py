"""`wuxiao`, and `python -m pipeline`: the command line, which can be interrupted from its first moment on.

Next to nothing is imported before it listens: what is imported takes most of a second on an old computer.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from contextlib import suppress

_ENDS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")
"""What asks a run to end: a manager, Ctrl+C, a terminal that closes, Ctrl+Break (Windows)."""

_AGAIN_SECONDS = 0.05


def main() -> None:
    """Run the command line; an interruption, at whatever time, is one line and exit code 130."""
    try:
        _listen()
        try:
            from pipeline import cli  # noqa: PLC0415 — listening first

            cli.main()
        finally:
            _turn_away()
    except KeyboardInterrupt:
        _turn_away()
        from pipeline.errors import INTERRUPTED_WORDS, ExitCode  # noqa: PLC0415

        _tell(INTERRUPTED_WORDS)
        sys.exit(ExitCode.INTERRUPTED)


def _listen() -> None:
    """From now on each of these signals raises KeyboardInterrupt here.

    What a shell started in the background, or under `nohup`, is to ignore stays ignored.
    """
    sys.unraisablehook = _not_lost
    for number in _signals():
        if number == signal.SIGTERM or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _turn_away() -> None:
    """From now on they come too late: the program is about to end."""
    for number in _signals():
        signal.signal(number, signal.SIG_IGN)


def _signals() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _ENDS if hasattr(signal, name)]


def _not_lost(lost: sys.UnraisableHookArgs) -> None:
    """An interruption that came where Python can only note it, e.g. in a destructor, comes again."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        again = threading.Timer(_AGAIN_SECONDS, _interrupt)
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


def _interrupt() -> None:
    if sys.platform == "win32":
        _thread.interrupt_main(signal.SIGTERM)
    else:  # ends a wait of the main thread, too
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def _tell(text: str) -> None:
    """Say it without anything that has yet to be imported; a terminal that is gone does not matter.

    Nothing is left in a buffer, which Python could not get rid of and would end with another code for.
    """
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
        os.write(sys.stderr.fileno(), f"✗ {text}\n".encode())


if __name__ == "__main__":
    main()
