"""归档文件销毁清册: what stands on the list of papers whose disposal is proposed.  Pure: papers in, words out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.archive.events import Event
from pipeline.archive.models import Kept
from pipeline.archive.retention import free_from
from pipeline.dossier.dates import say_day
from pipeline.errors import UsageError

DOCUMENT = "disposal_list"
"""Id of the document in manifests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paper on the list; `until` is the last day on which it had to be kept."""

    number: str
    title: str
    dated: str
    pages: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalList:
    """What the list says.

    Attributes:
        proposal: Number of the event by which the disposal was proposed.
        unit: Whose papers they are.
        said: What is said above the table, in paragraphs.
        rows: The papers.
        origin: SHA-256 of the event before the proposal, by which no list of another register is taken for it.
    """

    proposal: int
    unit: str
    said: tuple[str, ...]
    rows: tuple[Row, ...]
    origin: str

    @property
    def name(self) -> str:
        """What it is called."""
        return f"销毁清册-第{self.proposal}号"

    @property
    def digest(self) -> str:
        """Digest of all that it says."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def disposal_list(proposal: Event, papers: Sequence[Kept]) -> DisposalList:
    """The list of a proposal.

    Args:
        proposal: The event by which it was proposed.
        papers: The papers that are proposed by it, as they are now.

    Raises:
        UsageError: There are none, or a paper has no date from which its time could be counted.
    """
    if not papers:
        raise UsageError(
            f"第{proposal.number}条记录没有提请销毁文书，或者已经批准、撤销",
            remedy="先用 wuxiao archive dispose 提请，再照它说的编号",
        )
    undated = [str(each.paper.number) for each in papers if free_from(each) is None]
    if undated:
        raise UsageError(
            f"{'、'.join(undated[:5])}不知道保管到哪一天，不能列入销毁清册",
            remedy="用 wuxiao archive dispose --withdrawn 撤销这几件",
        )
    units = list(dict.fromkeys(each.paper.unit for each in papers))
    day = date.fromisoformat(proposal.when[:10])
    return DisposalList(
        proposal=proposal.number,
        unit=units[0] if len(units) == 1 else "",
        said=tuple(_said(proposal, papers, day)),
        rows=tuple(map(_row, papers)),
        origin=proposal.previous,
    )


def _said(proposal: Event, papers: Sequence[Kept], day: date) -> Sequence[str]:
    pages = sum(each.paper.pages for each in papers)
    why = f"理由：{proposal.why}。" if proposal.why else ""
    asked = f"登记簿第{proposal.number}条记录（{say_day(day)}，{proposal.by}）提请销毁下列文书，"
    return (f"{asked}共{len(papers)}件、{pages}页，请逐件鉴定。{why}", _DISAGREED)


_DISAGREED = "不同意销毁的，在该件的序号上画叉，本清册作废，撤销这几件后重新生成；本清册永久保存。"


def _row(kept: Kept) -> Row:
    free = free_from(kept)
    paper = kept.paper
    return Row(
        number=str(paper.number),
        title=paper.title,
        dated=f"{paper.dated:%Y%m%d}" if paper.dated else "",
        pages=paper.pages,
        until=f"{free - timedelta(days=1):%Y%m%d}" if free else "",
    )
