"""Temporary files of a run lie in one folder of its own, and a dead run's are swept by the next."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline import scratch as module
from pipeline.errors import ExitCode, OutputError
from pipeline.scratch import scratch
from tests.alive import HANGING_SECONDS, Run
from tests.conftest import ROOT, Command


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, everyone: Run) -> Path:
    """The system's folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
        everyone.environment.pop(name, None)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    everyone.environment["TMPDIR"] = str(folder)
    return folder


def home(top: Path) -> Path:
    return top / f"wuxiao-{os.getuid()}"


def runs(top: Path) -> list[Path]:
    return list(top.glob("*/run-*"))


HOLDER = """
import sys; from pipeline.scratch import scratch
with scratch() as folder:
    (folder / "copy.docx").write_text("x"); print(folder, flush=True); sys.stdin.read()
"""


@contextmanager
def another_run(everyone: Run) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A run of another process, and its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, env=everyone.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())


# ---------------------------------------------------------------- one's own


def test_temporary_files_of_this_process_and_its_children_go_there_until_it_is_left(
    top: Path,
) -> None:
    said = "import tempfile; print(tempfile.gettempdir())"
    with scratch() as folder:
        assert folder.parent == home(top)
        assert Path(tempfile.mkdtemp()).parent == folder
        child = subprocess.run(
            [sys.executable, "-c", said], stdout=subprocess.PIPE, text=True, check=True
        )
        assert child.stdout.strip() == str(folder)
        assert {os.environ[name] for name in ("TMPDIR", "TEMP", "TMP")} == {str(folder)}
    assert not folder.exists()
    assert tempfile.gettempdir() == str(top)
    assert os.environ["TMPDIR"] == str(top)
    assert "TEMP" not in os.environ


def test_it_is_its_owners_alone_and_gone_after_an_error(top: Path) -> None:
    previous = os.umask(0)
    with suppress(ZeroDivisionError), scratch() as folder:
        os.umask(previous)
        assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, home(top))} == {0o700}
        raise ZeroDivisionError
    assert runs(top) == []


def test_what_cannot_be_removed_is_left_to_the_next_run(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, scratch() as folder:
        (folder / "open").touch()
        patch.setattr(os, "unlink", refuse)  # as Windows does while a file is open
    assert folder.is_dir()
    with scratch():
        assert not folder.exists()


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "in use")


def test_a_process_claims_one_folder_however_often_it_asks(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import tempfile; from pipeline import scratch\n"
        "for _ in range(2): scratch.claim(); print(tempfile.gettempdir())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    first, second = done.stdout.split()
    assert first == second
    assert Path(first).parent == home(top)
    assert runs(top) == []


def test_help_and_a_check_make_no_folder(top: Path, everyone: Run) -> None:
    for words in (["--help"], ["check", "/nowhere"]):
        subprocess.run(
            [sys.executable, "-m", "pipeline", *words], cwd=ROOT, env=everyone.environment,
            capture_output=True, check=False,
        )  # fmt: skip
    assert list(top.iterdir()) == []


# ---------------------------------------------------------------- others'


def test_a_dead_runs_folder_is_swept_and_a_living_ones_is_not(top: Path, everyone: Run) -> None:
    with another_run(everyone) as (dead, its_folder), another_run(everyone) as (_, living):
        dead.kill()
        dead.wait()
        with scratch() as own:
            assert not its_folder.exists()
            assert (living / "copy.docx").exists()
            assert sorted(runs(top)) == sorted([own, living])
        assert living.exists()
    assert runs(top) == []


def test_a_folder_is_not_looked_at_between_being_made_and_being_locked(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, go_on = threading.Event(), threading.Event()
    real: Callable[..., str] = tempfile.mkdtemp

    def slow(**named: Path | str) -> str:
        folder = real(**named)
        if threading.current_thread() is first:
            made.set()
            assert go_on.wait(HANGING_SECONDS)
        return folder

    def claim() -> None:
        with ExitStack() as held:
            claimed.append(module._claimed_in(top, held))
            (claimed[0] / "copy").touch()

    claimed: list[Path] = []
    first = threading.Thread(target=claim)
    monkeypatch.setattr(tempfile, "mkdtemp", slow)
    first.start()
    assert made.wait(HANGING_SECONDS)
    monkeypatch.setattr(module, "_GATE_SECONDS", 0)  # rather than wait at the gate, go elsewhere
    with ExitStack() as held:
        assert module._claimed_in(top, held).parent != home(top)
        go_on.set()
        first.join()
    assert claimed[0].parent == home(top)


def test_only_folders_of_runs_are_swept(top: Path) -> None:
    kept = home(top) / "letters"
    kept.mkdir(parents=True)
    dead = home(top) / "run-dead"
    dead.mkdir()
    outside = top / "outside"
    outside.mkdir()
    (dead / "link").symlink_to(outside)
    (home(top) / "run-link").symlink_to(outside)
    with scratch():
        assert not dead.exists()
        assert outside.is_dir()
        assert kept.is_dir()


# ---------------------------------------------------------------- a folder that is not ours


def test_a_link_or_a_file_in_its_place_is_passed_by(top: Path) -> None:
    elsewhere = top / "elsewhere"
    elsewhere.mkdir()
    home(top).symlink_to(elsewhere)
    home(top).with_name(f"{home(top).name}-2").write_bytes(b"")
    with scratch() as folder:
        assert folder.parent.name == f"{home(top).name}-3"
    assert list(elsewhere.iterdir()) == []


def test_a_folder_of_somebody_else_is_passed_by(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home(top).mkdir()
    real = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        state = real(path)
        return state if path != home(top) else os.stat_result((*state[:4], 12345, *state[5:10]))

    monkeypatch.setattr(Path, "lstat", lstat)
    with scratch() as folder:
        assert folder.parent.name == f"{home(top).name}-2"
    assert list(home(top).iterdir()) == []


def test_a_folder_that_was_open_to_others_is_closed_to_them(top: Path) -> None:
    home(top).mkdir()
    home(top).chmod(0o777)
    with scratch():
        assert stat.S_IMODE(home(top).stat().st_mode) == 0o700


def test_with_a_gate_that_stays_shut_a_run_has_a_folder_nobody_else_knows_of(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_NAMES_TRIED", 1)
    monkeypatch.setattr(module, "_GATE_SECONDS", 0)
    home(top).mkdir()
    with FileLock(home(top) / "gate"), scratch() as folder:
        assert folder.parent == top
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_where_nothing_can_be_written_the_run_says_so_with_8(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(top))
    shutil.rmtree(top)
    with (
        pytest.raises(
            OutputError, match=r"tmp：临时文件夹不能使用；没有这个文件.*TMPDIR"
        ) as caught,
        scratch(),
    ):
        pass
    assert caught.value.exit_code is ExitCode.OUTPUT
    monkeypatch.setattr(tempfile, "gettempdir", refuse)
    with pytest.raises(OutputError, match="临时文件夹不能使用；没有权限"), scratch():
        pass


def test_a_command_that_needs_one_and_has_none_ends_with_8(
    wuxiao: Command, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OutputError("临时文件夹不能使用")

    monkeypatch.setattr(module, "claim", fail)
    for words in (["blank", "-o", str(top)], ["doctor"], ["convert", "a.docx"]):
        outcome = wuxiao(*words)
        assert (outcome.code, outcome.err) == (8, "✗ 临时文件夹不能使用。\n")
