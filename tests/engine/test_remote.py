"""What a worker of a cluster is asked for, asked without a cluster: the child that does it, and what it is given."""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pipeline.engine import remote
from pipeline.engine.bench import Answer
from pipeline.engine.luggage import Packer, files_of, parts_of
from pipeline.errors import InputError
from tests.alive import is_running, wait_until
from tests.engine import errands

HERE = Packer()


class Run:
    """A run that asks this machine."""

    def __init__(self, alike: Callable[[], Any] = errands.alike) -> None:
        self.number = pickle.dumps((uuid4().hex, alike))

    def do(
        self,
        function: Callable[[Any, Any], Any],
        shared: object,
        task: object,
        *,
        all_read: tuple[Path, ...] = (),
        reads: tuple[Path, ...] = (),
        like: Any = None,
    ) -> Answer:
        """Have a task done here."""
        baggage, packed = pickle.dumps(list(files_of(all_read))), HERE.pack(shared)
        own = list(files_of(reads))
        order = remote.Order(
            run=self.number,
            like=like or errands.alike(),
            baggage=digest(baggage),
            shared=digest(packed),
            wanted=tuple((parts, digest(data)) for parts, data in own),
            task=HERE.pack((function, task)),
        )
        answer: Answer = HERE.unpack(remote.do(order, baggage, packed, [data for _, data in own]))
        return answer


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@pytest.fixture(autouse=True)
def nobody() -> Iterator[None]:
    """No child waits for tasks, before and after."""
    remote._HANDS.dismiss()
    yield
    remote._HANDS.dismiss()


def test_a_machine_says_what_it_is_like_and_its_name() -> None:
    assert pickle.loads(remote.greet(Run().number)) == (errands.alike(), platform.node())


def test_one_child_does_the_tasks_of_a_run_one_after_the_other() -> None:
    run = Run()
    answers = [run.do(errands.times, 7, task).value() for task in (1, 2, 3)]
    assert answers == [7, 14, 21]
    workers = {run.do(errands.who, None, 1).value() for _ in range(2)}
    assert len(workers) == 1
    assert workers != {os.getpid()}


def test_an_error_comes_back_as_it_was_raised() -> None:
    with pytest.raises(InputError, match="坏了"):
        Run().do(errands.times, 7, 13).value()


def test_files_lie_under_their_names_and_are_sent_again_when_they_have_changed(
    tmp_path: Path,
) -> None:
    run, one, both = Run(), tmp_path / "甲.txt", tmp_path / "all.txt"
    one.write_text("一", encoding="utf-8")
    both.write_text("共用", encoding="utf-8")
    for said in ("一", "一", "二"):
        one.write_text(said, encoding="utf-8")
        answer = run.do(errands.read, tmp_path, "甲.txt", all_read=(both,), reads=(one,))
        assert answer.value() == (one, said, ["all.txt", "甲.txt"])


def test_what_a_child_has_is_not_written_again(tmp_path: Path) -> None:
    run, file = Run(), tmp_path / "甲.txt"
    file.write_text("一", encoding="utf-8")
    assert run.do(errands.read, tmp_path, "甲.txt", reads=(file,)).value()[1] == "一"
    (known,) = files_of((file,))
    order = remote.Order(
        run=run.number,
        like=errands.alike(),
        baggage=digest(pickle.dumps([])),
        shared=digest(HERE.pack(tmp_path)),
        wanted=((parts_of(file), digest(known[1])),),
        task=HERE.pack((errands.read, "甲.txt")),
    )
    nothing = remote.do(order, pickle.dumps([]), HERE.pack(tmp_path), [b"never looked at"])
    assert HERE.unpack(nothing).value()[1] == "一"


def test_a_machine_that_is_not_alike_refuses_and_says_what_it_is_like() -> None:
    with pytest.raises(remote.StrangerError) as refused:
        Run().do(errands.times, 7, 1, like={"程序版本": "2"})
    assert refused.value.told == remote.Told(errands.alike(), platform.node())


def test_a_child_that_ends_over_a_task_is_told_of_and_another_does_the_next() -> None:
    run = Run()
    first = run.do(errands.who, None, 1).value()
    with pytest.raises(remote.LostChildError, match=f"exit code {-signal.SIGKILL}"):
        run.do(errands.die, None, 1)
    assert run.do(errands.who, None, 1).value() != first
    assert not is_running(first)


def test_one_that_ends_before_it_can_say_what_its_machine_is_like_is_lost() -> None:
    with pytest.raises(remote.LostChildError):
        remote.greet(Run(errands.perish).number)


def test_a_child_makes_room_for_a_fresh_one_after_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remote, "TASKS_PER_CHILD", 2)
    run = Run()
    did = [run.do(errands.who, None, 1).value() for _ in range(4)]
    assert did[0] == did[1] != did[2] == did[3]
    wait_until(lambda: not any(map(is_running, did)))


def test_a_child_that_nobody_needs_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "IDLE_SECONDS", 0.0)
    child = Run().do(errands.who, None, 1).value()
    wait_until(lambda: not is_running(child))


def test_each_run_has_a_child_of_its_own_however_many_there_were() -> None:
    for _ in range(2 * remote._RUNS):
        remote.greet(Run().number)
    first, second = Run(), Run()
    children = [run.do(errands.who, None, 1).value() for run in (first, second, first, second)]
    assert children[0] == children[2] != children[1] == children[3]


def test_what_tasks_share_comes_again_when_others_have_taken_its_place() -> None:
    run = Run()
    answers = [run.do(errands.times, number, 2).value() for number in (1, 2, 3, 4, 5, 6, 1)]
    assert answers == [2, 4, 6, 8, 10, 12, 2]
