"""The scans of papers that are to be kept, made over the cores, each in a guarded process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.archive.scans import LARGEST_BYTES, SECONDS, MadeScan, ScanOrder, make_scan
from pipeline.engine.guarded import Lost, look_over
from pipeline.make.built import Progress
from pipeline.make.deposits import Scanned
from pipeline.papers.returned import PaperReturn
from pipeline.settings import Settings


def lasting_scans(
    out: Path, settings: Settings, progress: Progress, wanted: Sequence[tuple[PaperReturn, str]]
) -> list[Scanned]:
    """Make the scans of papers: all pages in their order, laid straight, with their words, PDF/A-2b.

    Args:
        out: The output folder.
        settings: What the run was told.
        progress: Told how far it is.
        wanted: What came back of each paper, all of it, and its title.
    """
    orders = [ScanOrder.of(paper, out, title) for paper, title in wanted]
    made = [Scanned()] * len(orders)
    answers = look_over(
        orders,
        make_scan,
        MadeScan,
        jobs=settings.jobs,
        seconds=SECONDS,
        largest_bytes=LARGEST_BYTES,
    )
    for done, (place, each) in enumerate(answers, start=1):
        progress("整理扫描件", done, len(orders))
        made[place] = _said(orders[place], each)
    return made


def _said(order: ScanOrder, made: MadeScan | Lost) -> Scanned:
    if isinstance(made, MadeScan):
        return Scanned(
            data=made.data, words=made.words, standard=made.standard, problem=made.problem
        )
    why = "等了很久还没有做完" if made.hung else "有一页太大或已损坏"
    return Scanned(
        problem=f"{order.title}：扫描件整理不出来，{why}；降到300 dpi重新扫描、收回后再试"
    )
