"""One process, measured: wall time, CPU time, memory.

Linux only: orphans are adopted so that their time counts too (`PR_SET_CHILD_SUBREAPER`).  Nothing
large is imported here or by those who measure: until a child runs its own program, it is as large as
its parent, and that counts.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Timer
from typing import IO

from tests.bench.figures import Run

ROOT = Path(__file__).resolve().parents[2]
WUXIAO = str(Path(sys.executable).with_name("wuxiao"))

_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
ENVIRONMENT.pop(_NO_BYTECODE, None)
"""Measured is the program of the tree that this file stands in, wherever `wuxiao` is installed from, and
as an office has it: modules are compiled once, when the references are made, and not at each start."""

_PR_SET_CHILD_SUBREAPER = 36
_ORPHAN_SECONDS = 10.0
_PATIENCE_SECONDS = 1800.0
"""What hangs is killed, and is an error: the whole benchmark takes half of that."""


class BenchError(Exception):
    """A contestant failed, or did not do its work."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def adopt_orphans() -> None:
    """Make this process the parent of grandchildren whose own parent is gone."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise BenchError("this system does not let orphans be adopted; needs Linux 3.4 or later")


def measure(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end.

    The kernel's figures for a child that has been waited for hold those of its own children: times
    as sums, memory as that of the largest.

    Args:
        command: The command.
        environment: Further variables.

    Raises:
        BenchError: It ended with an error.
    """
    return measure_said(command, environment=environment)[0]


def measure_said(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None
) -> tuple[Run, str]:
    """The same, and what the command said on standard output.

    Raises:
        BenchError: It ended with an error.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**ENVIRONMENT, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
        )
        watchdog = Timer(_PATIENCE_SECONDS, os.kill, (process.pid, signal.SIGKILL))
        watchdog.daemon = True
        watchdog.start()
        _, status, own = os.wait4(process.pid, 0)
        watchdog.cancel()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        usages = [own, *_orphans()]
        output, complaints = _text(said), _text(complained)
        if process.returncode != 0:
            tail = (output + complaints).strip()[-1500:]
            raise BenchError(f"exit code {process.returncode}: {' '.join(command)}\n{tail}")
    run = Run(
        seconds=seconds,
        cpu_seconds=sum(usage.ru_utime + usage.ru_stime for usage in usages),
        peak_mb=max(usage.ru_maxrss for usage in usages) * 1024 / 1e6,
    )
    return run, output


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _orphans() -> Iterator[resource.struct_rusage]:
    """Wait for processes that the child left behind."""
    patience = time.perf_counter() + _ORPHAN_SECONDS
    while time.perf_counter() < patience:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            yield usage
        else:
            time.sleep(0.01)
    raise BenchError(f"processes still running {_ORPHAN_SECONDS:.0f} s after their parent ended")
