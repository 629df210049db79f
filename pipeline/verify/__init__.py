"""A finished paper measured against each figure of official paper, for `wuxiao doctor --paper` and `build`.

Measured is what stands on the pages, whoever made them.  Every figure ends as 符合, 不符合 or 须人工查看: what
cannot be measured never passes.
"""

from __future__ import annotations

from pipeline.tools.geometry import MeasuredPaper
from pipeline.verify.figures import LYING_SIZE, PAGE_SIZE
from pipeline.verify.kinds import CLAUSES, READERS, Clause, Kind, clauses_of, kind_of
from pipeline.verify.reading import Reading
from pipeline.verify.verdict import Report, Result, Row, Verdict, Weight, look

__all__ = [
    "CLAUSES",
    "Kind",
    "Report",
    "Result",
    "Verdict",
    "Weight",
    "judge_paper",
    "verify_paper",
]

_WITHOUT_TEXT = (PAGE_SIZE, LYING_SIZE)
"""Figures that a paper without text has."""


def judge_paper(paper: MeasuredPaper, name: str) -> Report:
    """Judge a measured paper by every clause of its kind."""
    kind = kind_of(paper)
    reading = READERS[kind](paper)
    results = [(clause, _judged(reading, clause)) for clause in clauses_of(kind)]
    return Report(
        name=name,
        kind=kind.value,
        page_count=len(paper.pages),
        rows=tuple(
            Row(clause.figure, result, clause.weights[kind]) for clause, result in results if result
        ),
        absent=tuple(clause.figure for clause, result in results if result is None),
    )


def _judged(reading: Reading, clause: Clause) -> Result | None:
    if reading.paper_has_text or clause.figure in _WITHOUT_TEXT:
        return clause.judge(reading)
    return look("没有文字可测，可能是扫描件")
