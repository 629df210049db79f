"""Step `packets`: papers put together for the printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from pipeline import store
from pipeline.bundle import Packet, PacketItem
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Packed
from pipeline.make.current import is_as_made
from pipeline.make.unchanged import packet_entry, reusable_entry
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry, PacketPart
from pipeline.tools.weasyprint.assembling import Section, put_together
from pipeline.tools.weasyprint.drawn import Drawn

PLEDGE = "pledge"
"""Name of the pages with pledges in the style sheets (`page: pledge`)."""

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
        _section(item, draw(item.paper, pdfs[item.paper.stem].shown_digest), len(packet.items))
        for item in packet.items
    ]
    combined = put_together(sections, title=packet.title)
    stretches = [Stretch(each.first_number, each.drawn.page_count) for each in sections]
    parts = parts_of(packet, combined.first_pages, stretches)
    return unwritten(plan, packed(entry, combined.pdf, parts, combined.page_count))


def unwritten(plan: BuildPlan, packed: Packed) -> Packed:
    """A packet without its contents where the very same file is there already."""
    before = plan.before.get(packed.entry.path)
    if plan.settings.force or before is None or before.sha256 != packed.entry.sha256:
        return packed
    return Packed(packed.entry) if is_as_made(plan.out, before) else packed


def _section(item: PacketItem, drawn: Drawn, of_several: int) -> Section:
    bookmark = item.bookmark if of_several > 1 else ""
    pledges = [place for place, page in enumerate(drawn.pages) if page.name == PLEDGE]
    if not item.only_pledges or not pledges:
        return Section(drawn, bookmark, item.fresh_sheet)
    first, last = pledges[0], pledges[-1]
    return Section(drawn.stretch(first, last + 1), bookmark, item.fresh_sheet, first + 1)


def waits_for_office(plan: BuildPlan, packet: Packet) -> bool:
    """Whether a packet holds a PDF by LibreOffice."""
    return any(map(plan.follows_word, packet.papers))


@dataclass(frozen=True, slots=True)
class Stretch:
    """The pages of a paper that a packet shows: from a page counted from 1, and how many."""

    of_page: int
    pages: int


def parts_of(
    packet: Packet, first_pages: Sequence[int], stretches: Sequence[Stretch]
) -> tuple[PacketPart, ...]:
    """Where each paper of a packet stands in it, by first pages, counted from 1."""
    return tuple(
        PacketPart(
            path=naming.pdf_path(item.paper.stem),
            first_page=first,
            pages=stretch.pages,
            of_page=stretch.of_page,
        )
        for item, first, stretch in zip(packet.items, first_pages, stretches, strict=True)
    )


def packed(entry: FileEntry, data: bytes, parts: tuple[PacketPart, ...], pages: int) -> Packed:
    """A packet that was made: its entry, with all that was not known before."""
    digest = store.sha256(data)
    return Packed(msgspec.structs.replace(entry, sha256=digest, parts=parts, pages=pages), data)
