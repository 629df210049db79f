"""CPU time is given to the step that is at work."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from pipeline.engine.abreast import Turns
from tests.bench import steps
from tests.conftest import ROOT


@pytest.mark.parametrize("place", [place for known in steps.STEPS.values() for place in known])
def test_a_step_is_known_by_code_that_exists(place: str) -> None:
    path = ROOT / "pipeline" / place
    assert path.is_dir() if place.endswith("/") else path.is_file()


def test_the_innermost_step_gets_the_time() -> None:
    inner = str(ROOT / "pipeline" / "tools" / "weasyprint" / "drawing.py")
    outer = str(ROOT / "pipeline" / "make" / "packets.py")
    helper = "def call(function, *arguments):\n    return function(*arguments)\n"
    calls: dict[str, Any] = {}
    for file in (inner, outer, str(ROOT / "pipeline" / "settings.py")):
        names: dict[str, Any] = {}
        exec(compile(helper, file, "exec"), names)
        calls[file] = names["call"]
    draw, pack, store = calls.values()

    def look() -> str:
        return steps.step_of(sys._getframe())

    assert pack(draw, store, look) == "draw"
    assert pack(store, look) == "put packets together"
    assert store(look) == steps.REST


def test_work_is_done_in_the_thread_that_is_watched() -> None:
    turns = Turns()

    def work(item: int) -> tuple[int, int]:
        with turns.away():  # as a build does while it waits
            return item, threading.get_ident()

    here = threading.get_ident()
    assert list(steps.in_turn(work, (1, 2), turns, at_a_time=2)) == [(1, here), (2, here)]


def test_what_is_imported_on_the_way_is_the_program_being_loaded() -> None:
    assert steps.step_of_file("<frozen importlib._bootstrap>") == steps.START
    assert steps.step_of_file("/usr/lib/python3/json/decoder.py") is None
