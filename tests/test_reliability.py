"""Whole files or none: full disks, killed runs, killed workers, two runs at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.engine import pool
from pipeline.make.transaction import STAGED
from pipeline.store import locked
from tests import halting
from tests.conftest import ROOT, Command, Desk, changed

ONLY = ("--only", "nomination_letter", "--only", "lead_pledge")

HANGING_SECONDS = 600
"""What has not come by then hangs: an idle computer takes a second or two, a busy one a minute."""


@contextmanager
def building(desk: Desk, module: str = "pipeline") -> Iterator[subprocess.Popen[str]]:
    """`python -m MODULE build` by two workers, in a process group of its own that ends with the test."""
    folders = (desk.folder, "-o", desk.output)
    process = subprocess.Popen(
        [sys.executable, "-m", module, "build", *folders, "--jobs", "2"], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def halfway(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """A build that has made its first packet and will never make its last."""
    with building(desk, halting.__name__) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.strip() == halting.MADE, line + process.communicate()[1]
        yield process


def alive_in_group(group: int) -> list[str]:
    """Processes of a group that run; those that ended may wait for a parent to take note."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group, *_ = path.read_text().rpartition(")")[2].split()
            if int(its_group) == group and state != "Z":
                found.append(path.parent.name)
    return found


def wait_until(done: Callable[[], object]) -> None:
    """Wait for something that is sure to come soon; how soon is up to the computer."""
    end = time.monotonic() + HANGING_SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_killed_halfway_has_changed_nothing_and_the_next_one_completes(
    desk: Desk, wuxiao: Command, model: Desk
) -> None:
    with halfway(desk) as process:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert desk.files() == {}
    half = desk.out / ".wuxiao" / "thumbnails" / ".0123456789abcdef.1.tmp"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half a picture")
    outcome = wuxiao("build", desk.folder, "-o", desk.output)
    assert outcome.code == 0, outcome.err
    assert "手工修改" not in outcome.err
    assert changed(model.files(), desk.files()) == set()
    assert list(desk.out.rglob("*.tmp")) == []
    assert not list((desk.out / STAGED).glob("*"))


def test_a_run_killed_after_an_edit_does_not_take_its_own_files_for_a_clerks(
    built: Desk, wuxiao: Command
) -> None:
    """The manifest is still that of the run before, some papers are of the killed one."""
    whole = (built.out / "manifest.json").read_bytes()
    built.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    only = ("--only", "nomination_letter")
    assert wuxiao("build", built.folder, "-o", built.output, *only).code == 0
    (built.out / "manifest.json").write_bytes(whole)
    outcome = wuxiao("build", built.folder, "-o", built.output, *only)
    assert outcome.code == 0
    assert "另存为" not in outcome.err
    assert not [path for path in built.files() if "手工修改" in path]


def test_an_interrupted_run_of_several_processes_ends_with_130_and_leaves_none_behind(
    desk: Desk,
) -> None:
    with halfway(desk) as process:
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=HANGING_SECONDS)
        assert process.returncode == 130
        assert "已中断" in err
        assert "Traceback" not in err
        wait_until(lambda: not alive_in_group(process.pid))
    assert desk.files() == {}


def test_of_two_runs_at_once_the_second_is_told_and_changes_nothing(
    desk: Desk, wuxiao: Command
) -> None:
    with locked(desk.out):
        outcome = wuxiao("build", desk.folder, "-o", desk.output)
        assert outcome.code == 8
        assert "另一个wuxiao正在使用这个输出文件夹" in outcome.err
        assert "-o" in outcome.err
        assert desk.files() == {}
    assert wuxiao("build", desk.folder, "-o", desk.output, "--only", "lead_pledge").code == 0


@pytest.mark.parametrize("room", [0, 60_000])
def test_a_full_disk_ends_the_run_and_changes_nothing(
    room: int, built: Desk, wuxiao: Command, broken_disk: Callable[[int], None]
) -> None:
    before = built.files()
    built.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    broken_disk(room)
    outcome = wuxiao("build", built.folder, "-o", built.output)
    assert outcome.code == 8
    assert "磁盘已满；请检查磁盘空间" in outcome.err
    assert "Traceback" not in outcome.err
    assert built.files() == before
    broken_disk(sys.maxsize)
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    assert "word/提名函.docx" in changed(before, built.files())
    assert list(built.out.rglob("*.tmp")) == []


def test_a_file_that_another_program_holds_open_fails_its_paper_alone(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.name == "提名函.docx":
            raise PermissionError(13, "in use")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    outcome = wuxiao("build", desk.folder, "-o", desk.output, *ONLY)
    assert outcome.code == 8
    assert "提名函.docx：文件写不进去；可能正被Word、WPS或阅读器打开" in outcome.err
    made = {"提名函", "P01-尉迟晨-第一完成人承诺书", "P02-晁砺寒-第一完成人承诺书"}
    assert desk.papers() == made
    assert "word/提名函.docx" not in {entry.path for entry in desk.manifest().files}
    assert list(desk.out.rglob("*.tmp")) == []


def test_several_processes_make_the_same_bytes_as_one(desk: Desk, model: Desk) -> None:
    with building(desk) as process:
        out, err = process.communicate(timeout=HANGING_SECONDS)
    assert process.returncode == 0, err
    assert out.strip() == str(desk.out / "report.html")
    assert changed(model.files(), desk.files()) == set()
    assert desk.files()["manifest.json"] == model.files()["manifest.json"]


def test_a_worker_that_the_system_kills_ends_the_run_with_7(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.make.tasks.make_packet", die)
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--jobs", "2", *ONLY)
    assert outcome.code == 7
    assert "--jobs 1" in outcome.err
    assert not (desk.out / "manifest.json").exists()
    assert pool.TASKS_PER_WORKER > 1


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
