"""The register as the page shows it, and what takes several commands on the command line.

What is made of it for the clerk (labels, catalogues, exports, lists for disposal) lies where the page keeps
its own files, until it is thrown away: exports hold personal data.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import store
from pipeline.errors import InputError, UsageError
from pipeline.papers import naming
from pipeline.run.exporting import archive_appraise, archive_export, archive_labels
from pipeline.run.keeping import (
    archive_backup,
    archive_due,
    archive_list,
    archive_log,
    archive_proposal,
    open_register,
    query_of,
)
from pipeline.run.returning import receive
from pipeline.run.serving import private_file
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.archive import Register
    from pipeline.archive.events import Event, Head
    from pipeline.archive.models import Kept, Number
    from pipeline.archive.outgoing import Made
    from pipeline.archive.saying import Due, Happened, Listed
    from pipeline.archive.soundness import BackedUp
    from pipeline.engine.limited import Limited
    from pipeline.make.built import Progress

MOST_LISTED = 100
CATALOGUE, EXPORT = "归档文件目录.xlsx", "归档文书.zip"

_MADE = "register"
_KEPT_PICTURES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A list for disposal that is under way.

    Attributes:
        event: The event by which it was proposed.
        papers: The papers on it, `MOST_LISTED` at most.
        total: How many there are.
        is_approved: Whether the signed list was filed.
        is_disposed: Whether the paper is destroyed.
    """

    event: Event
    papers: Sequence[Kept]
    total: int
    is_approved: bool = False
    is_disposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The register at a glance.

    Attributes:
        total: How many papers it has.
        overdue: Papers that should have been back.
        due: What may be looked at for disposal.
        proposals: Lists for disposal that are under way.
        head: The end of its chain.
        last: The number of the paper that was added last.
    """

    total: int
    overdue: Listed
    due: Due
    proposals: Sequence[Proposal]
    head: Head
    last: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One paper of the register: as it is now, what happened to it, and its scan."""

    kept: Kept
    happened: Happened
    lines: Sequence[str]
    has_scan: bool


def nobody_waits(_: str) -> None:
    """Told who works on the register: a page has nobody to tell."""


def overview(settings: Settings, on: date) -> Overview | None:
    """The register at a glance; None where there is none yet.

    Raises:
        ArchiveError: Its chain is broken.
    """
    register = open_register(settings)
    if not register.exists:
        return None
    return Overview(
        total=register.count(),
        overdue=archive_list(settings, overdue=True, on=on),
        due=archive_due(settings, on=on, limit=MOST_LISTED),
        proposals=tuple(_proposals(settings)),
        head=register.head,
        last=register.last_number(),
    )


def search(settings: Settings, asked: Mapping[str, Any]) -> Listed:
    """The papers that are asked for.

    Raises:
        InputError: There is no register.
        UsageError: What is asked for makes no sense.
    """
    return archive_list(settings, limit=MOST_LISTED, **asked)


def sheet(settings: Settings, key: str) -> Sheet | None:
    """A paper by its key; None where there is none."""
    register = open_register(settings)
    kept = _kept(settings, key)
    if kept is None:
        return None
    happened = archive_log(settings, key)
    lines = happened.text().splitlines()
    return Sheet(
        kept=kept,
        happened=happened,
        lines=lines,
        has_scan=any(each.role == "scan" for each in register.files(kept)),
    )


def scan(settings: Settings, key: str) -> tuple[str, bytes] | None:
    """The stored scan of a paper, with a name for it; None where there is none.

    Raises:
        ArchiveError: It is missing, or not what was stored.
    """
    register, kept = open_register(settings), _kept(settings, key)
    files = register.files(kept) if kept else ()
    found = next((each for each in files if each.role == "scan"), None)
    if kept is None or found is None:
        return None
    name = naming.safe_name(f"{kept.paper.number} {kept.paper.title}")
    return f"{name}{Path(found.name).suffix}", register.read(found)


def scan_picture(settings: Settings, key: str, page: int, width_px: int) -> bytes | None:
    """A page of a stored scan, counted from 1, as a WebP picture; None where there is none.

    Scans are strangers' files: they are drawn in a process of their own, within limits.

    Raises:
        InputError: There is no such page, or it cannot be drawn.
        ArchiveError: The scan is missing, or not what was stored.
    """
    kept = _kept(settings, key)
    if kept is None:
        return None
    if not 1 <= page <= kept.paper.pages:
        raise InputError(f"没有第{page}页", where=str(kept.paper.number), remedy="回到上一页")
    return _picture(settings.register, key, kept.stored.sha256, page, width_px)


@lru_cache(maxsize=_KEPT_PICTURES)
def _picture(folder: Path, key: str, sha256: str, page: int, width_px: int) -> bytes | None:  # noqa: ARG001  another version is another picture
    from pipeline.engine.limited import StoppedError

    found = scan(Settings(register=folder), key)
    if found is None:
        return None
    with _DRAWING:
        try:
            return _artist().call(_drawn, found[1], page, width_px, result=bytes)
        except StoppedError as error:
            raise InputError("这一页画不出来", why=str(error), remedy="下载原件看") from error


_DRAWING = threading.Lock()


@lru_cache(maxsize=1)
def _artist() -> Limited:
    from pipeline.engine.limited import Limited

    return Limited()


def _drawn(pdf: bytes, page: int, width_px: int) -> bytes:
    from pipeline.tools.pdf.thumbnails import thumbnail

    return thumbnail(pdf, page=page, width_px=width_px)


def _kept(settings: Settings, key: str) -> Kept | None:
    register = open_register(settings)
    try:
        kept = register.get(key) if register.exists else None
    except UsageError:
        return None
    return kept if kept and kept.key == key else None


