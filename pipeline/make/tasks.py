"""The steps of a build as tasks for workers.  A process loads what its tasks need, when they need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bundle import Packet
from pipeline.engine.burst import burst
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Batch, Packed, Waiting, WordPaper

if TYPE_CHECKING:
    from pipeline.papers.documents import Paper
    from pipeline.papers.manifest import FileEntry


def make_packet(plan: BuildPlan, packet: Packet) -> Batch:
    """Make the papers that have their place in a packet, then the packet: drawn once for both."""
    from pipeline.make.drawings import Drawings
    from pipeline.make.packets import compose, waits_for_office
    from pipeline.make.papers import make_paper

    drawings = Drawings(plan)
    with burst():
        made = tuple(make_paper(plan, paper, drawings) for paper in packet.own_papers)
        pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
        waits = len(pdfs) < len(packet.papers) or waits_for_office(plan, packet)
        packed = None if waits else compose(plan, packet, pdfs, drawings.of)
    return Batch(made, packed, drawings.fresh)


def make_alone(plan: BuildPlan, papers: Sequence[Paper]) -> Batch:
    """Make papers that go into no packet."""
    from pipeline.make.drawings import Drawings
    from pipeline.make.papers import make_paper

    drawings = Drawings(plan)
    with burst():
        made = tuple(make_paper(plan, paper, drawings) for paper in papers)
    return Batch(made, drawn=drawings.fresh)


def convert(plan: BuildPlan, papers: Sequence[WordPaper]) -> Batch:
    """Make the PDFs that follow Word files."""
    from pipeline.make.office import convert_papers

    return Batch(tuple(convert_papers(plan, papers)))


def make_waiting(plan: BuildPlan, waiting: Waiting) -> Packed:
    """Make a packet that waited for papers: by LibreOffice, or of other packets."""
    from pipeline.make.drawings import Drawings
    from pipeline.make.packets import compose, waits_for_office

    if waits_for_office(plan, waiting.packet):
        from pipeline.make.office import merge

        return merge(plan, waiting)
    drawings = Drawings(plan, is_asked_once=True)
    return compose(plan, waiting.packet, waiting.pdfs, drawings.of)


def make_print_list(plan: BuildPlan, packets: Sequence[FileEntry]) -> Packed:
    """Make 打印清单 of the finished packets."""
    from pipeline.make.printing import print_list

    return print_list(plan, packets)


def stand_ins(_: None, templates: Path) -> Mapping[str, str]:
    """For each official font that is not installed, the font in its place."""
    from pipeline.tools.weasyprint.stand_ins import stand_ins as found

    return found(templates)


def get_ready() -> None:
    """Load what papers are made with, while the dossier is still being read and checked elsewhere."""
    import pipeline.make.layouts
    import pipeline.make.packets
    import pipeline.make.papers  # noqa: F401
