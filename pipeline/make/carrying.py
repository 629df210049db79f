"""Which files the tasks of a build read, so that machines that have none of them can do them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline import store
from pipeline.bundle import Packet
from pipeline.engine.workers import Carried
from pipeline.make.buildplan import BuildPlan
from pipeline.make.unchanged import path_of, photo_paths
from pipeline.papers.documents import Paper

_NOT_READ = frozenset({".py", ".pyc"})


def _of_plan(plan: BuildPlan) -> Iterator[Path]:
    """The activity, and all templates."""
    folders = {folder for each in plan.sources.values() for folder in each.folders}
    for folder in sorted({plan.activity_folder, *folders}):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in _NOT_READ:
                yield path


def _of_papers(plan: BuildPlan, papers: Sequence[Paper]) -> Iterator[Path]:
    """Photos, the Word file that a hand has changed, and what an earlier run made of a paper."""
    for paper in papers:
        yield from map(plan.files.path_of, photo_paths(plan, paper))
        if paper.stem in plan.edited:
            yield plan.edited[paper.stem]
        for kind in plan.kinds_of(paper):
            yield from _made_before(plan, path_of(kind, paper.stem))


def _of_packet(plan: BuildPlan, packet: Packet) -> Iterator[Path]:
    yield from _of_papers(plan, packet.own_papers)
    yield from _made_before(plan, packet.path)


def _made_before(plan: BuildPlan, path: str) -> Iterator[Path]:
    if before := plan.before.get(path):
        yield plan.out / path
        if before.shown_digest:
            yield store.drawn_path(plan.out, before.shown_digest)


PAPERS = Carried(_of_plan, _of_papers)
"""For tasks that make some papers."""

PACKETS = Carried(_of_plan, _of_packet)
"""For tasks that make the papers of a packet, and the packet."""
