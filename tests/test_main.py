"""The command line can be interrupted from its first moment to its last."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pipeline.errors import INTERRUPTED_WORDS
from tests.alive import HANGING_SECONDS, Run
from tests.conftest import ROOT

WORDS = f"✗ {INTERRUPTED_WORDS}\n"

PREPARED = """
import signal, sys, threading
{before}
from pipeline import __main__
class Here:
    @staticmethod
    def main():
        {here}
sys.modules["pipeline.cli"] = Here
sys.argv = ["wuxiao"]
__main__.main()
"""
"""The entry point, with something else in place of the command line."""

WAIT = "print('here', flush=True); threading.Event().wait()"
USUAL = (  # tests may ignore them: make test &, nohup make test
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "signal.signal(signal.SIGHUP, signal.SIG_DFL)"
)


@contextmanager
def standing_in(everyone: Run, here: str, before: str = USUAL) -> Iterator[subprocess.Popen[str]]:
    code = PREPARED.format(here=here, before=before)
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=everyone.environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            everyone.end()


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, err = process.communicate(timeout=HANGING_SECONDS)
    return process.returncode, err


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_of_ending_a_run_is_one_line_and_130(end: signal.Signals, everyone: Run) -> None:
    with standing_in(everyone, WAIT) as process:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        process.send_signal(end)
        assert ended(process) == (130, WORDS)


def test_a_run_is_interrupted_while_it_still_imports(everyone: Run) -> None:
    code = (
        f"import signal, sys, threading\n{USUAL}\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'pipeline.cli': {WAIT}\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from pipeline import __main__; __main__.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=everyone.environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        process.terminate()
        assert ended(process) == (130, WORDS)


def kill_self(name: str) -> str:
    return f"import os; os.kill(os.getpid(), signal.{name})"


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_what_a_background_run_is_to_ignore_stays_ignored_and_sigterm_does_not(
    name: str, everyone: Run
) -> None:
    ignored = f"signal.signal(signal.{name}, signal.SIG_IGN)"
    with standing_in(everyone, f"{kill_self(name)}; sys.exit(3)", ignored) as process:
        assert ended(process) == (3, "")
    ignored = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    with standing_in(everyone, f"{kill_self('SIGTERM')}; sys.exit(3)", ignored) as process:
        assert ended(process) == (130, WORDS)


def test_a_second_interruption_while_the_first_is_cleaned_up_after_is_no_other_word(
    everyone: Run,
) -> None:
    here = f"""
        try:
            {kill_self("SIGTERM")}
        finally:
            {kill_self("SIGINT")}
            print("never here")"""
    with standing_in(everyone, here) as process:
        assert ended(process) == (130, WORDS)


@pytest.mark.parametrize("code", [0, 4])
def test_an_interruption_that_comes_too_late_changes_nothing(code: int, everyone: Run) -> None:
    here = f"""
        import atexit
        def clean_up():
            for number in (2, 15, 1):
                os.kill(os.getpid(), number)
            print("cleaned up")
        atexit.register(clean_up)
        import os; sys.exit({code})"""
    with standing_in(everyone, here) as process:
        out, err = process.communicate(timeout=HANGING_SECONDS)
    assert (process.returncode, out, err) == (code, "cleaned up\n", "")


def test_an_interruption_that_python_can_only_note_comes_again(everyone: Run) -> None:
    here = f"""
        class Thing:
            def __del__(self):
                {kill_self("SIGTERM")}
        del (thing := Thing())
        while True:
            signal.pause()"""
    here = here.replace("del (thing := Thing())", "thing = Thing(); del thing")
    with standing_in(everyone, here) as process:
        assert ended(process) == (130, WORDS)


def test_other_errors_that_python_can_only_note_are_shown(everyone: Run) -> None:
    here = """
        class Thing:
            def __del__(self):
                raise ValueError("noted")
        thing = Thing(); del thing"""
    with standing_in(everyone, here) as process:
        code, err = ended(process)
    assert code == 0
    assert "ValueError: noted" in err


def test_with_nobody_to_tell_the_exit_code_is_the_same(everyone: Run) -> None:
    for gone in ("sys.stderr = None", "sys.stderr.close()", "import os; os.close(2)"):
        with standing_in(everyone, f"{gone}; {kill_self('SIGTERM')}") as process:
            assert ended(process) == (130, "")


def test_the_real_command_line_is_behind_it(everyone: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "--version"], cwd=ROOT, env=os.environ, text=True,
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("wuxiao ")
