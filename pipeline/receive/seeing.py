"""Looking at one page: what a guarded process does (`engine.guarded`), and what comes back of it.

The only part of `receive` that knows the room of scans; the rest works with what was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import InputError, WuxiaoError
from pipeline.papers.returned import ZoneState
from pipeline.receive.expected import Expected
from pipeline.receive.models import Evidence, Look, Pictures, SeenChange, SeenPage, SeenZone
from pipeline.tools.scan import examined as scan
from pipeline.tools.scan.drafts import is_draft
from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.pages import count_pages, read_pages
from pipeline.tools.scan.printed import Book, PrintedPage
from pipeline.tools.scan.raw import RawPage

MOST_PAGES = 5000
"""Pages of one file: a longer one is no scan of a sitting."""
_BROKEN = "broken"


class Counted(Struct, frozen=True):
    """How many pages a file has; or what is wrong with it, in Chinese."""

    pages: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page to be looked at: the file, its SHA-256, the page counted from 1."""

    path: Path
    sha256: str
    index: int


@dataclass(frozen=True, slots=True)
class Printed:
    """What pages are compared with, and the digests by which it is known later."""

    book: Book
    digest: str
    page_digests: dict[str, str]


def printed_of(expected: Expected, out: Path) -> Printed:
    """What pages are compared with: the papers of an output folder."""
    pages = [
        PrintedPage(code=each.code, pdf=pdf, index=each.number - 1, zones=each.zones)
        for each in expected.by_code.values()
        if (pdf := each.pdf(out)).exists() or not each.version
    ]
    digests = {page.code: expected.page_digest(page.code) for page in pages}
    return Printed(Book.of(pages), expected.digest, digests)


def count(path: Path) -> Counted:
    """How many pages a file has; never raises for a damaged one."""
    try:
        pages = count_pages(path)
    except WuxiaoError as error:
        return Counted(problem=str(error))
    except MemoryError:
        return Counted(problem=said_of_lost(path.name, hung=False))
    if pages > MOST_PAGES:
        too_many = WuxiaoError(
            f"有{pages}页，太多了", where=path.name, remedy="按一次扫描的内容拆开再收回"
        )
        return Counted(problem=str(too_many))
    return Counted(pages)


def look_at_page(printed: Printed, task: PageTask) -> Look:
    """Look at a page; what is wrong with it is told in the result."""
    try:
        for raw in read_pages(task.path, task.index, task.index):
            found = examine(raw, printed.book)
            look = _as_look(found, printed, task)
            return _told_if_draft(look, raw, printed.book)
    except InputError as error:
        return lost(task, str(error))
    except MemoryError:
        return lost(task, said_of_lost(task.path.name, hung=False))
    return lost(task, "这一页不在文件里了")


def _told_if_draft(look: Look, raw: RawPage, book: Book) -> Look:
    """A page without any code that looks like one of ours may be a draft of it: drafts carry none."""
    seen = look.seen
    if not seen.code or seen.by_codes or seen.codes:
        return look
    page = book.pages[seen.code]
    told = msgspec.structs.replace(seen, is_draft=is_draft(raw, page, seen.to_paper))
    return msgspec.structs.replace(look, seen=told)


def lost(task: PageTask, reason: str) -> Look:
    """What is known of a page that could not be looked at; the next run tries again."""
    seen = SeenPage(source=task.sha256, index=task.index, why_not=_BROKEN, reason=reason)
    return Look(seen=seen)


def said_of_lost(name: str, *, hung: bool) -> str:
    """What is said of a file over which the process that looked at it was lost, in Chinese."""
    what = "太大或太复杂，等了很久还没有读完" if hung else "读它的进程用的内存太多，或者出错退出"
    remedy = "降到300 dpi重新扫描，或另存一份再试；可能已损坏"
    return str(WuxiaoError(what, where=name, remedy=remedy))


def _as_look(found: scan.Examined, printed: Printed, task: PageTask) -> Look:
    code = found.page or ""
    seen = SeenPage(
        source=task.sha256,
        index=task.index,
        against=printed.page_digests.get(code, printed.digest),
        code=code,
        codes=found.codes,
        why_not=str(found.why_not or ""),
        reason=found.reason,
        by_codes=found.by_codes,
        is_blank=found.is_blank,
        to_paper=found.to_paper.numbers if found.to_paper else (),
        width_px=found.width_px,
        height_px=found.height_px,
        rotation=found.rotation,
        skew_deg=round(found.skew_deg, 2),
        dpi=round(found.dpi, 1),
        has_colour=found.has_colour,
        sharpness=round(found.sharpness, 3),
        zones=tuple(map(_zone, found.zones)),
        changes=tuple(map(_change, found.changes)),
    )
    return Look(seen=seen, pictures=_pictures(found))


def _zone(found: scan.ZoneResult) -> SeenZone:
    return SeenZone(
        kind=found.kind,
        role=found.role,
        index=found.index,
        state=ZoneState(found.state.value),
        reason=found.reason,
    )


def _change(found: scan.Change) -> SeenChange:
    box = found.box
    return SeenChange(box=(box.x, box.y, box.width, box.height), reason=found.reason)


def _pictures(found: scan.Examined) -> Pictures:
    zones = {each.index: shown for each in found.zones if (shown := _evidence(each.evidence))}
    changes = tuple(_evidence(each.evidence) for each in found.changes)
    return Pictures(preview=found.preview, zones=zones, changes=changes)


def _evidence(found: scan.Evidence | None) -> Evidence | None:
    return Evidence(found.printed, found.scanned, found.difference) if found else None


def tasks_of(path: Path, sha256: str, pages: int) -> Iterator[PageTask]:
    """One task for each page of a file."""
    for index in range(1, pages + 1):
        yield PageTask(path, sha256, index)
