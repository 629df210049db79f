"""Long work in a process of its own: what that process says, one task, one answer."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engine.child import Channel
from pipeline.errors import InputError, WuxiaoError
from pipeline.run import working

if TYPE_CHECKING:
    from pipeline.make.built import Progress


class Wire(Channel):
    """A way to a parent that is this test."""

    def __init__(self, task: Any) -> None:
        self.task, self.said = pickle.dumps(task), list[Any]()

    def receive(self) -> bytes:
        return self.task

    def send(self, message: bytes) -> None:
        self.said.append(pickle.loads(message))


def counted(progress: Progress) -> int:
    for number in (1, 2):
        progress("生成", number, 2)
    return 7


def refused(progress: Progress) -> None:
    raise InputError("打不开", where="甲.xlsx", why="已损坏", remedy="另存一份")


def broken(progress: Progress) -> None:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _as_urgent_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "nice", lambda by: by, raising=False)


def answers(task: Any) -> list[Any]:
    wire = Wire(task)
    working.serve(wire)
    return wire.said


def test_it_says_how_far_it_is_and_then_what_came_of_it() -> None:
    assert answers(counted) == [
        ("progress", ("生成", 1, 2)),
        ("progress", ("生成", 2, 2)),
        ("result", 7),
    ]


def test_why_it_cannot_go_on_comes_back_as_it_was_said() -> None:
    ((kind, error),) = answers(refused)
    assert kind == "error"
    assert isinstance(error, InputError)
    assert str(error) == "甲.xlsx：打不开；已损坏；请另存一份。"


def test_a_fault_of_the_program_is_told_as_one_and_no_stack_comes_back() -> None:
    ((kind, error),) = answers(broken)
    assert (kind, type(error)) == ("error", WuxiaoError)
    assert "程序出错（ZeroDivisionError" in str(error)
    assert "请告诉开发者" in str(error)
