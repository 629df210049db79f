"""Whatever stops a step of the register, it has happened or it has not, and the next one goes on.

A step is stopped at each of its changes of the disk in turn, as if the computer had lost its power there.
The changes are counted by the interpreter (audit hooks), so that none can be forgotten here.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import Desk, Register, at_work
from pipeline.archive.finishing import UNFINISHED
from pipeline.archive.index import Index
from pipeline.errors import OutputError
from tests.archive.ocfl_judge import faults_of
from tests.archive.papers import LATER, PROOF, contents, deposit, key, paper

Step = Callable[[Desk], object]


class StoppedError(BaseException):
    """The computer is off."""


class _Counter:
    """Counts changes below a folder, and stops at one."""

    folder = ""
    left = sys.maxsize
    seen = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.folder or not self._is_change(event, arguments):
            return
        self.seen += 1
        if self.seen > self.left:
            raise StoppedError(event)

    def _is_change(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "open":
            writes = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            return bool(writes) and self._is_here(arguments[0])
        return event in _CHANGES and any(map(self._is_here, arguments[:2]))

    def _is_here(self, path: object) -> bool:
        if not isinstance(path, str | os.PathLike):
            return False
        text = os.fspath(path)
        return str(text).startswith(self.folder) or not str(text).startswith("/")


_CHANGES = {
    "os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "shutil.rmtree",
    "the index",
}  # fmt: skip
_counter = _Counter()
sys.addaudithook(_counter)


@contextmanager
def stopping_at(number: int, folder: Path) -> Iterator[None]:
    """Stop at a change of the disk below a folder, counted from 0."""

    def taken(self: Index, *arguments: Any) -> None:
        _counter("the index", (str(folder),))
        take(self, *arguments)
        _counter("the index", (str(folder),))

    take = Index.take
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Index, "take", taken)
        _counter.seen, _counter.left, _counter.folder = 0, number, str(folder)
        try:
            yield
        finally:
            _counter.folder = ""


def do(folder: Path, *steps: Step) -> None:
    for step in steps:
        with at_work(Register(folder), by="王干事", now=LATER) as desk:
            step(desk)


def seen(folder: Path) -> tuple[object, object]:
    """What a reader finds."""
    register = Register(folder)
    papers = register.find()
    files = {each.key: [file.sha256 for file in register.files(each)] for each in papers}
    for each in papers:
        for file in register.files(each):
            register.read(file)
    return papers, files


def nothing(_: Desk) -> None:
    """Only what every writer does first."""


def add_two(desk: Desk) -> None:
    desk.add(deposit(paper("甲"), paper("乙")))


def add_anew(desk: Desk) -> None:
    desk.add(deposit(paper("甲", b"signed again"), paper("丙"), data=b"changed"))


def propose(desk: Desk) -> None:
    desk.propose([key("甲"), key("乙")])


def approve(desk: Desk) -> None:
    desk.approve(_list(desk), proof=PROOF)


def dispose(desk: Desk) -> None:
    desk.dispose(_list(desk))


def remove(desk: Desk) -> None:
    desk.remove_scans(_list(desk), why="已销毁")


def lend(desk: Desk) -> None:
    desk.lend([key("甲")], to="李检查", until=None)


def _list(desk: Desk) -> int:
    return desk.find()[0].proposal


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "step"),
    [
        pytest.param((), add_two, id="the first papers"),
        pytest.param((add_two,), add_anew, id="new versions"),
        pytest.param((add_two,), lend, id="lent"),
        pytest.param((add_two, propose), approve, id="a proof"),
        pytest.param((add_two, propose, approve, dispose), remove, id="scans removed"),
    ],
)
def test_a_step_stopped_anywhere_has_happened_or_has_not(
    before: tuple[Step, ...], step: Step, tmp_path: Path, no_waiting: None
) -> None:
    old, kept, new, here = (tmp_path / name for name in ("old", "kept", "new", "here"))
    do(old, *before)
    for folder, one in ((kept, nothing), (new, step)):
        if old.is_dir():
            shutil.copytree(old, folder)
        do(folder, one)
    allowed = [seen(kept), seen(new)]
    files = [contents(kept), contents(new)]
    found = set[int]()
    for number in itertools.count():
        shutil.rmtree(here, ignore_errors=True)
        if old.is_dir():
            shutil.copytree(old, here)
        try:
            with stopping_at(number, here):
                do(here, step)
        except StoppedError:
            pass
        else:
            break
        state = seen(here)
        assert state in allowed, number
        found.add(allowed.index(state))
        do(here, nothing)
        assert seen(here) == state, number
        assert contents(here) == files[allowed.index(state)], number
        assert not [*(here / UNFINISHED).glob("*")], number
        assert faults_of(here / "tree") == [], number
    assert found == {0, 1}
    assert number > 20
    assert contents(here) == files[1]


@pytest.mark.parametrize("step", [add_anew, lend])
def test_a_full_disk_stops_a_step_which_can_be_done_again(step: Step, tmp_path: Path) -> None:
    folder = tmp_path / "登记"
    do(folder, add_two)
    before, files = seen(folder), contents(folder)
    said: list[str] = []
    for number in itertools.count():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "fsync", _full_after(number))
            try:
                do(folder, step)
            except OutputError as error:
                said.append(str(error))
            else:
                break
        assert seen(folder) == before
        assert contents(folder) == files
    assert len(said) == number > 0
    assert all("磁盘已满" in each for each in said)
    assert seen(folder) != before


def _full_after(number: int) -> Callable[[int], None]:
    left = itertools.count(number, -1)

    def fsync(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").resolve().is_file() and next(left) <= 0:
            raise OSError(28, "No space left on device")

    return fsync


def test_what_a_dead_run_left_is_not_taken_for_what_came_with_an_event_of_another(
    tmp_path: Path,
) -> None:
    """Where a share has no locks, a second writer may have used the number meanwhile."""
    folder = tmp_path / "登记"
    do(folder, add_two)
    with pytest.raises(StoppedError), stopping_at(60, folder):
        do(folder, add_anew)
    (left,) = (folder / UNFINISHED).glob("00000002-*")
    assert [*left.rglob("v2/inventory.json")]
    shutil.move(left, folder.parent / "aside")
    do(folder, lambda desk: desk.add(deposit(paper("甲", b"another hand"))))
    shutil.move(folder.parent / "aside", left)
    do(folder, nothing)
    assert not [*(folder / UNFINISHED).glob("*")]
    first = Register(folder).find()[0]
    scan = next(each for each in Register(folder).files(first) if each.name == "scan.pdf")
    assert Register(folder).read(scan) == b"another hand"
    assert faults_of(folder / "tree") == []
