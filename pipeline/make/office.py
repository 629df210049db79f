"""Step `office`: PDFs that follow an office's own Word template, through LibreOffice, and their packets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.bundle import PacketItem
from pipeline.convert import claimed, to_pdf
from pipeline.convert.proof import proofread
from pipeline.errors import ToolMissingError, WuxiaoError
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Made, Packed, Waiting, WordPaper
from pipeline.make.coding import overlays, zones_on
from pipeline.make.packets import Stretch, packed, parts_of
from pipeline.make.papers import failed, finished, shown_by_word
from pipeline.make.unchanged import expected_entry, packet_entry, reusable_entry
from pipeline.make.verdicts import doubts_about_finished
from pipeline.papers import naming
from pipeline.papers.manifest import FileKind
from pipeline.tools.pdf.merging import Part, page_count, pages_that_say
from pipeline.tools.pdf.merging import merge as merge_pdfs
from pipeline.tools.pdf.overlaying import overlaid


def convert_papers(plan: BuildPlan, papers: Sequence[WordPaper]) -> Iterator[Made]:
    """The papers with their PDFs; one that cannot be converted does not stop the others."""
    words = {naming.word_path(each.made.paper.stem): each.file.read_bytes() for each in papers}
    pdfs = _converted(words)
    for each, (path, word) in zip(papers, words.items(), strict=True):
        yield _with_pdf(plan, each.made, word, pdfs[path])


def _with_pdf(plan: BuildPlan, made: Made, word: bytes, pdf: bytes | WuxiaoError) -> Made:
    expected = expected_entry(plan, made.paper, FileKind.PDF)
    try:
        if isinstance(pdf, WuxiaoError):
            raise pdf
        proof = proofread(
            word, pdf, name=naming.word_path(made.paper.stem), template=_template(plan, made)
        )
        pages = page_count(pdf)
        zoned = zones_on(plan, made.paper, pdf, None)
        over = overlays(plan, made.paper, pdf)
        pdf = overlaid(pdf, over.contents) if over.contents else pdf
        pdf = claimed(pdf, made.paper.stem)
    except WuxiaoError as error:
        return failed(plan, made, error)
    entry = msgspec.structs.replace(
        expected,
        shown_digest=shown_by_word(made),
        edited=made.word.edited if made.word else (),
        pages=pages,
        codes=over.codes,
        zones=zoned.zones,
        fonts=proof.fonts,
        doubts=(*doubts_about_finished(made.paper, proof.measured), *zoned.doubts, *over.doubts),
        stand_ins=proof.stand_ins,
    )
    return finished(made, entry, pdf)


def _template(plan: BuildPlan, made: Made) -> bytes | None:
    """The template that a Word file was filled in from; None where a hand has changed the file."""
    by_hand = made.word is not None and made.word.edited
    return None if by_hand else plan.sources[made.paper.document].word.read_bytes()


def _converted(contents: Mapping[str, bytes]) -> dict[str, bytes | WuxiaoError]:
    try:
        return to_pdf(contents)
    except ToolMissingError as error:
        return dict.fromkeys(contents, error)


def merge(plan: BuildPlan, waiting: Waiting) -> Packed:
    """Make a packet that holds a PDF by LibreOffice from finished PDFs, unless it is there.

    Raises:
        OutputError: A PDF is missing or cannot be read.
    """
    packet = waiting.packet
    entry = packet_entry(packet, waiting.pdfs)
    if old := reusable_entry(plan, entry):
        return Packed(old)
    stretches = [_stretch(plan, waiting, item) for item in packet.items]
    parts = [
        Part(
            waiting.files[item.paper.stem],
            item.bookmark,
            item.fresh_sheet,
            stretch.of_page,
            stretch.pages,
        )
        for item, stretch in zip(packet.items, stretches, strict=True)
    ]
    merged = merge_pdfs(parts, title=packet.title)
    held = parts_of(packet, merged.first_pages, stretches)
    return packed(entry, merged.data, held, merged.pages)


def _stretch(plan: BuildPlan, waiting: Waiting, item: PacketItem) -> Stretch:
    """The pages of a paper that a packet shows; those with pledges are known by their marks."""
    paper = item.paper
    everything = Stretch(1, waiting.pdfs[paper.stem].pages or 0)
    if not item.only_pledges:
        return everything
    labels = [mark.label for mark in plan.documents[paper.document].marks_in(paper.scope)]
    pages = pages_that_say(waiting.files[paper.stem], labels)
    return Stretch(pages[0], pages[-1] - pages[0] + 1) if pages else everything
