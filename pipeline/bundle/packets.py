"""Packets: what goes to the printer in one go, by who gets the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.papers import naming
from pipeline.papers.documents import UNIT, Document, Paper, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketItem:
    """A paper of a packet, its bookmark, whether it needs a fresh sheet, or only its pledges are shown."""

    paper: Paper
    bookmark: str
    fresh_sheet: bool
    only_pledges: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A PDF of `print/`.

    Attributes:
        name: Its path in `print/`, without suffix: `本单位/01-提名函`.
        title: Its title.
        items: What it holds, in order.
        subject: Who gets it; nobody where it only repeats pages of other packets.
        nomination: Id of the nomination, where it is one's packet.
        copies: How many are printed.
    """

    name: str
    title: str
    items: tuple[PacketItem, ...]
    subject: str
    nomination: str | None
    copies: int

    @property
    def path(self) -> str:
        """Where it stands below the output folder."""
        return f"{naming.PRINT_FOLDER}/{self.name}.pdf"

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers in it."""
        return tuple(item.paper for item in self.items)

    @property
    def own_papers(self) -> tuple[Paper, ...]:
        """The papers that have their place in it."""
        return tuple(paper for paper in self.papers if paper.packet == self.name)


def plan_packets(papers: Sequence[Paper], documents: Mapping[str, Document]) -> tuple[Packet, ...]:
    """The packets of a dossier: the unit's, then each employer's, then all pledges.

    Args:
        papers: All papers of the dossier; those that are not for printing are passed over.
        documents: The documents by id.
    """
    wanted: dict[str, list[Paper]] = {}
    for paper in papers:
        if paper.packet:
            wanted.setdefault(paper.packet, []).append(paper)
    recipients = list(dict.fromkeys([UNIT, *(paper.recipient for paper in papers)]))
    names = sorted(wanted, key=lambda name: (recipients.index(wanted[name][0].recipient), name))
    packets = [
        _packet(name, _in_packet_order(wanted[name], documents), documents) for name in names
    ]
    pledging = [paper for paper in papers if documents[paper.document].pledge_pages]
    return (*packets, *([_all_pledges(pledging)] if pledging else ()))


def _in_packet_order(papers: Sequence[Paper], documents: Mapping[str, Document]) -> list[Paper]:
    """What an employer certifies for all its nominations first, then nomination by nomination."""
    return sorted(
        papers,
        key=lambda paper: (
            paper.scope is not Scope.EMPLOYER, paper.members, documents[paper.document].order,
        ),
    )  # fmt: skip


def _packet(name: str, papers: Sequence[Paper], documents: Mapping[str, Document]) -> Packet:
    several = len({paper.title for paper in papers}) < len(papers)
    items = tuple(
        PacketItem(
            paper=paper,
            bookmark=f"{paper.subject} {paper.title}" if several else paper.title,
            fresh_sheet=documents[paper.document].fresh_sheet,
        )
        for paper in papers
    )
    nominations = {paper.nomination for paper in papers}
    return Packet(
        name=name,
        title=name.rpartition("/")[2],
        items=items,
        subject=papers[0].recipient,
        nomination=nominations.pop() if len(nominations) == 1 else None,
        copies=max(documents[paper.document].copies for paper in papers),
    )


def _all_pledges(papers: Sequence[Paper]) -> Packet:
    """The pages of pledges once more, for a signing session; never printed in addition."""
    items = tuple(
        PacketItem(
            paper=paper,
            bookmark=f"{paper.subject} 承诺书",
            fresh_sheet=True,
            only_pledges=True,
        )
        for paper in papers
    )
    name = naming.ALL_PLEDGES
    return Packet(name=name, title=name, items=items, subject="", nomination=None, copies=1)
