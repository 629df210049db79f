"""Step `packets`: papers put together for the printer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.bundle import Packet
from pipeline.engine.pool import Pool
from pipeline.make.built import Made, Packed, Progress
from pipeline.make.pages import Layouts
from pipeline.make.plan import BuildPlan
from pipeline.make.transaction import Stage
from pipeline.make.unchanged import packet_digest, reusable_entry
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry, FileKind, PacketPart
from pipeline.tools.pdf.merging import Part, merge
from pipeline.tools.weasyprint.layout import LaidOut, Section, burst, combine

LayOut = Callable[[Paper], LaidOut]
"""Lays out a paper, or gives what is laid out already."""


def compose(
    plan: BuildPlan, packet: Packet, pdfs: Mapping[str, FileEntry], lay_out: LayOut
) -> Packed:
    """Make a packet from pages that are laid out, unless it is there as it should be.

    Args:
        plan: The plan.
        packet: The packet.
        pdfs: The PDFs of its papers, by stem.
        lay_out: Lays out a paper, or gives what is laid out already.

    Raises:
        WuxiaoError: A glyph is missing.
    """
    entry = _entry(packet, pdfs)
    if old := reusable_entry(plan, entry):
        return Packed(old)
    sections = [
        Section(
            lay_out(item.paper), item.bookmark if len(packet.items) > 1 else "", item.fresh_sheet
        )
        for item in packet.items
    ]
    combined = combine(sections, title=packet.name)
    parts = _parts(packet, combined.first_pages, [each.pages.page_count for each in sections])
    return _packed(entry, combined.pdf, parts, combined.page_count)


def waits_for_office(plan: BuildPlan, packet: Packet) -> bool:
    """Whether a packet holds a PDF by LibreOffice."""
    return any(plan.sources[paper.document].pdf_from_word for paper in packet.papers)


def merge_waiting(
    plan: BuildPlan,
    made: Sequence[Made],
    packets: Sequence[FileEntry],
    *,
    stage: Stage,
    pool: Pool,
    progress: Progress,
) -> list[FileEntry]:
    """Make the packets that waited for papers: by LibreOffice, or of other packets; give all in order."""
    pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
    done = {entry.path: entry for entry in packets}
    tasks = [
        _Merging(
            packet,
            {paper.stem: pdfs[paper.stem] for paper in packet.papers},
            {paper.stem: stage.find(naming.pdf_path(paper.stem)) for paper in packet.papers},
        )
        for packet in plan.packets
        if packet.path not in done and all(paper.stem in pdfs for paper in packet.papers)
    ]
    for number, (_, packed) in enumerate(pool.run(_merged, plan, tasks), start=1):
        done[packed.entry.path] = stage.take_packet(packed)
        progress("合并打印件", number, len(tasks))
    return [done[each.path] for each in plan.packets if each.path in done]


@dataclass(frozen=True, slots=True)
class _Merging:
    """A worker's task: a packet, and by stem the PDFs of its papers and where they are now."""

    packet: Packet
    pdfs: Mapping[str, FileEntry]
    files: Mapping[str, Path]


def _merged(plan: BuildPlan, task: _Merging) -> Packed:
    packet = task.packet
    if not waits_for_office(plan, packet):
        with burst():
            return compose(plan, packet, task.pdfs, Layouts(plan).laid_out)
    entry = _entry(packet, task.pdfs)
    if old := reusable_entry(plan, entry):
        return Packed(old)
    parts = [
        Part(task.files[item.paper.stem], item.bookmark, item.fresh_sheet) for item in packet.items
    ]
    merged = merge(parts, title=packet.name)
    pages = [task.pdfs[item.paper.stem].pages or 0 for item in packet.items]
    held = _parts(packet, merged.first_pages, pages)
    return _packed(entry, merged.data, held, merged.pages)


def _entry(packet: Packet, pdfs: Mapping[str, FileEntry]) -> FileEntry:
    """The entry that a packet should have; without checksum and pages while it is not made."""
    return FileEntry(
        path=packet.path,
        kind=FileKind.PRINT,
        sha256="",
        title=packet.name,
        subject=packet.subject,
        nomination=packet.nomination,
        data_digest=packet_digest(packet, pdfs),
    )


def _parts(
    packet: Packet, first_pages: Sequence[int], pages: Sequence[int]
) -> tuple[PacketPart, ...]:
    return tuple(
        PacketPart(path=naming.pdf_path(item.paper.stem), first_page=first, pages=count)
        for item, first, count in zip(packet.items, first_pages, pages, strict=True)
    )


def _packed(entry: FileEntry, data: bytes, parts: tuple[PacketPart, ...], pages: int) -> Packed:
    digest = store.sha256(data)
    return Packed(msgspec.structs.replace(entry, sha256=digest, parts=parts, pages=pages), data)
