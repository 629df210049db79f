"""What goes out of the register and comes in from another: labels, catalogue, exports, the list for disposal."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import scratch, store
from pipeline.errors import InputError, UsageError
from pipeline.run.keeping import Waiting, at_work, open_register, query_of, today
from pipeline.run.proposals import proposed
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.archive import Register
    from pipeline.archive.models import Kept
    from pipeline.archive.outgoing import Imported, Made
    from pipeline.make.built import Progress


SHORTEST_PASSWORD = 8
"""Characters of the password of an export."""


def must_be_long_enough(password: str) -> None:
    """Refuse a password that is guessed soon.

    Raises:
        UsageError: It is too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError(f"密码太短，至少{SHORTEST_PASSWORD}位", remedy="换一个长的")


def archive_labels(
    settings: Settings, folder: Path, *, thick_mm: int, stamps: bool, **asked: Any
) -> Made:
    """Box spines and covers of papers, and their 归档章 where they are asked for, as PDFs.

    Args:
        settings: What the run was told; it names the register.
        folder: Where they are written.
        thick_mm: How thick the boxes are.
        stamps: Whether 归档章 are wanted, too.
        asked: Which papers, as of `archive.models.Query`.

    Raises:
        InputError: There are no such papers.
        ArchiveError: A scan is missing, or not what was stored.
        OutputError: A file cannot be written.
    """
    from pipeline.archive.outgoing import Made
    from pipeline.make.labels import box_labels, stamp_labels

    scratch.claim()
    register, papers = _papers(settings, **asked)
    name = _name_of(papers, settings)
    made = dict(box_labels(papers, name, thick_mm=thick_mm, templates=settings.templates))
    if stamps:
        scans = [(each, _scan_of(register, each)) for each in papers]
        made |= stamp_labels(scans, settings.templates)
    for file, data in made.items():
        store.write_whole(folder / file, data)
    return Made(folder=folder, files=tuple(made), papers=len(papers))


def _scan_of(register: Register, kept: Kept) -> Path | None:
    from pipeline.archive.models import FileRole

    for file in register.files(kept):
        if file.role is FileRole.SCAN:
            register.read(file)  # whole, or told of
            return file.path
    return None


def archive_export(
    settings: Settings,
    target: Path,
    progress: Progress,
    *,
    name: str = "",
    password: str = "",
    **asked: Any,
) -> Made:
    """Papers as a zip that needs no program of ours; or as their catalogue, where `target` is a workbook.

    Args:
        settings: What the run was told; it names the register.
        target: The zip, or the workbook (`.xlsx`).
        progress: Told how far it is.
        name: What it is called; by default by unit and activity of the papers.
        password: Encrypts a zip; empty for none.
        asked: Which papers, as of `archive.models.Query`.

    Raises:
        InputError: There are no such papers.
        ArchiveError: A stored file is missing, or not what was stored.
        OutputError: The disk is full, or the file is open in another program.
    """
    from pipeline.archive.catalogue import catalogue
    from pipeline.archive.exporting import Order, export
    from pipeline.archive.outgoing import Made

    register, papers = _papers(settings, **asked)
    said = name or "".join((papers[0].paper.unit, _name_of(papers, settings)))
    gone = 0
    if target.suffix.casefold() == ".xlsx":
        store.write_whole(target, catalogue(papers, register.head, name=said))
    else:
        order = Order(
            target=target, name=said, on=today(), templates=settings.templates, password=password
        )
        gone = export(register, papers, order, progress).without_scans
    return Made(folder=target.parent, files=(target.name,), papers=len(papers), gone=gone)


def archive_import(
    settings: Settings,
    source: Path,
    waiting: Waiting,
    *,
    by: str,
    renumber: bool = False,
    password: str = "",
) -> Imported:
    """Take papers in that another office exported; all of them, or none where anything is in conflict.

    Args:
        settings: What the run was told; it names the register, which is made where there is none.
        source: The zip.
        waiting: Told who works on the register, before it is waited for.
        by: Who does it.
        renumber: Give papers the next numbers of this register.
        password: The zip's password; empty for none.

    Raises:
        InputError: It is no export, or not whole.
        ArchiveError: A paper or a number in it is another one here.
    """
    from pipeline.archive.importing import deposits_of, refuse_conflicts
    from pipeline.archive.outgoing import Imported

    scratch.claim()
    if not source.is_file():
        raise InputError("没有这个文件", where=str(source), remedy="核对压缩包的位置")
    register = open_register(settings)
    with tempfile.TemporaryDirectory() as unpacked:
        deposits = deposits_of(source, Path(unpacked), renumber=renumber, password=password)
        with at_work(register, by, waiting) as desk:
            refuse_conflicts(desk, deposits)
            added = [desk.add(each) for each in deposits]
    return Imported(
        fresh=sum(len(each.fresh) for each in added), known=sum(len(each.known) for each in added)
    )


# ---------------------------------------------------------------- the list for disposal


def archive_appraise(settings: Settings, proposal: int, folder: Path) -> Made:
    """Make 归档文件销毁清册 of a proposal, to be signed, sealed and received.

    Args:
        settings: What the run was told; it names the register.
        proposal: Number of the event by which the disposal was proposed.
        folder: The list gets an output folder of its own in it.

    Raises:
        UsageError: There is no such proposal, or its list was approved already.
        OutputError: A file cannot be written.
    """
    from pipeline.archive.disposal import disposal_list
    from pipeline.archive.outgoing import Made
    from pipeline.make.disposal import make_disposal_list

    scratch.claim()
    register = open_register(settings, must_exist=True)
    event, papers = proposed(register, proposal)
    what = disposal_list(event, papers)
    out = folder / what.name
    with store.locked(out):
        manifest = make_disposal_list(what, out, settings.templates)
    files = tuple(each.path for each in manifest.files)
    return Made(folder=out, files=files, papers=len(papers))


# ---------------------------------------------------------------- which papers


def _papers(settings: Settings, **asked: Any) -> tuple[Register, Sequence[Kept]]:
    register = open_register(settings, must_exist=True)
    papers = register.find(query_of(**asked))
    if not papers:
        raise InputError(
            "登记簿里没有这样的文书", remedy="放宽条件，用 wuxiao archive list 看有什么"
        )
    return register, papers


def _name_of(papers: Sequence[Kept], settings: Settings) -> str:
    """What papers are about: the name of their activity, or 归档文书 where there are several."""
    from pipeline.errors import WuxiaoError

    ids = list(dict.fromkeys(each.paper.activity for each in papers))
    if len(ids) != 1:
        return "归档文书"
    try:
        return f"{settings.find_activity(ids[0]).name}材料"
    except WuxiaoError:  # a year that is not installed any more
        return "归档文书"
