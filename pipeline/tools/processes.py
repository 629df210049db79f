"""Processes that end with this one, whatever ends it, and with all that they started.

A process of ours holds the reading end of a pipe whose other end this one keeps.  When this one is gone,
however it went, the system closes the other end: the process sees it and ends its group.  A program that
knows nothing of this (LibreOffice) is run by a keeper: this file, run as a script.

The standard library alone, so that a keeper is there in no time.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn

_NOT_STARTED = 125
"""Exit code of a keeper whose program does not start; it says the system's number of the error."""

_Stream = int | IO[bytes] | None


def start(
    command: Sequence[str],
    *,
    stdin: _Stream,
    stdout: _Stream,
    stderr: _Stream,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own: Ctrl+C on the terminal does not reach it.

    Args:
        command: Program and arguments.
        stdin: As for `subprocess.Popen`, like the other streams.
        stdout: See `stdin`.
        stderr: See `stdin`.
        folder: Where it works; None: where this process does.
        environment: Its environment variables; None: those of this process.

    Raises:
        OSError: It cannot be started.
    """
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        cwd=folder,
        env=environment,
        start_new_session=True,  # Windows passes over this, other systems over the flag
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that `start` gave, with all that it started, and wait until it is gone."""
    if process.returncode is None:  # as long as nobody has asked, its number is no other's
        _kill_tree(process.pid)
        with suppress(OSError):
            process.kill()
    process.wait()


def end_here() -> NoReturn:
    """End this process, which `start` started, with all that it started in turn: at once."""
    if sys.platform == "win32" or os.getpgrp() == os.getpid():
        _kill_tree(os.getpid())
    os._exit(1)


def _kill_tree(number: int) -> None:
    if sys.platform == "win32":
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        tree = [str(system / "taskkill.exe"), "/T", "/F", "/PID", str(number)]
        with suppress(OSError):
            subprocess.run(tree, check=False, capture_output=True)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(number, signal.SIGKILL)


def run(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], seconds: float
) -> tuple[int, bytes]:
    """Run a program to its end; it ends before, with all it started, if this process does.

    Args:
        command: Program and arguments.
        folder: Where it works.
        environment: Its environment variables.
        seconds: How long it may take.

    Returns:
        Its exit code (128 and the signal's number if one ended it), and all that it said.

    Raises:
        OSError: It cannot be started.
        TimeoutError: It took too long, and was ended.
    """
    theirs, ours = os.pipe()
    try:
        process = start(
            [sys.executable, "-I", __file__, *command],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            folder=folder,
            environment=environment,
        )
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    try:
        said = _said(process, seconds)
    finally:
        os.close(ours)
    head, _, number = said.partition(b"\0")
    if process.returncode == _NOT_STARTED and not head and number.isdigit():
        raise OSError(int(number), os.strerror(int(number)))
    return process.returncode, said


def _said(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """What a process says until it ends."""
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            kill(process)
            raise TimeoutError from error
        except BaseException:
            kill(process)
            raise
    return said


# ---------------------------------------------------------------- the keeper


def _keep(command: Sequence[str]) -> int:
    """Run a program; end with it when the other end of standard input is closed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        code = subprocess.Popen(command, stdin=subprocess.DEVNULL).wait()
    except OSError as error:
        os.write(1, b"\0%d" % (error.errno or 0))
        return _NOT_STARTED
    return code if code >= 0 else 128 - code


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    end_here()


if __name__ == "__main__":
    sys.exit(_keep(sys.argv[1:]))