# ---------------------------------------------------------------- what is made of it


def make_labels(
    settings: Settings,
    progress: Progress,
    *,
    thick_mm: int,
    stamps: bool,
    asked: Mapping[str, Any],
) -> Made:
    """Labels and, where they are asked for, stamps of papers, to be saved.

    Raises:
        WuxiaoError: There are no such papers, or they cannot be made.
    """
    progress("做标签", 0, 1)
    return archive_labels(
        settings, _made(settings), thick_mm=thick_mm, stamps=stamps, **_fit(asked)
    )


def make_export(
    settings: Settings, progress: Progress, *, name: str, password: str, asked: Mapping[str, Any]
) -> Made:
    """A zip or a catalogue of papers, to be saved.

    Args:
        settings: What the run was told.
        progress: Told how far it is.
        name: `CATALOGUE` or `EXPORT`.
        password: Encrypts a zip; empty for none.
        asked: Which papers.

    Raises:
        WuxiaoError: There are no such papers, or it cannot be made.
    """
    target = _made(settings) / name
    return archive_export(settings, target, progress, password=password, **_fit(asked))


def make_list(settings: Settings, progress: Progress, *, proposal: int) -> Made:
    """The list for disposal of a proposal, to be printed and signed.

    Raises:
        WuxiaoError: There is no such proposal, or it cannot be made.
    """
    progress("做销毁清册", 0, 1)
    return archive_appraise(settings, proposal, _made(settings))


def approve(
    settings: Settings,
    progress: Progress,
    *,
    proposal: int,
    scans: Path,
    by: str,
    why: str,
) -> Happened:
    """Take the scans of a signed list in, and file it as the proof of its approval.

    Raises:
        UsageError: The list was not made here.
        ScansError: It is not signed and sealed.
        WuxiaoError: The scans or the register cannot be used.
    """
    folder = list_folder(settings, proposal)
    if folder is None:
        raise UsageError("销毁清册还没有做，或者已经清掉", remedy="先做清册，打印、签字、盖章")
    receive(folder, [scans], settings, progress)
    return archive_proposal(
        settings, nobody_waits, "approve", proposal, by=by, why=why, proof=folder
    )


def back_up(settings: Settings, target: Path, progress: Progress) -> BackedUp:
    """Bring a backup of the register up to date, or make one.

    Raises:
        WuxiaoError: It cannot be made there, or a file of the register is damaged.
    """
    return archive_backup(settings, target, progress, nobody_waits)


def list_folder(settings: Settings, proposal: int) -> Path | None:
    """Where the list of a proposal was made; None where it was not."""
    found = (each for each in _made(settings).glob(f"销毁清册-第{proposal}号") if each.is_dir())
    return next(found, None)


def made_files(settings: Settings) -> tuple[tuple[str, str, int], ...]:
    """What was made of the register: what an address calls it, its name, its size in bytes."""
    return tuple((_id(path), _name(path), path.stat().st_size) for path in _made_paths(settings))


def made_file(settings: Settings, digest: str) -> tuple[str, bytes] | None:
    """A file that was made of the register, with its name; None where there is none of this digest.

    Raises:
        InputError: It cannot be read.
    """
    for path in _made_paths(settings):
        if _id(path) == digest:
            try:
                return _name(path), path.read_bytes()
            except OSError as error:
                raise InputError("文件读不出来", where=path.name, remedy="再做一次") from error
    return None


def drop_made(settings: Settings) -> None:
    """Throw away what was made, but for lists for disposal that are under way.

    Raises:
        OutputError: Something of it is open in another program.
    """
    for path in _made(settings).glob("*"):
        if path.is_file():
            store.delete(path)


def _made_paths(settings: Settings) -> list[Path]:
    top = _made(settings)
    found = [*top.glob("*"), *top.glob("销毁清册-*/pdf/*"), *top.glob("销毁清册-*/word/*")]
    return sorted(each for each in found if each.is_file() and not each.is_symlink())


def _name(path: Path) -> str:
    """What a file is called when it is saved: a list by its number."""
    home = path.parent.parent
    return f"{home.name}{path.suffix}" if home.name.startswith("销毁清册-") else path.name


def _id(path: Path) -> str:
    return store.sha256(f"{path.parent.parent.name}/{path.name}".encode())[:16]


def _made(settings: Settings) -> Path:
    folder = private_file(settings, _MADE)
    for each in (folder.parent.parent, folder.parent, folder):
        store.refuse_link(each)
    return folder


def _fit(asked: Mapping[str, Any]) -> dict[str, Any]:
    query_of(**asked)  # an error is told before anything is begun
    return dict(asked)


def _proposals(settings: Settings) -> Sequence[Proposal]:
    """Lists for disposal of which something is still to be done, the first one first."""
    from pipeline.archive.models import KeptState

    register = open_register(settings)
    found: dict[int, list[Kept]] = {}
    for state in (KeptState.PROPOSED, KeptState.APPROVED, KeptState.DISPOSED):
        for kept in register.find(query_of(state=state)):
            found.setdefault(kept.proposal, []).append(kept)
    return [_proposal(register, number, papers) for number, papers in sorted(found.items())]


def _proposal(register: Register, number: int, papers: Sequence[Kept]) -> Proposal:
    from pipeline.archive.models import KeptState

    states = {each.state for each in papers}
    return Proposal(
        event=next(each for each in register.events(papers[0].key) if each.number == number),
        papers=papers[:MOST_LISTED],
        total=len(papers),
        is_approved=KeptState.PROPOSED not in states,
        is_disposed=states == {KeptState.DISPOSED},
    )
