"""The work of a build: which tasks there are, who does them, where their results go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.bundle import Packet
from pipeline.engine.workers import Workers
from pipeline.make import carrying, tasks
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Batch, Made, Packed, Progress, Results, Waiting, WordPaper
from pipeline.make.limits import release
from pipeline.make.transaction import Stage
from pipeline.make.unchanged import packet_entry, reusable_entry, unchanged_paper
from pipeline.papers import naming
from pipeline.papers.manifest import FileEntry

AT_A_TIME = 8
"""How many papers that go into no packet are made in one task."""


def make_everything(plan: BuildPlan, stage: Stage, pool: Workers, progress: Progress) -> Results:
    """Make every paper and packet of a dossier that is not there as it should be."""
    try:
        return _make_everything(plan, stage, pool, progress)
    finally:
        release()


def _make_everything(plan: BuildPlan, stage: Stage, pool: Workers, progress: Progress) -> Results:
    made, packets = _make_papers_and_packets(plan, stage, pool, progress)
    made = _convert_waiting(plan, made, stage, pool, progress)
    packets = _make_waiting_packets(plan, made, packets, stage=stage, pool=pool, progress=progress)
    packets += _print_list(plan, packets, stage=stage, pool=pool)
    return Results(made=made, packets=packets, stand_ins=_fonts_in_use(plan, pool))


def make_blank_forms(plan: BuildPlan, stage: Stage, pool: Workers, progress: Progress) -> Results:
    """Make the blank forms, which go into no packets."""
    try:
        return _make_blank_forms(plan, stage, pool, progress)
    finally:
        release()


def _make_blank_forms(plan: BuildPlan, stage: Stage, pool: Workers, progress: Progress) -> Results:
    made: dict[int, Made] = {}
    alone = [[paper] for paper in plan.papers]
    for place, batch in pool.run(tasks.make_alone, plan, alone, carried=carrying.PAPERS):
        (made[place],) = stage.take(batch)
        progress("生成空白表", len(made), len(plan.papers))
    in_order = [made[place] for place in sorted(made)]
    return Results(made=in_order, stand_ins=_fonts_in_use(plan, pool))


def _make_papers_and_packets(
    plan: BuildPlan, stage: Stage, pool: Workers, progress: Progress
) -> tuple[list[Made], list[FileEntry]]:
    """Make Word files, PDFs that come from pages, and the packets made of such PDFs alone.

    Packets that are there as they should be are left, the largest of the others come first: a long
    task that starts last keeps everyone waiting.
    """
    made: dict[str, Made] = {}
    packets: list[FileEntry] = []
    for batch in _batches(plan, pool):
        made |= {each.paper.stem: each for each in stage.take(batch)}
        packets += [batch.packed.entry] if batch.packed else []
        progress("生成文书", len(made), len(plan.papers))
    return [made[paper.stem] for paper in plan.papers], packets


def _batches(plan: BuildPlan, pool: Workers) -> Iterator[Batch]:
    left = []
    for packet in plan.packets:
        if batch := _unchanged(plan, packet):
            yield batch
        else:
            left.append(packet)
    left.sort(key=lambda packet: len(packet.items), reverse=True)
    made = pool.run(tasks.make_packet, plan, left, carried=carrying.PACKETS)
    yield from (batch for _, batch in made)
    yield from _unprinted(plan, pool)


def _unprinted(plan: BuildPlan, pool: Workers) -> Iterator[Batch]:
    """Papers that go into no packet, some at a time."""
    papers = [paper for paper in plan.papers if not paper.packet]
    made = [unchanged_paper(plan, paper) for paper in papers]
    yield Batch(tuple(filter(None, made)))
    left = [paper for paper, done in zip(papers, made, strict=True) if not done]
    some = [left[start : start + AT_A_TIME] for start in range(0, len(left), AT_A_TIME)]
    alone = pool.run(tasks.make_alone, plan, some, carried=carrying.PAPERS)
    yield from (batch for _, batch in alone)


def _unchanged(plan: BuildPlan, packet: Packet) -> Batch | None:
    """A packet and the papers that have their place in it, if none has to be made."""
    own = packet.own_papers
    made = tuple(filter(None, (unchanged_paper(plan, paper) for paper in own)))
    if len(made) < len(own):
        return None
    pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
    if len(own) < len(packet.papers):
        return Batch(made)
    entry = reusable_entry(plan, packet_entry(packet, pdfs))
    return Batch(made, Packed(entry)) if entry else None


def _convert_waiting(
    plan: BuildPlan, made: Sequence[Made], stage: Stage, pool: Workers, progress: Progress
) -> list[Made]:
    """Make the PDFs that follow an office's own Word template."""
    waiting = [
        WordPaper(each, stage.find(each.word.path))
        for each in made
        if each.word and _follows_word(plan, each)
    ]
    if not waiting:
        return list(made)
    progress("Word转PDF", 0, len(waiting))
    finished = {
        each.paper.stem: each
        for _, batch in pool.run(tasks.convert, plan, [waiting])
        for each in stage.take(batch)
    }
    progress("Word转PDF", len(waiting), len(waiting))
    return [finished.get(each.paper.stem, each) for each in made]


def _follows_word(plan: BuildPlan, made: Made) -> bool:
    waits = not made.pdf and not made.failure and plan.is_asked_for(made.paper)
    return waits and plan.follows_word(made.paper)


def _make_waiting_packets(
    plan: BuildPlan,
    made: Sequence[Made],
    packets: Sequence[FileEntry],
    *,
    stage: Stage,
    pool: Workers,
    progress: Progress,
) -> list[FileEntry]:
    """Make the packets that waited for papers: by LibreOffice, or of other packets; give all in order."""
    pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
    done = {entry.path: entry for entry in packets}
    waiting = [
        Waiting(
            packet,
            {paper.stem: pdfs[paper.stem] for paper in packet.papers},
            {paper.stem: stage.find(naming.pdf_path(paper.stem)) for paper in packet.papers},
        )
        for packet in plan.packets
        if packet.path not in done and all(paper.stem in pdfs for paper in packet.papers)
    ]
    for number, (_, packed) in enumerate(pool.run(tasks.make_waiting, plan, waiting), start=1):
        stage.take(Batch(packed=packed))
        done[packed.entry.path] = packed.entry
        progress("合并打印件", number, len(waiting))
    return [done[each.path] for each in plan.packets if each.path in done]


def _print_list(
    plan: BuildPlan, packets: Sequence[FileEntry], *, stage: Stage, pool: Workers
) -> list[FileEntry]:
    """打印清单, counted on the finished packets; none where nothing is printed."""
    printed = list(filter(FileEntry.is_printed, packets))
    for _, packed in pool.run(tasks.make_print_list, plan, [printed] if printed else []):
        stage.take(Batch(packed=packed))
        return [packed.entry]
    return []


def _fonts_in_use(plan: BuildPlan, pool: Workers) -> Mapping[str, str]:
    """For each official font that is not installed, the font in its place."""
    for _, found in pool.run(tasks.stand_ins, None, [plan.settings.templates]):
        return found
    return {}
