"""Packets: what goes to the printer in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__, naming
from pipeline.documents import Document, Paper, Scope
from pipeline.manifest import FileEntry, FileKind, PacketPart
from pipeline.tools import store
from pipeline.tools.pdf import Part, merge


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketItem:
    """A paper of a packet: its PDF's entry, its bookmark, whether it needs a fresh sheet."""

    entry: FileEntry
    bookmark: str
    fresh_sheet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """A PDF to be made in `print/`.

    Attributes:
        out: Output folder of the dossier.
        name: File name without suffix.
        items: What it is merged from, in order.
        subject: Whom or what it is for.
        nomination: Id of the nomination, where it is one's packet.
        previous: What an earlier run made under that name.
    """

    out: Path
    name: str
    items: tuple[PacketItem, ...]
    subject: str
    nomination: str | None
    previous: FileEntry | None

    @property
    def path(self) -> str:
        """Where it stands below the output folder."""
        return path_of(self.name)

    @property
    def digest(self) -> str:
        """Digest of what it is merged from."""
        parts = ((item.entry.sha256, item.bookmark, item.fresh_sheet) for item in self.items)
        return store.sha256(repr((__version__, *parts)).encode())


def plan_packets(
    papers: Sequence[Paper],
    documents: Mapping[str, Document],
    pdfs: Mapping[str, FileEntry],
    *,
    out: Path,
    previous: Mapping[str, FileEntry],
) -> list[Packet]:
    """The packets of which every paper is there.

    Args:
        papers: All papers of the dossier.
        documents: The documents by id.
        pdfs: PDFs by the stem of their paper; a packet that lacks one is left out.
        out: Output folder of the dossier.
        previous: What an earlier run made, by path.
    """
    wanted: dict[str, list[Paper]] = {}
    for paper in papers:
        wanted.setdefault(paper.packet, []).append(paper)
    pledges = [paper for paper in papers if documents[paper.document].pledge]
    packets = {name: _in_packet_order(parts, documents) for name, parts in wanted.items()}
    if pledges:
        packets[naming.ALL_PLEDGES] = sorted(pledges, key=lambda paper: paper.members)
    return [
        _packet(name, parts, documents, pdfs, out=out, previous=previous)
        for name, parts in sorted(packets.items())
        if all(paper.stem in pdfs for paper in parts)
    ]


def _in_packet_order(papers: Sequence[Paper], documents: Mapping[str, Document]) -> list[Paper]:
    """A nomination's own papers first, what its employer certifies for several last."""
    return sorted(
        papers, key=lambda paper: (paper.scope is Scope.EMPLOYER, documents[paper.document].order)
    )


def _packet(
    name: str,
    papers: Sequence[Paper],
    documents: Mapping[str, Document],
    pdfs: Mapping[str, FileEntry],
    *,
    out: Path,
    previous: Mapping[str, FileEntry],
) -> Packet:
    several = name == naming.ALL_PLEDGES
    items = tuple(
        PacketItem(
            entry=pdfs[paper.stem],
            bookmark=f"{paper.subject} {paper.title}" if several else paper.title,
            fresh_sheet=documents[paper.document].fresh_sheet,
        )
        for paper in papers
    )
    nominations = {paper.nomination for paper in papers if paper.nomination}
    return Packet(
        out=out,
        name=name,
        items=items,
        subject="" if several else papers[0].subject,
        nomination=nominations.pop() if len(nominations) == 1 and not several else None,
        previous=previous.get(path_of(name)),
    )


def path_of(name: str) -> str:
    """Where a packet stands below the output folder."""
    return f"{naming.PRINT_FOLDER}/{name}.pdf"


def make_packet(packet: Packet) -> FileEntry:
    """Make one packet, unless it is there as it should be.

    Raises:
        OutputError: A part is missing or cannot be read, or the packet cannot be written.
    """
    if packet.previous and _is_current(packet, packet.previous):
        return packet.previous
    parts = [
        Part(packet.out / item.entry.path, item.bookmark, item.fresh_sheet) for item in packet.items
    ]
    merged = merge(parts, title=packet.name)
    store.write_whole(packet.out / packet.path, merged.data)
    return _entry(packet, merged.data, merged.pages, merged.first_pages)


def _is_current(packet: Packet, before: FileEntry) -> bool:
    path = packet.out / packet.path
    return (
        before.data_digest == packet.digest
        and path.is_file()
        and store.sha256_file(path) == before.sha256
    )


def _entry(packet: Packet, data: bytes, pages: int, first_pages: Sequence[int]) -> FileEntry:
    return FileEntry(
        path=packet.path,
        kind=FileKind.PRINT,
        sha256=store.sha256(data),
        title=packet.name,
        subject=packet.subject,
        nomination=packet.nomination,
        pages=pages,
        data_digest=packet.digest,
        fonts=tuple(sorted({font for item in packet.items for font in item.entry.fonts})),
        parts=tuple(
            PacketPart(path=item.entry.path, first_page=page, pages=item.entry.pages or 0)
            for item, page in zip(packet.items, first_pages, strict=True)
        ),
    )
