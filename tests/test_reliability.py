"""Whole files or none: full disks, killed runs, killed workers, two runs at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

from pipeline.engine import pool
from pipeline.engine.child import Child
from pipeline.errors import INTERRUPTED_WORDS
from pipeline.make.transaction import STAGED
from pipeline.store import locked
from tests import halting
from tests.alive import HANGING_SECONDS, Run, wait_until
from tests.conftest import ROOT, Command, Desk, changed

ONLY = ("--only", "nomination_letter", "--only", "lead_pledge")


@dataclass(frozen=True)
class Building:
    """A build by two workers, as a process of its own; `everyone` of it ends with the test."""

    desk: Desk
    everyone: Run

    def start(
        self, *, module: str = "pipeline", command: Sequence[str | Path] = (), **variables: str
    ) -> subprocess.Popen[str]:
        """`python -m MODULE build`, or another command."""
        build = ("build", self.desk.folder, "-o", self.desk.output, "--jobs", "2")
        return subprocess.Popen(
            [sys.executable, "-m", module, *(command or build)], cwd=ROOT,
            env={**self.everyone.environment, **variables}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=True,
        )  # fmt: skip

    @contextmanager
    def stopped_at(self, moment: str) -> Iterator[subprocess.Popen[str]]:
        """A run that has come to a moment and will go no further: see `halting`, and below."""
        mark = self.desk.folder.with_name("mark")
        variables = {halting.MARK: str(mark), halting.MOMENT: moment}
        command: list[str | Path] = []
        if moment == "office":
            word = self.desk.folder.with_name("a.docx")
            Document().save(str(word))
            variables["WUXIAO_OFFICE"] = str(office_that_hangs(self.desk.folder.parent))
            command = ["convert", word]
        there = mark.exists if moment != "first workers" else self.has_workers
        with self.start(module=halting.__name__, command=command, **variables) as process:
            try:
                wait_until(lambda: process.poll() is not None or there())
                assert process.poll() is None, process.communicate()
                yield process
            except BaseException:
                self.everyone.end()  # else it is waited for
                raise

    def has_workers(self) -> bool:
        """Whether a worker is starting."""
        return any(Child.__module__ in command for command in self.everyone.alive().values())


def office_that_hangs(folder: Path) -> Path:
    """A program in place of LibreOffice, a script around the real one, that never ends."""
    program = folder / "soffice"
    code = "import os, pathlib, threading; pathlib.Path(os.environ['WUXIAO_TEST_MARK']).touch()"
    program.write_text(
        f'#!/bin/sh\n"{sys.executable}" -c "{code}; threading.Event().wait()"\n', encoding="utf-8"
    )
    program.chmod(0o700)
    return program


@pytest.fixture
def building(desk: Desk, everyone: Run, tmp_path: Path) -> Building:
    """What starts builds of the dossier on the desk; their temporary files are in `tmp`."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    everyone.environment |= {"TMPDIR": str(temporary)}
    return Building(desk, everyone)


MOMENTS = ("first workers", "prepare", "task", "office")


def test_a_run_killed_halfway_has_changed_nothing_and_the_next_one_completes(
    desk: Desk, wuxiao: Command, model: Desk, building: Building
) -> None:
    with building.stopped_at("task") as process:
        process.kill()
    building.everyone.wait_until_none_is_left()
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


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_ends_with_130_and_a_calm_word_and_leaves_nothing_behind(
    moment: str, end: signal.Signals, building: Building, tmp_path: Path
) -> None:
    with building.stopped_at(moment) as process:
        os.killpg(process.pid, end)  # a terminal sends it to all that it sees
        out, err = process.communicate(timeout=HANGING_SECONDS)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == f"✗ {INTERRUPTED_WORDS}"
    assert building.everyone.alive() == {}
    assert left_in(tmp_path / "tmp") == []
    assert building.desk.files() == {}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_leaves_no_process_and_the_next_one_sweeps_its_temporary_files(
    moment: str, building: Building, tmp_path: Path
) -> None:
    with building.stopped_at(moment) as process:
        process.kill()
    building.everyone.wait_until_none_is_left()
    assert len(left_in(tmp_path / "tmp")) == 1
    with building.start(command=["doctor"], WUXIAO_OFFICE="/nowhere") as process:
        assert process.wait(HANGING_SECONDS) == 0
    assert left_in(tmp_path / "tmp") == []


def left_in(temporary: Path) -> list[Path]:
    """What runs have left in the folder for temporary files; other programs keep theirs there too."""
    return list(temporary.glob("wuxiao-*/run-*"))


def test_temporary_files_of_a_run_and_its_children_lie_in_its_own_folder(
    building: Building, tmp_path: Path
) -> None:
    with building.stopped_at("office") as process:
        (run,) = left_in(tmp_path / "tmp")
        assert run.stat().st_mode & 0o777 == 0o700
        kinds = {path.name.rpartition("-")[0] for path in run.iterdir()}
        assert {"wuxiao-convert", "wuxiao-office"} <= kinds
        assert [path for path in (tmp_path / "tmp").iterdir() if path != run.parent] == []
        process.kill()


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


def test_several_processes_make_the_same_bytes_as_one(
    desk: Desk, model: Desk, building: Building
) -> None:
    with building.start() as process:
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


def die(_: object, __: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
