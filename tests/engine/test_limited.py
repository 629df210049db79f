"""A call that goes beyond its limits ends, is told apart by which, and the next one is made."""

from __future__ import annotations

import os
import threading

import msgspec
import pytest

from pipeline.engine import limited
from pipeline.engine.limited import Limited, StoppedError
from pipeline.errors import ExitCode, TemplateError


class Told(msgspec.Struct, frozen=True):
    """What a call gives."""

    words: str
    process: int


def call(what: str) -> Told:
    """Do what is asked."""
    match what:
        case "hangs":
            threading.Event().wait()
        case "eats":
            bytearray(limited.MEMORY_BYTES)
        case "dies":
            os._exit(3)
        case "refuses":
            raise TemplateError("写错了", where="甲", why="乙", remedy="改")
        case "fails":
            raise ValueError(what)
    return Told(what, os.getpid())


def test_calls_are_made_by_one_child_and_give_plain_data() -> None:
    child = Limited()
    told = [child.call(call, words, result=Told) for words in ("甲", "乙")]
    child.close()
    assert [each.words for each in told] == ["甲", "乙"]
    assert len({each.process for each in told} | {os.getpid()}) == 2


@pytest.mark.parametrize(
    ("what", "why"), [("hangs", "超过1秒还没有做完"), ("eats", "内存太多"), ("dies", "内存太多")]
)
def test_a_call_beyond_its_limits_is_stopped_and_the_next_one_made(what: str, why: str) -> None:
    child = Limited(seconds=1 if what == "hangs" else limited.SECONDS)
    with pytest.raises(StoppedError, match=why):
        child.call(call, what, result=Told)
    assert child.call(call, "甲", result=Told).words == "甲"
    child.close()


def test_what_was_refused_is_refused_here_and_a_bug_is_a_bug() -> None:
    child = Limited()
    with pytest.raises(TemplateError) as caught:
        child.call(call, "refuses", result=Told)
    with pytest.raises(RuntimeError, match="ValueError: fails"):
        child.call(call, "fails", result=Told)
    child.close()
    assert str(caught.value) == "甲：写错了；乙；请改。"
    assert caught.value.exit_code is ExitCode.TEMPLATE
