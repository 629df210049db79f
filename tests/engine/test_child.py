"""A child and its parent exchange messages, and the child never outlives the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.engine import child as engine
from pipeline.engine.child import Channel, Child, ChildDiedError
from pipeline.errors import ExitCode, ToolFailedError
from tests.alive import HANGING_SECONDS, Run, is_running, wait_until
from tests.conftest import ROOT


def echo(channel: Channel) -> None:
    """Say who it is, then say everything again."""
    channel.send(str(os.getpid()).encode())
    while True:
        channel.send(channel.receive())


def chat(channel: Channel) -> None:
    """Talk where nobody listens, and look for something to read there."""
    print("stray words")
    os.write(1, b"more of them")
    subprocess.run(["echo", "and more"], check=True)
    channel.send(sys.stdin.readline().encode() + os.read(0, 10))
    channel.receive()


def fail(channel: Channel) -> None:
    channel.receive()
    raise ValueError("why it died")


def lie(channel: Channel) -> None:
    """Announce a message that no computer could hold, or break off in the middle of one."""
    channel.send(b"ready")
    wish = channel.receive()
    length = 1 << 60 if wish == b"huge" else 100
    channel._answers.write(length.to_bytes(8, "big") + b"x" * 10)
    channel._answers.flush()
    if wish == b"half":
        os._exit(0)
    channel.receive()


def stay(channel: Channel) -> None:
    """Never go."""
    channel.send(b"ready")
    threading.Event().wait()


def signals(channel: Channel) -> None:
    """Survive what a terminal or a session manager sends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(os.getpid(), number)
    channel.send(b"here")
    channel.receive()


@contextmanager
def started(
    serve: object, *, largest_bytes: int = sys.maxsize, mute: bool = True
) -> Iterator[Child]:
    child = Child(serve, largest_bytes=largest_bytes, mute=mute)  # type: ignore[arg-type]
    try:
        yield child
    finally:
        child.bury()


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_messages_of_any_size_go_both_ways(size: int) -> None:
    with started(echo) as child:
        assert int(child.receive()) != os.getpid()
        child.send(b"a" * (size + 1), "名".encode())
        assert child.receive() == b"a" * (size + 1)
        assert child.receive() == "名".encode()


def test_stray_prints_are_no_messages_and_there_is_nothing_to_read() -> None:
    with started(chat) as child:
        assert child.receive() == b""
        child.leave()


def test_a_child_in_a_group_of_its_own_minds_no_signal_but_the_last() -> None:
    with started(signals) as child:
        assert child.receive() == b"here"
        assert os.getpgid(child._process.pid) == child._process.pid != os.getpgrp()


def test_a_child_that_is_told_to_goes_and_nothing_is_left() -> None:
    with started(echo) as child:
        number = int(child.receive())
        child.leave()
        assert child._process.returncode == 0
        assert not is_running(number)


def test_a_child_that_does_not_go_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PATIENCE_SECONDS", 0.01)
    with started(stay) as child:
        child.receive()
        child.leave()
        assert child._process.returncode == -signal.SIGKILL


def test_the_death_of_a_child_is_told_with_its_last_words_to_reader_and_writer() -> None:
    with started(fail, mute=False) as child:
        child.send(b"go")
        with pytest.raises(ChildDiedError, match=r"exit code 1\n(.|\n)*ValueError: why it died"):
            child.receive()
        with pytest.raises(ChildDiedError):
            child.send(b"x" * 1_000_000)
    with started(fail) as child:
        child.send(b"go")
        with pytest.raises(ChildDiedError, match=r"^exit code 1$"):
            child.receive()


def test_a_killed_child_is_gone_at_once_and_its_parent_told() -> None:
    with started(echo) as child:
        number = int(child.receive())
        child.kill()
        assert not is_running(number)
        with pytest.raises(ChildDiedError, match="-9"):
            child.receive()


@pytest.mark.parametrize("wish", [b"huge", b"half"])
def test_a_message_that_is_too_long_or_breaks_off_counts_as_death(wish: bytes) -> None:
    with started(lie, largest_bytes=1000) as child:
        assert child.receive() == b"ready"
        child.send(wish)
        with pytest.raises(ChildDiedError):
            child.receive()
        assert not is_running(child._process.pid)


def test_a_system_that_starts_no_process_is_told_of_with_7(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(
        ToolFailedError, match=r"工作进程启动不了；没有这个文件.*再做一次"
    ) as caught:
        Child(echo, mute=False)
    assert caught.value.exit_code is ExitCode.TOOL_FAILED


# ---------------------------------------------------------------- the parent is ended


def hold_a_program(channel: Channel) -> None:
    """Start a program that never ends, say so, and never end either."""
    subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"])
    channel.send(b"up")
    threading.Event().wait()


PARENT = """
import signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs tests in the background
from pipeline.engine.child import Child
from tests.engine import test_child
child = Child(getattr(test_child, sys.argv[1]), mute=True)
if sys.argv[2] == "up":
    child.receive()
print("up", flush=True)
threading.Event().wait()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("moment", ["up", "starting"])
def test_a_child_ends_with_its_parent_whatever_ends_that(
    everyone: Run, end: signal.Signals, moment: str, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, hold_a_program.__name__, moment], cwd=ROOT,
        env=everyone.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as parent:  # fmt: skip
        assert parent.stdout
        assert parent.stdout.readline() == b"up\n"
        assert len(everyone.alive()) >= 2
        parent.send_signal(end)
        parent.wait(HANGING_SECONDS)
    everyone.wait_until_none_is_left()


def test_a_child_whose_parent_is_gone_cannot_send_and_ends(everyone: Run) -> None:
    theirs, ours = os.pipe()
    reading, _ = os.pipe()
    os.close(theirs)
    code = (
        "import sys; from pipeline.engine.child import Channel\n"
        "Channel(int(sys.argv[1]), int(sys.argv[2])).send(b'x')\nprint('still here')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(reading), str(ours)], cwd=ROOT, env=everyone.environment,
        pass_fds=(reading, ours), stdout=subprocess.PIPE, timeout=HANGING_SECONDS, check=False,
        start_new_session=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")
    wait_until(lambda: not everyone.alive())
