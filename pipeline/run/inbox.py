"""What employers sent, put in on the page: kept beside the dossier until it is decided on.

It lies in the dossier folder, where other users cannot look, and stays there whatever becomes of the
server: the next start finds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.errors import InputError, UsageError
from pipeline.run.collecting import collect, wishes
from pipeline.run.serving import Upload, drop_uploads, write_uploads
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.collect import Collected, Wishes
    from pipeline.make.built import Progress

MOST_BYTES = 5_000_000_000
"""All that may wait at a time; more is decided on in several rounds."""

_INBOX = "inbox"
_NAME_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Taken:
    """What a round came to.

    Attributes:
        collected: What was taken.
        left: What is still to be decided, as a look has it; None where nothing is.
    """

    collected: Collected
    left: Collected | None


def is_batch(name: str) -> bool:
    """Whether a name is one of a batch: what was put in together."""
    return len(name) == _NAME_DIGITS and all(each in "0123456789abcdef" for each in name)


def batches(folder: Path) -> tuple[Path, ...]:
    """What waits, in the order in which it came: a folder for what was put in together."""
    home = _home(folder)
    if not home.is_dir():
        return ()
    return tuple(sorted(each for each in home.iterdir() if each.is_dir() and is_batch(each.name)))


def waiting(batches: Sequence[Path]) -> int:
    """How many files wait in some batches."""
    return sum(each.is_file() for batch in batches for each in batch.rglob("*"))


def keep(folder: Path, batch: str, files: Sequence[Upload], *, most_bytes: int) -> None:
    """Put files into a batch; one of a folder keeps its place in it.

    Args:
        folder: The dossier.
        batch: Name of the batch (`is_batch`): of one that is there it becomes a part.
        files: The files.
        most_bytes: How large all of them may be together.

    Raises:
        UsageError: That is no name of a batch.
        InputError: They are larger, or too much waits already.
        OutputError: The disk is full, or the folder is a link.
    """
    if not is_batch(batch):
        raise UsageError("这一页打开得太久了", remedy="刷新页面后再传一次")
    held = sum(
        each.stat().st_size
        for there in batches(folder)
        for each in there.rglob("*")
        if each.is_file()
    )
    if held > MOST_BYTES:
        raise InputError(
            "传上来还没有决定的材料太多",
            why=f"已经有{held // 1_000_000} MB",
            remedy="先把已经传上来的收进材料，或者清掉",
        )
    others = {
        (each.name if each.is_dir() else each.stem).casefold()
        for there in batches(folder)
        if there.name != batch
        for each in there.iterdir()
    }
    write_uploads(_home(folder) / batch, files, most_bytes=most_bytes, taken=others)


def drop(batches: Sequence[Path]) -> None:
    """Throw some batches away.

    Raises:
        OutputError: Something of it is open in another program.
    """
    for each in batches:
        drop_uploads(each)


def look(
    folder: Path,
    settings: Settings,
    progress: Progress,
    batches: Sequence[Path],
    leave: frozenset[str],
) -> Collected:
    """What would become of some batches; nothing is written.

    Args:
        folder: The dossier.
        settings: Where activities are.
        progress: Told how far it is.
        batches: Which: others may come meanwhile.
        leave: Sources of which nothing is taken.

    Raises:
        WuxiaoError: The dossier cannot be used.
    """
    decided = wishes(leave=tuple(leave), dry=True)
    return collect(folder, batches, settings, progress, decided)


def take(
    folder: Path,
    settings: Settings,
    progress: Progress,
    batches: Sequence[Path],
    decided: Wishes,
) -> Taken:
    """Take some batches as it was decided; those that are decided on whole wait no longer.

    Args:
        folder: The dossier.
        settings: Where activities are.
        progress: Told how far it is.
        batches: Those that the clerk has seen.
        decided: What the clerk has decided.

    Raises:
        InputError: The workbook has changed since it was decided.
        WuxiaoError: The dossier cannot be used, or nothing can be written.
    """
    collected = collect(folder, batches, settings, progress, decided)
    if collected.asked:
        return Taken(collected, look(folder, settings, progress, batches, decided.leave))
    drop(batches)
    return Taken(collected, None)


def with_choices(state: str, leave: frozenset[str], chosen: dict[tuple[str, str], str]) -> Wishes:
    """Decisions on what a look at the workbook of a state has shown."""
    return replace(wishes(leave=tuple(leave)), state=state, chosen=chosen)


def _home(folder: Path) -> Path:
    home = folder / store.HIDDEN / _INBOX
    for each in (home.parent, home):
        store.refuse_link(each)
    return home
