"""Step `packets`: papers put together for the printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from pipeline import store
from pipeline.bundle import Packet
from pipeline.make.built import Packed
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import packet_entry, reusable_entry
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry, PacketPart
from pipeline.tools.weasyprint.assembling import Section, put_together
from pipeline.tools.weasyprint.drawn import Drawn

Draw = Callable[[Paper, str], Drawn]
"""Gives a paper drawn, by the digest of what it shows."""


def compose(plan: BuildPlan, packet: Packet, pdfs: Mapping[str, FileEntry], draw: Draw) -> Packed:
    """Make a packet from drawn pages, unless it is there as it should be.

    Args:
        plan: The plan.
        packet: The packet.
        pdfs: The PDFs of its papers, by stem.
        draw: Draws a paper, or gives what is drawn already.

    Raises:
        WuxiaoError: A paper that has to be drawn anew cannot be.
    """
    entry = packet_entry(packet, pdfs)
    if old := reusable_entry(plan, entry):
        return Packed(old)
    sections = [
        Section(
            draw(item.paper, pdfs[item.paper.stem].shown_digest),
            item.bookmark if len(packet.items) > 1 else "",
            item.fresh_sheet,
        )
        for item in packet.items
    ]
    combined = put_together(sections, title=packet.name)
    parts = parts_of(packet, combined.first_pages, [each.drawn.page_count for each in sections])
    return packed(entry, combined.pdf, parts, combined.page_count)


def waits_for_office(plan: BuildPlan, packet: Packet) -> bool:
    """Whether a packet holds a PDF by LibreOffice."""
    return any(plan.sources[paper.document].pdf_from_word for paper in packet.papers)


def parts_of(
    packet: Packet, first_pages: Sequence[int], pages: Sequence[int]
) -> tuple[PacketPart, ...]:
    """Where each paper of a packet stands in it, by first pages, counted from 1, and numbers of pages."""
    return tuple(
        PacketPart(path=naming.pdf_path(item.paper.stem), first_page=first, pages=count)
        for item, first, count in zip(packet.items, first_pages, pages, strict=True)
    )


def packed(entry: FileEntry, data: bytes, parts: tuple[PacketPart, ...], pages: int) -> Packed:
    """A packet that was made: its entry, with all that was not known before."""
    digest = store.sha256(data)
    return Packed(msgspec.structs.replace(entry, sha256=digest, parts=parts, pages=pages), data)
