"""The steps of a build as tasks for worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial

from pipeline.bundle import Packet
from pipeline.engine.pool import Pool
from pipeline.make.built import Made, Progress
from pipeline.make.packets import compose
from pipeline.make.pages import lay_out, word_file, write_pages
from pipeline.make.papers import make_paper
from pipeline.make.plan import BuildPlan, plan_blank_forms
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry
from pipeline.settings import Settings
from pipeline.tools.weasyprint.layout import burst


@dataclass(frozen=True, slots=True)
class PacketTask:
    """A worker's task: the papers that have their place in a packet, and the packet itself.

    全部承诺书 repeats papers of other packets: its task makes the packet alone.
    """

    plan: BuildPlan
    packet: Packet

    def papers(self) -> list[Paper]:
        """The papers to be made."""
        return [paper for paper in self.packet.papers if paper.packet == self.packet.name]


@dataclass(frozen=True, slots=True)
class PacketDone:
    """What a task came to; without a packet where a paper failed or waits for LibreOffice."""

    made: tuple[Made, ...]
    packet: FileEntry | None


def make_packet(task: PacketTask) -> PacketDone:
    """Make the papers of a packet, then the packet: pages are laid out once for both."""
    laid_out = cache(partial(lay_out, task.plan))
    with burst():
        made = tuple(make_paper(task.plan, paper, laid_out) for paper in task.papers())
        pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
        whole = len(pdfs) == len(made)
        return PacketDone(made, compose(task.plan, task.packet, pdfs, laid_out) if whole else None)


@dataclass(frozen=True, slots=True)
class PaperTask:
    """A worker's task: one paper that goes into no packet."""

    plan: BuildPlan
    paper: Paper


def make_alone(task: PaperTask) -> Made:
    """Make one paper."""
    with burst():
        return make_paper(task.plan, task.paper, partial(lay_out, task.plan))


def make_papers_and_packets(
    plan: BuildPlan, pool: Pool, progress: Progress
) -> tuple[list[Made], list[FileEntry]]:
    """Make Word files, PDFs that come from pages, and the packets made of such PDFs alone."""
    tasks = [PacketTask(plan, packet) for packet in sorted(plan.packets, key=_size, reverse=True)]
    made: dict[str, Made] = {}
    packets: list[FileEntry] = []
    for _, done in pool.run(make_packet, tasks):
        made |= {each.paper.stem: each for each in done.made}
        packets += [done.packet] if done.packet else []
        progress("生成文书", len(made), len(plan.papers))
    return [made[paper.stem] for paper in plan.papers], packets


def _size(packet: Packet) -> int:
    """Largest first: a long task that starts last keeps everyone waiting."""
    return len(packet.items)


def make_papers(plan: BuildPlan, pool: Pool, progress: Progress) -> list[Made]:
    """Make papers that go into no packets: the blank forms."""
    tasks: Sequence[PaperTask] = [PaperTask(plan, paper) for paper in plan.papers]
    made: dict[int, Made] = {}
    for place, each in pool.run(make_alone, tasks):
        made[place] = each
        progress("生成空白表", len(made), len(tasks))
    return [made[place] for place in sorted(made)]


def warm_up(settings: Settings) -> None:
    """Make a blank form and throw it away: fonts, style sheets and code are then at hand.

    Done in a worker while the dossier is still being read and checked; what goes wrong here is told
    when the real papers are made.
    """
    with suppress(Exception), burst():
        plan = plan_blank_forms(settings.activity_ids()[0], settings, settings.out)
        largest = max(plan.papers, key=lambda paper: len(plan.documents[paper.document].marks))
        word_file(plan, largest)
        write_pages(lay_out(plan, largest))
