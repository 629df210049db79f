"""Packets: what goes to the printer in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.papers import naming
from pipeline.papers.documents import Document, Paper, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketItem:
    """A paper of a packet, its bookmark, whether it needs a fresh sheet."""

    paper: Paper
    bookmark: str
    fresh_sheet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A PDF of `print/`.

    Attributes:
        name: File name without suffix.
        items: What it holds, in order.
        subject: Whom or what it is for.
        nomination: Id of the nomination, where it is one's packet.
    """

    name: str
    items: tuple[PacketItem, ...]
    subject: str
    nomination: str | None

    @property
    def path(self) -> str:
        """Where it stands below the output folder."""
        return f"{naming.PRINT_FOLDER}/{self.name}.pdf"

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers in it."""
        return tuple(item.paper for item in self.items)


def plan_packets(papers: Sequence[Paper], documents: Mapping[str, Document]) -> tuple[Packet, ...]:
    """The packets of a dossier: the unit's papers, one packet a nomination, all pledges.

    Args:
        papers: All papers of the dossier.
        documents: The documents by id.
    """
    wanted: dict[str, list[Paper]] = {}
    for paper in papers:
        wanted.setdefault(paper.packet, []).append(paper)
    packets = [
        _packet(name, _in_packet_order(parts, documents), documents)
        for name, parts in sorted(wanted.items())
    ]
    pledges = [paper for paper in papers if documents[paper.document].pledge]
    if pledges:
        in_order = sorted(pledges, key=lambda paper: paper.members)
        packets.append(_packet(naming.ALL_PLEDGES, in_order, documents))
    return tuple(packets)


def _in_packet_order(papers: Sequence[Paper], documents: Mapping[str, Document]) -> list[Paper]:
    """A nomination's own papers first, what its employer certifies for several last."""
    return sorted(
        papers, key=lambda paper: (paper.scope is Scope.EMPLOYER, documents[paper.document].order)
    )


def _packet(name: str, papers: Sequence[Paper], documents: Mapping[str, Document]) -> Packet:
    several = name == naming.ALL_PLEDGES
    items = tuple(
        PacketItem(
            paper=paper,
            bookmark=f"{paper.subject} {paper.title}" if several else paper.title,
            fresh_sheet=documents[paper.document].fresh_sheet,
        )
        for paper in papers
    )
    nominations = {paper.nomination for paper in papers if paper.nomination}
    return Packet(
        name=name,
        items=items,
        subject="" if several else papers[0].subject,
        nomination=nominations.pop() if len(nominations) == 1 and not several else None,
    )
