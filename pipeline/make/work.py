"""The steps of a build as tasks for worker processes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.bundle import Packet
from pipeline.engine.pool import Pool
from pipeline.make.built import Made, Packed, Progress
from pipeline.make.packets import compose, waits_for_office
from pipeline.make.pages import Layouts, filled_word, write_pages
from pipeline.make.papers import make_paper
from pipeline.make.plan import BuildPlan, plan_blank_forms
from pipeline.make.transaction import Stage
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry
from pipeline.settings import Settings
from pipeline.tools.weasyprint.layout import burst
from pipeline.tools.weasyprint.stand_ins import stand_ins


@dataclass(frozen=True, slots=True)
class PacketDone:
    """What a task came to; without a packet where a paper failed or waits for LibreOffice."""

    made: tuple[Made, ...]
    packed: Packed | None


def make_packet(plan: BuildPlan, packet: Packet) -> PacketDone:
    """Make the papers that have their place in a packet, then the packet: laid out once for both.

    全部承诺书 repeats papers of other packets, and waits for them.
    """
    layouts = Layouts(plan)
    papers = [paper for paper in packet.papers if paper.packet == packet.name]
    with burst():
        made = tuple(make_paper(plan, paper, layouts) for paper in papers)
        pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
        waits = len(pdfs) < len(packet.papers) or waits_for_office(plan, packet)
        return PacketDone(made, None if waits else compose(plan, packet, pdfs, layouts.laid_out))


def make_alone(plan: BuildPlan, paper: Paper) -> Made:
    """Make one paper, which goes into no packet."""
    with burst():
        return make_paper(plan, paper, Layouts(plan))


def make_papers_and_packets(
    plan: BuildPlan, stage: Stage, pool: Pool, progress: Progress
) -> tuple[list[Made], list[FileEntry]]:
    """Make Word files, PDFs that come from pages, and the packets made of such PDFs alone."""
    tasks = sorted(plan.packets, key=_size, reverse=True)
    made: dict[str, Made] = {}
    packets: list[FileEntry] = []
    for _, done in pool.run(make_packet, plan, tasks):
        made |= {each.paper.stem: stage.take(each) for each in done.made}
        if done.packed:
            packets.append(stage.take_packet(done.packed))
        progress("生成文书", len(made), len(plan.papers))
    return [made[paper.stem] for paper in plan.papers], packets


def _size(packet: Packet) -> int:
    """Largest first: a long task that starts last keeps everyone waiting."""
    return len(packet.items)


def make_papers(plan: BuildPlan, stage: Stage, pool: Pool, progress: Progress) -> list[Made]:
    """Make papers that go into no packets: the blank forms."""
    made: dict[int, Made] = {}
    for place, each in pool.run(make_alone, plan, plan.papers):
        made[place] = stage.take(each)
        progress("生成空白表", len(made), len(plan.papers))
    return [made[place] for place in sorted(made)]


def fonts_in_use(plan: BuildPlan, pool: Pool) -> Mapping[str, str]:
    """For each official font that is not installed, the font in its place."""
    for _, found in pool.run(_stand_ins, None, [plan.settings.templates]):
        return found
    return {}


def _stand_ins(_: None, templates: Path) -> Mapping[str, str]:
    return stand_ins(templates)


def warm_up(settings: Settings) -> None:
    """Make a blank form and throw it away: fonts, style sheets and code are then at hand.

    Done in a worker while the dossier is still being read and checked; what goes wrong here is told
    when the real papers are made.
    """
    with suppress(Exception), burst():
        plan = plan_blank_forms(settings.activity_ids()[0], settings, settings.out)
        largest = max(plan.papers, key=lambda paper: len(plan.documents[paper.document].marks))
        filled_word(plan, largest).pack()
        write_pages(Layouts(plan).laid_out(largest))
