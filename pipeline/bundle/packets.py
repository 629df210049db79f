"""Packets: what goes to the printer in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__, store
from pipeline.papers import naming
from pipeline.papers.documents import Document, Paper, Scope
from pipeline.papers.manifest import FileEntry, FileKind, PacketPart
from pipeline.tools.pdf.merging import Part, merge
from pipeline.tools.weasyprint.layout import LaidOut, Section, combine


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


# ---------------------------------------------------------------- making


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where packets go: the output folder, and what an earlier run made there, by path."""

    out: Path
    previous: Mapping[str, FileEntry]

    def kept(self, packet: Packet, digest: str) -> FileEntry | None:
        """The entry of a packet that is there as it should be."""
        before = self.previous.get(packet.path)
        path = self.out / packet.path
        if before is None or before.data_digest != digest or not path.is_file():
            return None
        return before if store.sha256_file(path) == before.sha256 else None


def compose(
    packet: Packet,
    pages: Callable[[Paper], LaidOut],
    pdfs: Mapping[str, FileEntry],
    place: Place,
) -> FileEntry:
    """Make a packet from pages that are laid out, unless it is there as it should be.

    Args:
        packet: The packet.
        pages: Lays out a paper, or gives what is laid out already.
        pdfs: The PDF of each paper, by stem; those not made yet may carry no checksum.
        place: Where it goes.

    Raises:
        OutputError: A glyph is missing, or the packet cannot be written.
    """
    digest = _digest(packet, pdfs)
    if kept := place.kept(packet, digest):
        return kept
    sections = [
        Section(pages(item.paper), item.bookmark if len(packet.items) > 1 else "", item.fresh_sheet)
        for item in packet.items
    ]
    combined = combine(sections, title=packet.name)
    counts = [section.pages.page_count for section in sections]
    store.write_whole(place.out / packet.path, combined.pdf)
    return _entry(packet, digest, combined.pdf, (combined.first_pages, counts, combined.page_count))


def merge_packet(task: tuple[Packet, Mapping[str, FileEntry], Place]) -> FileEntry:
    """Make a packet from finished PDFs, where some came from LibreOffice.

    Raises:
        OutputError: A part is missing or cannot be read, or the packet cannot be written.
    """
    packet, pdfs, place = task
    digest = _digest(packet, pdfs)
    if kept := place.kept(packet, digest):
        return kept
    entries = [pdfs[item.paper.stem] for item in packet.items]
    parts = [
        Part(place.out / entry.path, item.bookmark, item.fresh_sheet)
        for item, entry in zip(packet.items, entries, strict=True)
    ]
    merged = merge(parts, title=packet.name)
    counts = [entry.pages or 0 for entry in entries]
    store.write_whole(place.out / packet.path, merged.data)
    return _entry(packet, digest, merged.data, (merged.first_pages, counts, merged.pages))


def _digest(packet: Packet, pdfs: Mapping[str, FileEntry]) -> str:
    """Digest of what a packet is made from; the same input gives the same PDFs."""
    parts = []
    for item in packet.items:
        entry = pdfs[item.paper.stem]
        parts.append((entry.data_digest, entry.template_digest, item.bookmark, item.fresh_sheet))
    return store.sha256(repr((__version__, packet.name, *parts)).encode())


def _entry(
    packet: Packet,
    digest: str,
    data: bytes,
    counted: tuple[Sequence[int], Sequence[int], int],
) -> FileEntry:
    first_pages, counts, pages = counted
    return FileEntry(
        path=packet.path,
        kind=FileKind.PRINT,
        sha256=store.sha256(data),
        title=packet.name,
        subject=packet.subject,
        nomination=packet.nomination,
        pages=pages,
        data_digest=digest,
        parts=tuple(
            PacketPart(
                path=f"{naming.PDF_FOLDER}/{item.paper.stem}.pdf", first_page=first, pages=count
            )
            for item, first, count in zip(packet.items, first_pages, counts, strict=True)
        ),
    )
