"""What workers of a cluster are asked to do in tests; nothing here loads much, as each child loads it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import InputError


def alike() -> Mapping[str, str]:
    return {"程序版本": "1"}


def other() -> Mapping[str, str]:
    return {"程序版本": str(os.getppid()), "字体甲": "a.otf"}


def times(number: int, task: int) -> int:
    if task == 13:
        raise InputError("坏了", where="P13", remedy="修好")
    return number * task


def read(folder: Path, name: str) -> tuple[Path, str, list[str]]:
    """A path, what its file says, and what else lies beside it."""
    path = folder / name
    there = sorted(each.name for each in folder.iterdir())
    return path, path.read_text(encoding="utf-8"), there


def die(_: None, task: int) -> int:
    if task:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def wait(noted: str, task: int) -> int:
    """Note whose child does the task, and wait until it may go on."""
    with Path(noted, f"{task}").open("a", encoding="utf-8") as file:
        file.write(f"{os.getppid()}\n")
    while not Path(noted, "go").exists():
        time.sleep(0.02)
    return 2 * task


def hang(_: None, task: int) -> int:
    threading.Event().wait()
    return task


def who(_: None, task: int) -> int:
    return os.getpid() * task


def perish() -> Mapping[str, str]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}
