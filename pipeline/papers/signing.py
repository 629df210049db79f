"""What has to be signed and sealed, by whom: one block a recipient, one row a mark."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pipeline.dossier.dates import say_day_of_year
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Dossier
from pipeline.papers.documents import UNIT, Document, Mark, MarkKind, Paper, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """One signature or seal.

    Attributes:
        who: Who leaves it: `第一完成人 秦厚`.
        kind: 签字 or 盖章.
        document: Title of the paper.
        subject: Whom or what the paper is for.
        place: The printed words that the mark stands beside.
        milestone: When the paper is signed.
        latest: Until when; empty where there is no last day.
        copies: How many are signed.
        file: The PDF in `print/`.
    """

    who: str
    kind: str
    document: str
    subject: str
    place: str
    milestone: Milestone
    latest: str
    copies: int
    file: str


@dataclass(frozen=True, slots=True)
class SigningBlock:
    """All that one recipient has to see to: the unit itself, or an employer."""

    recipient: str
    rows: tuple[MarkRow, ...]


def signing_blocks(
    dossier: Dossier,
    papers: Sequence[Paper],
    documents: Sequence[Document],
    latest: Mapping[Milestone, date],
    *,
    came: Mapping[str, Collection[tuple[MarkKind, Role]]] = MappingProxyType({}),
) -> tuple[SigningBlock, ...]:
    """What has to be signed and sealed, the unit's own first; in a block, by who signs.

    Args:
        dossier: The dossier.
        papers: Its papers; those that are not printed are left out.
        documents: The documents.
        latest: The latest day by milestone.
        came: Marks that have come back and are not asked for any more, by stem of the paper.
    """
    by_id = {document.id: document for document in documents}
    printed = [paper for paper in papers if paper.packet]
    blocks = []
    for recipient in dict.fromkeys([UNIT, *(paper.recipient for paper in printed)]):
        own = [paper for paper in printed if paper.recipient == recipient]
        rows = [
            (_rank(mark, paper), _row(dossier, paper, mark, by_id[paper.document], latest))
            for paper in own
            for mark in by_id[paper.document].marks_in(paper.scope)
            if (mark.kind, mark.role) not in came.get(paper.stem, ())
        ]
        rows.sort(key=lambda row: row[0])
        if rows:
            blocks.append(SigningBlock(recipient, tuple(row for _, row in rows)))
    return tuple(blocks)


def _rank(mark: Mark, paper: Paper) -> tuple[int, tuple[int, ...], int]:
    """By who signs (leads one after the other), then in the order of the year."""
    lead = paper.members if mark.role is Role.LEAD else ()
    return list(Role).index(mark.role), lead, paper.milestone.place


def _row(
    dossier: Dossier,
    paper: Paper,
    mark: Mark,
    document: Document,
    latest: Mapping[Milestone, date],
) -> MarkRow:
    day = latest.get(paper.milestone)
    return MarkRow(
        who="　".join(_who(dossier, paper, mark.role)),
        kind=mark.kind.label,
        document=paper.title,
        subject=paper.subject,
        place=mark.label,
        milestone=paper.milestone,
        latest=say_day_of_year(day) if day else "",
        copies=document.copies,
        file=f"{paper.packet}.pdf",
    )


def _who(dossier: Dossier, paper: Paper, role: Role) -> Iterator[str]:
    yield role.label
    if role is Role.LEAD:
        yield dossier.nominations[paper.members[0]].lead.name or ""
