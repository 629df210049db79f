"""A process ends with the one that started it, whatever ended that, and with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.tools import processes
from tests.alive import HANGING_SECONDS, Run, is_running, wait_until
from tests.conftest import ROOT

FAMILY = """
import pathlib, subprocess, sys, threading
if len(sys.argv) > 2:
    subprocess.Popen([sys.executable, __file__, sys.argv[1]])
else:
    pathlib.Path(sys.argv[1]).touch()
threading.Event().wait()
"""
"""A program that starts another one, and neither ever ends."""


@pytest.fixture
def family(tmp_path: Path) -> list[str]:
    """A command for it; the file `up` is there once both are."""
    program = tmp_path / "family.py"
    program.write_text(FAMILY, encoding="utf-8")
    return [sys.executable, str(program), str(tmp_path / "up"), "parent"]


def run(folder: Path, *command: str, seconds: float = HANGING_SECONDS) -> tuple[int, bytes]:
    return processes.run(command, folder=folder, environment=dict(os.environ), seconds=seconds)


def test_a_program_runs_in_its_folder_and_says_what_it_says(tmp_path: Path) -> None:
    code = (
        "import os, sys; print(os.getcwd(), flush=True); print('x', file=sys.stderr); sys.exit(3)"
    )
    assert run(tmp_path, sys.executable, "-c", code) == (3, f"{tmp_path}\nx\n".encode())


def test_a_program_that_a_signal_ends_has_the_exit_code_that_shells_give_it(tmp_path: Path) -> None:
    code = "import os; os.kill(os.getpid(), 9)"
    assert run(tmp_path, sys.executable, "-c", code)[0] == 128 + 9


def test_what_keeps_a_program_from_starting_is_the_systems_own_error(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        run(tmp_path, str(tmp_path / "none"))
    with pytest.raises(PermissionError):
        run(tmp_path, str(tmp_path / "text"))
    assert run(tmp_path, sys.executable, "-c", "raise SystemExit(125)") == (125, b"")


def test_a_program_that_takes_too_long_is_ended_with_all_it_started(
    everyone: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: list[str]
) -> None:
    real = subprocess.Popen.communicate

    def communicate(process: subprocess.Popen[bytes], timeout: float) -> tuple[bytes, bytes]:
        wait_until((tmp_path / "up").exists)
        return real(process, timeout=timeout)

    monkeypatch.setattr(subprocess.Popen, "communicate", communicate)
    with pytest.raises(TimeoutError):
        processes.run(family, folder=tmp_path, environment=everyone.environment, seconds=0.01)
    everyone.wait_until_none_is_left()


RUNNING = """
import os, signal, sys; from pathlib import Path; from pipeline.tools import processes
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup has these tests ignore it
processes.run(sys.argv[1:], folder=Path(), environment=dict(os.environ), seconds=1e6)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_program_ends_with_all_it_started_when_this_process_is_ended(
    everyone: Run, end: signal.Signals, tmp_path: Path, family: list[str]
) -> None:
    command = [sys.executable, "-c", RUNNING, *family]
    with subprocess.Popen(command, cwd=ROOT, env=everyone.environment) as process:
        wait_until((tmp_path / "up").exists)
        assert len(everyone.alive()) == 4, "this one, the keeper, the two of the family"
        process.send_signal(end)
    everyone.wait_until_none_is_left()


def test_killing_a_process_ends_what_it_started_and_waits_until_it_is_gone(
    everyone: Run, tmp_path: Path, family: list[str]
) -> None:
    null = subprocess.DEVNULL
    process = processes.start(
        family, stdin=null, stdout=null, stderr=null, environment=everyone.environment
    )
    wait_until((tmp_path / "up").exists)
    killers = [threading.Thread(target=processes.kill, args=(process,)) for _ in range(2)]
    for each in killers:
        each.start()
    for each in killers:
        each.join()
    assert not is_running(process.pid)
    assert process.returncode == -signal.SIGKILL
    everyone.wait_until_none_is_left()
    processes.kill(process)
