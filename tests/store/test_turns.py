"""One writer at a time, and nobody waits for the dead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ArchiveError, OutputError
from pipeline.store.turns import turn
from tests.conftest import ROOT


def silent(_: str) -> None:
    """Nobody listens."""


def test_a_second_writer_is_told_who_works_and_gives_up_in_the_end(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        turn(tmp_path, "王干事", waiting=silent),
        pytest.raises(ArchiveError, match="王干事还没有做完"),
        turn(tmp_path, "李档案", waiting=told.append, seconds=0.01),
    ):
        pytest.fail("two at once")
    assert told == ["王干事"]
    with turn(tmp_path, "李档案", waiting=told.append, seconds=0):
        assert told == ["王干事"]


def test_the_turn_of_a_process_that_was_killed_is_over(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom pipeline.store.turns import turn\n"
        "with turn(Path(sys.argv[1]), '王干事', waiting=print):\n    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == -9
    with turn(tmp_path, "李档案", waiting=silent, seconds=0):
        pass


def test_a_place_that_is_no_folder_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    with (
        pytest.raises(OutputError, match="不能使用登记簿的文件夹"),
        turn(tmp_path / "文件", "王干事", waiting=silent),
    ):
        pytest.fail("a file is no folder")


@pytest.mark.parametrize("left", [b"", b"\n", b"\xff\xfe"])
def test_a_writer_whose_name_cannot_be_read_is_somebody(left: bytes, tmp_path: Path) -> None:
    told: list[str] = []
    with turn(tmp_path, "王干事", waiting=silent):
        (holder,) = (
            each for each in tmp_path.rglob("*") if each.is_file() and b"\n" in each.read_bytes()
        )
        holder.write_bytes(left)
        with (
            pytest.raises(ArchiveError, match="别人还没有做完"),
            turn(tmp_path, "李档案", waiting=told.append, seconds=0.01),
        ):
            pytest.fail("two at once")
    assert told == ["别人"]
