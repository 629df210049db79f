"""Several people at one folder, one writer at a time: who comes second waits, and is told for whom."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import store
from pipeline.errors import ArchiveError, OutputError, reason

LOCK, HOLDER = "lock", "holder"
SECONDS = 60.0
"""How long somebody waits unless told otherwise."""


@contextmanager
def turn(
    folder: Path, who: str, *, waiting: Callable[[str], None], seconds: float = SECONDS
) -> Iterator[None]:
    """Hold a folder for this writer alone.

    Args:
        folder: What is held; the lock lies in a hidden folder in it.
        who: Told to others who wait: who works, and since when.
        waiting: Told once who works there, before it is waited for.
        seconds: How long to wait; the lock of a process that died is free at once.

    Raises:
        ArchiveError: Somebody else works there all that time.
        OutputError: The folder cannot be used.
    """
    from filelock import FileLock  # noqa: PLC0415 - loads slowly, and reading does without

    hidden = folder / store.HIDDEN
    try:
        store.make_folder(hidden)
        lock = FileLock(hidden / LOCK)
        try:
            lock.acquire(timeout=0)
        except TimeoutError:
            waiting(_holder(hidden))
            lock.acquire(timeout=seconds)
    except TimeoutError as error:
        raise ArchiveError(
            "另一个人正在使用登记簿",
            where=str(folder),
            why=f"{_holder(hidden)}还没有做完",
            remedy="等一会儿再试",
        ) from error
    except OSError as error:
        raise OutputError(
            "不能使用登记簿的文件夹",
            where=str(folder),
            why=reason(error),
            remedy="检查权限，或用 --register 另指定一个文件夹",
        ) from error
    try:
        with suppress(OutputError):
            store.write_whole(hidden / HOLDER, f"{who}\n{os.getpid()}\n".encode())
        yield
    finally:
        lock.release()


def _holder(hidden: Path) -> str:
    try:
        return (hidden / HOLDER).read_text(encoding="utf-8").splitlines()[0] or "别人"
    except (OSError, UnicodeDecodeError, IndexError):
        return "别人"
