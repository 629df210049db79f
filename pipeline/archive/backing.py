"""Backups: a second register that is written event by event after the first, and files fetched back from it.

A backup is a register like any other: it can be read, verified, and worked with where the first one is lost.
Every file is read once and its digest compared on the way, so nothing that is damaged gets into a copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from pipeline import store
from pipeline.archive import chain, index, ocfl
from pipeline.archive.desk import at_work, make
from pipeline.archive.events import Head
from pipeline.archive.expecting import files_of_object, objects_of, readable_events
from pipeline.archive.finishing import UNFINISHED, finish, tidy
from pipeline.archive.models import StoredVersion
from pipeline.archive.register import Register
from pipeline.archive.verifying import Trouble, Wrong, digest_of, must_be_whole, verify
from pipeline.errors import ArchiveError, InputError, WuxiaoError
from pipeline.store import lasting, turns

Progress = Callable[[str, int, int], None]
Waiting = Callable[[str], None]

ASIDE = f"{store.HIDDEN}/aside"
"""Where damaged files of the register are put when good ones take their places; nothing is deleted."""


class Copied(Struct, frozen=True, kw_only=True):
    """What a backup or a restoring came to.

    Attributes:
        head: The last event of what was written to.
        events: Number of events that were new to it.
        repaired: Files that were damaged, missing or strange, and are as they were.
        left: What is still wrong.
    """

    head: Head
    events: int
    repaired: tuple[str, ...] = ()
    left: tuple[Trouble, ...] = ()


def back_up(register: Register, target: Path, progress: Progress, waiting: Waiting) -> Copied:
    """Bring a backup up to the register; a new one is made where nothing is.

    Args:
        register: The register; nobody writes to it meanwhile.
        target: The folder of the backup.
        progress: Told how far it is.
        waiting: Told who works on either, before it is waited for.

    Raises:
        ArchiveError: A file of the register is damaged, or the backup is one of another register.
        InputError: There is no register, or something else lies in the folder.
        OutputError: The disk is full.
    """
    _must_be_a_register(register.folder, "登记簿")
    _must_be_elsewhere(register.folder, target)
    _must_be_free(target)
    with turns.turn(register.folder, "备份", waiting=waiting):
        tidy(register.folder)
        return _follow(register.folder, target, progress, waiting)


def _must_be_a_register(folder: Path, what: str) -> None:
    if not Register(folder).exists:
        raise InputError(
            f"这里没有{what}", where=str(folder), remedy="核对文件夹（--register 或备份的位置）"
        )


def _must_be_elsewhere(folder: Path, backup: Path) -> None:
    here, there = folder.resolve(), backup.resolve()
    if here == there or here in there.parents or there in here.parents:
        raise InputError(
            "备份和登记簿不能放在一起",
            where=str(backup),
            why="一个在另一个里面，或者就是同一个文件夹",
            remedy="备份放到别的文件夹，最好在另一个硬盘上",
        )


def _must_be_free(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()) and not Register(target).exists:
        raise InputError(
            "这个文件夹里有别的东西，不能用来备份",
            where=str(target),
            remedy="另指定一个空的或新的文件夹",
        )


def _follow(source: Path, target: Path, progress: Progress, waiting: Waiting) -> Copied:
    """Write to a register all that happened in another one since."""
    with turns.turn(target, "备份", waiting=waiting):
        tidy(target)
        make(target)
        done = _common(source, target)
        last = chain.last_number(source)
        follower = _Follower(source, target)
        for number in range(done + 1, last + 1):
            progress("备份", number - done, last - done)
            follower.repeat(number)
        register = Register(target)
        register.bring_index_up()
        return Copied(head=register.head, events=last - done)


def _common(source: Path, target: Path) -> int:
    """The number of the target's last event, which the source has, too.

    Raises:
        ArchiveError: It has another.
    """
    last = chain.last_number(target)
    if last > chain.last_number(source) or (
        chain.sha256_of(source, last) != chain.sha256_of(target, last)
    ):
        raise ArchiveError(
            "它不是这个登记簿的备份",
            where=str(target),
            why=f"第{last}条记录不同",
            remedy="另指定一个空的文件夹",
        )
    return last


class _Follower:
    """Lets events happen in one register as they did in another, with what was stored by them."""

    def __init__(self, source: Path, target: Path) -> None:
        self._source, self._target = source, target
        self._there = objects_of(each for _, _, each in readable_events(source) if each)

    def repeat(self, number: int) -> None:
        """Repeat one event.

        Raises:
            ArchiveError: It, or a file that came with it, is damaged.
            OutputError: The disk is full.
        """
        unfinished = self._target / UNFINISHED / f"{number:08}-{os.urandom(4).hex()}"
        event = chain.one(self._source, number)
        if event.previous != chain.sha256_of(self._target, number - 1):
            raise chain.broken(number, "它接不上前一条：前一条或它自己被改动过")
        if chain.encode(event) != chain.event_path(self._source, number).read_bytes():
            raise chain.broken(number, "内容不是本程序写的样子")
        if _vouched(self._source, number) != chain.sha256_of(self._source, number):
            raise chain.broken(number, "后一条或索引记下的不是它：它自己或后一条被改动过")
        try:
            for stored in event.stored:
                if self._there.get(stored.object, {}).get(stored.version) == stored.sha256:
                    self._stage(unfinished, stored)  # else it was removed by a later event
            chain.put(self._target, event, unfinished)
            finish(self._target, unfinished, event)
        finally:
            tidy(self._target)

    def _stage(self, unfinished: Path, stored: StoredVersion) -> None:
        folder = ocfl.object_path(self._source, stored.object)
        staged = ocfl.staged_path(unfinished, stored.object)
        files = files_of_object(folder, {stored.version: stored.sha256})
        if files is None:
            raise _damaged(self._source, folder)
        for path, digest in files.items():
            if path.startswith(f"v{stored.version}/"):
                self._copy(folder / path, staged / path, digest)
        for path in (ocfl.INVENTORY, ocfl.SIDECAR):
            lasting.copy(staged / f"v{stored.version}" / path, staged / path)
        if stored.version == 1:
            lasting.write(staged / ocfl.OBJECT_MARK, ocfl.OBJECT_CONTENT)

    def _copy(self, path: Path, staged: Path, digest: str) -> None:
        if not path.is_file() or lasting.copy(path, staged) != digest:
            raise _damaged(self._source, path)


def _damaged(source: Path, path: Path) -> ArchiveError:
    return ArchiveError(
        "文件已经损坏，没有再往下备份",
        where=path.relative_to(source).as_posix(),
        why="内容与登记的不一致，或者丢失",
        remedy="执行 wuxiao archive verify 查明，用 wuxiao archive restore 从备份恢复",
    )


# ---------------------------------------------------------------- back again


def restore(
    backup: Path,
    register: Register,
    progress: Progress,
    waiting: Waiting,
    *,
    by: str,
    now: datetime | None = None,
) -> Copied:
    """Fetch back from a backup what is damaged, missing or lost; all of it where there is no register.

    The backup is verified first, the register afterwards.  Damaged and strange files are put aside.

    Args:
        backup: The backup.
        register: The register; it may be gone.
        progress: Told how far it is.
        waiting: Told who works on either, before it is waited for.
        by: Who does it.
        now: When; None for the clock's.

    Raises:
        ArchiveError: The backup is damaged, or is one of another register.
        InputError: There is no backup, or something else lies in the register's folder.
        OutputError: The disk is full.
    """
    _must_be_a_register(backup, "备份")
    _must_be_elsewhere(register.folder, backup)
    _must_be_free(register.folder)
    must_be_whole(verify(Register(backup), progress, anew=True))
    repaired: tuple[str, ...] = ()
    if register.exists:
        _must_be_kin(backup, register.folder)
        repaired = tuple(_repaired(backup, register, progress, waiting))
    copied = Copied(head=Head(), events=0)
    if chain.last_number(backup) > chain.last_number(register.folder):
        copied = _follow(backup, register.folder, progress, waiting)
    left = verify(register, progress, anew=True).troubles
    if repaired or copied.events:
        with at_work(register, by=by, now=now, waiting=waiting) as desk:
            why = f"从备份恢复，修复{len(repaired)}个文件，补上{copied.events}条记录"
            desk.record_restoring(Register(backup).head.sha256, why=why)
    return Copied(head=register.head, events=copied.events, repaired=repaired, left=left)


def _must_be_kin(backup: Path, folder: Path) -> None:
    """Refuse a backup whose events, where both have them, are others than the register's own.

    An event of the register that differs may be damaged; then what comes after it, or what the index
    remembers of it, vouches for the backup's.

    Raises:
        ArchiveError: The two have gone different ways.
    """
    last = min(chain.last_number(backup), chain.last_number(folder))
    if last and _vouched(folder, last) != chain.sha256_of(backup, last):
        raise ArchiveError(
            "备份和登记簿不是同一个，或者各自又登记过别的事",
            where=str(backup),
            why=f"第{last}条记录不同",
            remedy="核对备份；要用备份代替登记簿的，先把登记簿的文件夹改名",
        )


def _vouched(folder: Path, number: int) -> str:
    """SHA-256 of an event of the register, as the next one or the index says it, else as its file has it."""
    with suppress(ArchiveError):
        following = chain.event_path(folder, number + 1)
        if following.is_file():
            return chain.one(folder, number + 1).previous
    with suppress(WuxiaoError), index.opened(folder / index.FILE, writable=False) as found:
        if found is not None and number in (digests := found.digests()):
            return digests[number]
    return digest_of(chain.event_path(folder, number))[0]


def _repaired(
    backup: Path, register: Register, progress: Progress, waiting: Waiting
) -> Iterator[str]:
    """Repair, as long as anything can be: inventories first say which files there are."""
    tried = set[str]()
    while troubles := [
        each for each in verify(register, progress, anew=True).troubles if each.path not in tried
    ]:
        with _held(register.folder, waiting):
            for each in troubles:
                tried.add(each.path)
                if _repair(backup, register.folder, each):
                    yield each.path


@contextmanager
def _held(folder: Path, waiting: Waiting) -> Iterator[None]:
    with turns.turn(folder, "恢复", waiting=waiting):
        yield


def _repair(backup: Path, folder: Path, trouble: Trouble) -> bool:
    """Put one file, or all that is missing below a folder, as the backup has it."""
    good, bad = backup / trouble.path, folder / trouble.path
    if trouble.wrong is Wrong.ADDED:
        _put_aside(folder, bad)
        return True
    if not good.exists():
        return False
    if bad.is_file() or bad.is_symlink():
        _put_aside(folder, bad)
    for source in sorted(good.rglob("*")) if good.is_dir() else [good]:
        target = folder / source.relative_to(backup)
        if source.is_file() and not target.exists():
            staged = folder / UNFINISHED / "repair" / source.name
            lasting.copy(source, staged)
            lasting.put(staged, target)
    lasting.clear(folder / UNFINISHED / "repair")
    return True


def _put_aside(folder: Path, path: Path) -> None:
    aside = folder / ASIDE / os.urandom(4).hex() / path.relative_to(folder)
    store.make_folder(aside.parent)
    store.move(path, aside)
