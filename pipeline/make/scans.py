"""The scans of papers that are to be kept, made over the cores, each in a guarded process."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.archive.scans import LARGEST_BYTES, SECONDS, MadeScan, ScanOrder, make_scan
from pipeline.engine.guarded import Lost, look_over
from pipeline.make.built import Progress
from pipeline.settings import Settings


def make_scans(
    orders: Sequence[ScanOrder], settings: Settings, progress: Progress
) -> list[MadeScan]:
    """Make the scans of papers, in their order."""
    made = [MadeScan()] * len(orders)
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
        made[place] = each if isinstance(each, MadeScan) else _lost(orders[place], each)
    return made


def _lost(order: ScanOrder, how: Lost) -> MadeScan:
    why = "等了很久还没有做完" if how.hung else "有一页太大或已损坏"
    return MadeScan(
        problem=f"{order.title}：扫描件整理不出来，{why}；降到300 dpi重新扫描、回收后再试"
    )
