"""A child process looks at strangers' files: what it does not survive costs one answer."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.check.evidence import inspect
from pipeline.dossier.intake import FileFacts
from pipeline.engine import guarded, limited
from pipeline.engine.guarded import Lost, look_at
from pipeline.errors import ToolFailedError
from tests.alive import Run
from tests.check.test_evidence import pdf, picture
from tests.tools.videos import mp4


@dataclass(frozen=True)
class Seen:
    """What a child saw: a name, and in which process."""

    name: str
    process: int


HAS_SEEN: list[str] = []
"""In a child: what it has looked at."""


def see(path: Path) -> Seen:
    """Look at a file, unless its name says that this is dangerous."""
    match path.name:
        case "dies":
            os._exit(3)
        case "hangs":
            threading.Event().wait()
        case "raises":
            raise ValueError(path.name)
        case "eats":
            bytearray(limited.MEMORY_BYTES)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "lies":
            return Seen(os.getpid(), path.name)  # type: ignore[arg-type]
        case "talks too long":
            return Seen("x" * 2_000_000, 0)
        case "dies unless first" if HAS_SEEN:
            os._exit(3)
        case "talks":
            sys.stderr.write("x" * 1_000_000)
    HAS_SEEN.append(path.name)
    return Seen(path.name, os.getpid())


def test_what_is_found_out_is_the_same_as_in_this_process(tmp_path: Path) -> None:
    paths = []
    for index, content in enumerate([picture(), picture()[:300], pdf(), mp4(2), b"\x00"]):
        path = tmp_path / f"文件 {index}.x"
        path.write_bytes(content)
        paths.append(path)
    assert look_at(paths, inspect, FileFacts) == {path: inspect(path) for path in paths}


def test_nothing_to_look_at_starts_nothing() -> None:
    assert look_at([], see, Seen) == {}


class Deadly:
    """What ends a child that unpickles it, before it is ready."""

    def __call__(self, path: Path) -> Seen:
        return Seen(path.name, 0)

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_child_that_dies_before_it_has_seen_a_file_is_no_fault_of_the_file() -> None:
    with pytest.raises(ToolFailedError, match="没有启动成功；多半是内存不够"):
        look_at([Path("a")], Deadly(), Seen)


def test_one_child_looks_at_all_and_each_file_once() -> None:
    paths = [Path("a"), Path("talks"), Path("a"), Path("名")]
    found = look_at(paths, see, Seen)
    seen = [each for each in found.values() if isinstance(each, Seen)]
    assert [each.name for each in seen] == ["a", "talks", "名"]
    assert len({each.process for each in seen} - {os.getpid()}) == 1


@pytest.mark.parametrize(("files", "children"), [(guarded.FILES_WORTH_A_CHILD, 1), (50, 3)])
def test_many_files_are_shared_by_children_and_few_are_not(files: int, children: int) -> None:
    paths = [Path(str(number)) for number in range(files)]
    seen = look_at(paths, see, Seen, jobs=8)
    assert [path.name for path in paths] == [
        each.name for each in seen.values() if isinstance(each, Seen)
    ]
    assert len({each.process for each in seen.values() if isinstance(each, Seen)}) <= children


@pytest.mark.parametrize(
    ("fatal", "lost"),
    [
        ("dies", Lost()),
        ("hangs", Lost(hung=True)),
        ("raises", Lost()),
        ("eats", Lost()),
        ("killed", Lost(out_of_memory=True)),
        ("lies", Lost()),
        ("talks too long", Lost()),
    ],
)
def test_a_file_that_a_child_does_not_survive_costs_one_answer_and_it_is_known_why(
    fatal: str, lost: Lost
) -> None:
    patience = 1 if fatal == "hangs" else guarded.SECONDS_PER_FILE
    found = look_at([Path("a"), Path(fatal), Path("b")], see, Seen, seconds_per_file=patience)
    assert found.pop(Path(fatal)) == lost
    assert [seen.name for seen in found.values() if isinstance(seen, Seen)] == ["a", "b"]


def test_a_file_is_not_blamed_for_what_an_earlier_one_did() -> None:
    found = look_at([Path("a"), Path("dies unless first"), Path("b")], see, Seen)
    assert [seen.name for seen in found.values() if isinstance(seen, Seen)] == [
        "a",
        "dies unless first",
        "b",
    ]


# ---------------------------------------------------------------- several children


def square(number: int) -> Seen:
    if number == 13:
        os._exit(1)
    return Seen(name=str(number * number), process=os.getpid())


def test_tasks_are_shared_by_several_children_and_one_that_is_lost_costs_one_answer() -> None:
    tasks = [*range(10), 13, *range(20, 25)]
    found = dict(guarded.look_over(tasks, square, Seen, jobs=3))
    assert sorted(found) == list(range(len(tasks)))
    lost = [place for place, each in found.items() if isinstance(each, Lost)]
    assert lost == [10]
    names = {place: each.name for place, each in found.items() if isinstance(each, Seen)}
    assert names == {place: str(task * task) for place, task in enumerate(tasks) if place != 10}


def test_nobody_is_left_when_answers_are_not_waited_for(everyone: Run) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in everyone.environment.items():
            patch.setenv(name, value)
        answers = guarded.look_over(list(range(50)), square, Seen, jobs=2)
        next(answers)
        answers.close()  # type: ignore[attr-defined]
    assert not [each for each in everyone.alive().values() if "pipeline.engine.child" in each]


def test_no_tasks_need_no_children() -> None:
    assert list(guarded.look_over([], square, Seen, jobs=2)) == []
