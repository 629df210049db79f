"""What came back of the papers, as `receive` finds it and `status`, `upload` and `build` read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.dossier.labels import Labelled
from pipeline.papers.documents import MarkKind, Role

RECEIVED_FOLDER, UPLOAD_FOLDER = "received", "upload"
"""Folders of the output folder: what came back, and what goes to the portal."""


RECEIVED_STATE = "state.json"
"""What is remembered of what came back, in its folder."""


_MOST_CHANGES = 4
"""How many changes of a paper are named."""


class Verdict(Labelled):
    """What a page that came back is: exactly one of these."""

    USED = "used", "采用"
    DUPLICATE = "duplicate", "重复"
    BLANK = "blank", "空白"
    FOREIGN = "foreign", "不是这份材料的"
    DRAFT = "draft", "草稿"
    OUTDATED = "outdated", "旧版"
    UNREADABLE = "unreadable", "认不出"


class ZoneState(Labelled):
    """Whether a mark is where it belongs."""

    PRESENT = "present", "有"
    ABSENT = "absent", "没有"
    LOOK = "look", "要看一眼"


class ReturnState(Labelled):
    """How much of a paper has come back, the worst first."""

    MISSING = "missing", "没有收齐"
    UNSIGNED = "unsigned", "没有签字"
    UNSEALED = "unsealed", "没有盖章"
    LOOK = "look", "要看一眼"
    COMPLETE = "complete", "齐全"


class Unmarked(Labelled):
    """Where the pages of a paper come from that nobody signs or seals."""

    SCAN = "scan", "扫描件"
    PRINT = "print", "打印件"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """Where the scan of a page is, and how it lies on the paper.

    Attributes:
        file: The scan, below the output folder, with `/`.
        index: The page of that file, counted from 1.
        to_paper: Homography from pixels of the stored picture to mm on the printed page, from its top
            left corner: nine numbers, row by row.
        width_px, height_px: Size of the stored picture.
    """

    file: str
    index: int
    to_paper: tuple[float, ...]
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class OwedMark:
    """A signature or seal that has not come back, or that somebody has to look at or has refused; pages from 1."""

    kind: MarkKind
    role: Role
    page: int
    state: ZoneState
    is_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReturn:
    """What came back of one paper.

    Attributes:
        path: Its PDF, below the output folder.
        document: Id of the document.
        title: Chinese title.
        subject: Whom or what it is for.
        nomination: Id of the nomination, where it is made for one.
        recipient: Who got it to sign: an employer, or the unit; empty where it is in no packet.
        pages: Number of its pages.
        state: The verdict.
        missing_pages: Pages that have to come back and did not, counted from 1.
        printed_pages: Pages that did not come back and need not: nobody signs them.
        outdated_pages: Pages of which only an earlier version came back.
        changed: What has changed since that version.
        owed: Marks that are missing or doubtful on the pages that came back.
        done: Marks that are there on them.
        altered: Whether something printed seems to have been changed by hand, and nobody has accepted it.
        by_hand: Whether all of that are days and places written into blanks, which are printed by now.
        spoiled_pages: Pages that a person has refused, as what stands on them is not what was printed.
        scans: The pages that are used, by their number.
    """

    path: str
    document: str
    title: str
    subject: str
    nomination: str | None
    recipient: str
    pages: int
    state: ReturnState
    missing_pages: tuple[int, ...] = ()
    printed_pages: tuple[int, ...] = ()
    outdated_pages: tuple[int, ...] = ()
    changed: tuple[str, ...] = ()
    owed: tuple[OwedMark, ...] = ()
    done: frozenset[tuple[MarkKind, Role]] = frozenset()
    altered: bool = False
    by_hand: bool = False
    spoiled_pages: tuple[int, ...] = ()
    scans: Mapping[int, ScannedPage] = field(default_factory=dict)

    @property
    def is_expected(self) -> bool:
        """Whether it has to come back: it was given to somebody on paper."""
        return bool(self.recipient)

    @property
    def is_complete(self) -> bool:
        """Whether all of it is there, signed and sealed."""
        return self.state is ReturnState.COMPLETE

    @property
    def has_begun(self) -> bool:
        """Whether any page of it, of whichever version, has come back."""
        return bool(self.scans or self.outdated_pages or self.spoiled_pages)


def say_owed(paper: PaperReturn) -> Iterator[str]:
    """What is missing of a paper, or to be looked at, part by part."""
    if len(paper.missing_pages) == paper.pages and not paper.has_begun:
        yield "还没有收回"
        return
    come = {*paper.outdated_pages, *paper.spoiled_pages}
    absent = [page for page in paper.missing_pages if page not in come]
    if absent:
        yield f"缺{say_pages(absent)}"
    if paper.outdated_pages:
        changed = f"（后来改了：{say_changes(paper.changed)}）" if paper.changed else ""
        yield f"{say_pages(paper.outdated_pages)}收回的是旧版{changed}，要重新打印、签字盖章"
    if paper.spoiled_pages:
        yield f"{say_pages(paper.spoiled_pages)}看过不能用，要重新打印、签字盖章"
    for mark in paper.owed:
        yield say_mark(mark)
    if paper.altered:
        yield f"{say_altered(by_hand=paper.by_hand)}，要看一眼"


def say_altered(*, by_hand: bool) -> str:
    """Why a person has to compare what stands on a page."""
    return "手写的日期、地点要核对" if by_hand else "印的内容好像被改动过"


def say_changes(labels: Sequence[str]) -> str:
    """What has changed in a paper; where that is much, the first of it and how much."""
    named = "、".join(labels[:_MOST_CHANGES])
    return f"{named}等{len(labels)}处" if len(labels) > _MOST_CHANGES else named


def say_mark(mark: OwedMark) -> str:
    """One mark that is missing or doubtful."""
    page, who, done = f"第{mark.page}页", mark.role.label, mark.kind.label
    if mark.is_refused:
        return f"{page}{who}{done}看过不算，要重新{done}"
    return (
        f"{page}{who}{done}要看一眼" if mark.state is ZoneState.LOOK else f"{page}{who}没有{done}"
    )


def say_pages(pages: Sequence[int]) -> str:
    """`第1—3、5页`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return f"第{'、'.join(_run(each) for each in runs)}页"


def _run(pages: Sequence[int]) -> str:
    return str(pages[0]) if len(pages) == 1 else f"{pages[0]}—{pages[-1]}"
