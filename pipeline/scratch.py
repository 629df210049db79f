"""Temporary files: a run has all of them in one folder of its own; the next run sweeps it if this one dies.

They hold what papers hold: copies of Word files with ID numbers, photos, fonts.  A run that is killed
cannot clear them away.  The folder is open to its owner alone and locked as long as the run lives, so
that the next one can tell the dead from the living.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from pipeline.errors import OutputError, reason

_VARIABLES = ("TMPDIR", "TEMP", "TMP")
"""What programs read on one system or another."""

_LOCK = "lock"
_NAMES_TRIED = 9
_GATE_SECONDS = 20.0
"""A gate is shut for as long as a folder takes to make; one that stays shut has a stopped process in it."""

_claimed = ExitStack()
_claiming = threading.Lock()
_has_claimed = threading.Event()


def claim() -> None:
    """Put the temporary files of this process and of its children into a folder of its own.

    It stays until the process ends: libraries keep files there that they need again in the next run.
    The first call counts; others change nothing.

    Raises:
        OutputError: No temporary folder can be used.
    """
    with _claiming:
        if not _has_claimed.is_set():
            _claimed.enter_context(scratch())
            atexit.register(_claimed.close)
            _has_claimed.set()


def folder_for(name: str) -> Path:
    """A folder of this run for temporary files of one kind; whoever writes makes it.

    Raises:
        OutputError: No temporary folder can be used.
    """
    claim()
    return Path(tempfile.gettempdir(), name)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for temporary files: those of this process and of its children go there until it is left.

    Raises:
        OutputError: No temporary folder can be used.
    """
    top = _temporary_folder()
    with ExitStack() as held:
        try:
            folder = _claimed_in(top, held)
        except OSError as error:
            raise _unusable(str(top), error) from error
        held.callback(_let, tempfile.tempdir, {name: os.environ.get(name) for name in _VARIABLES})
        _let(str(folder), dict.fromkeys(_VARIABLES, str(folder)))
        yield folder


def _temporary_folder() -> Path:
    try:
        return Path(tempfile.gettempdir()).absolute()
    except OSError as error:
        raise _unusable("", error) from error


def _unusable(where: str, error: OSError) -> OutputError:
    return OutputError(
        "临时文件夹不能使用",
        where=where,
        why=reason(error),
        remedy="检查磁盘空间和权限，或用环境变量 TMPDIR（Windows 为 TEMP）另指定一个文件夹",
    )


def _let(folder: str | None, variables: dict[str, str | None]) -> None:
    """Where this process, and programs it starts, put temporary files."""
    tempfile.tempdir = folder
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _claimed_in(top: Path, held: ExitStack) -> Path:
    """A new folder for this run below `top`; `held` gives it up, and removes it.

    Where nobody but this run can be sure of finding it again, nobody sweeps it.
    """
    for home in _homes(top):
        with suppress(OSError):
            if _is_ours(home):
                return _claimed_among_others(home, held)
    folder = Path(tempfile.mkdtemp(prefix="wuxiao-", dir=top))
    held.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _homes(top: Path) -> Iterator[Path]:
    """Where runs of this user have their folders; the first that is ours is the same each time."""
    user = (
        f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    )  # Windows: a folder for each user anyway
    for number in range(1, _NAMES_TRIED + 1):
        yield top / (f"wuxiao{user}" if number == 1 else f"wuxiao{user}-{number}")


def _is_ours(home: Path) -> bool:
    """Whether the folder is this user's alone, and no link; it is made if nothing is there.

    Raises:
        OSError: It cannot be made.
    """
    with suppress(FileExistsError):
        home.mkdir(mode=0o700)
    state = home.lstat()
    if not stat.S_ISDIR(state.st_mode):
        return False
    if hasattr(os, "getuid"):
        if state.st_uid != os.getuid():
            return False
        if stat.S_IMODE(state.st_mode) != 0o700:
            home.chmod(0o700)
    return True


def _claimed_among_others(home: Path, held: ExitStack) -> Path:
    from filelock import FileLock  # noqa: PLC0415 - loads slowly, and a run that changes nothing does without

    # At the gate one run at a time: no folder is looked at between being made and being locked.
    with FileLock(home / "gate", timeout=_GATE_SECONDS):
        folder = Path(tempfile.mkdtemp(dir=home, prefix="run-"))
        lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
        lock.acquire()
        held.callback(shutil.rmtree, folder, ignore_errors=True)  # open on Windows: the next run's
        held.callback(lock.release)
        dead = [each for each in home.glob("run-*") if each != folder and _is_dead(each)]
    for each in dead:
        shutil.rmtree(each, ignore_errors=True)
    return folder


def _is_dead(folder: Path) -> bool:
    from filelock import FileLock  # noqa: PLC0415 - see above

    try:
        with FileLock(folder / _LOCK, timeout=0):
            return True
    except OSError:
        return False
