"""A child process looks at strangers' files: what it does not survive costs one answer."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.check.evidence import inspect
from pipeline.dossier.models import FileFacts
from pipeline.engine import guarded, limited
from pipeline.engine.guarded import look_at
from pipeline.errors import ToolFailedError
from tests.check.test_evidence import pdf, picture
from tests.tools.videos import mp4


@dataclass(frozen=True)
class Seen:
    """What a child saw: a name, and in which process."""

    name: str
    process: int


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
        case "talks":
            sys.stderr.write("x" * 1_000_000)
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
    assert [seen.name for seen in found.values() if seen] == ["a", "talks", "名"]
    assert len({seen.process for seen in found.values() if seen}) == 1
    assert os.getpid() not in {seen.process for seen in found.values() if seen}


@pytest.mark.parametrize("fatal", ["dies", "hangs", "raises", "eats"])
def test_a_file_that_a_child_does_not_survive_costs_one_answer(fatal: str) -> None:
    paths = [Path("a"), Path(fatal), Path("b")]
    patience = 1 if fatal == "hangs" else guarded.SECONDS_PER_FILE
    found = look_at(paths, see, Seen, seconds_per_file=patience)
    assert [seen.name if seen else None for seen in found.values()] == ["a", None, "b"]
