"""`wuxiao doctor --paper`: a letter's PDF, measured against each figure of official paper.

Measured is the finished PDF, whoever made it.  Every figure ends as 符合, 不符合 or 须人工查看: what
cannot be measured never passes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.tools.pdf.geometry import Glyph, MeasuredPaper
from pipeline.tools.pdf.measuring import measure
from pipeline.tools.pdf.undrawn import undrawn
from pipeline.verify.figures import PAGE_SIZE, Figure
from pipeline.verify.layout import LAYOUT
from pipeline.verify.letter import Letter, read_letter
from pipeline.verify.parts import PARTS
from pipeline.verify.verdict import Judge, Report, Result, Row, Verdict, look

CLAUSES: tuple[tuple[Figure, Judge], ...] = (*LAYOUT, *PARTS)
"""Every clause, in the order of the report."""

__all__ = ["CLAUSES", "Report", "Result", "Verdict", "judge_paper", "verify_paper"]


def verify_paper(path: Path) -> Report:
    """Measure a letter's PDF.

    Raises:
        InputError: The file cannot be read.
    """
    return judge_paper(_with_undrawn(measure(path), undrawn(path.read_bytes())), path.name)


def _with_undrawn(paper: MeasuredPaper, lost: set[tuple[str, str]]) -> MeasuredPaper:
    """The paper, with glyphs marked that LibreOffice drew as .notdef."""

    def marked(glyph: Glyph) -> Glyph:
        return replace(glyph, missing=True) if (glyph.font, glyph.character) in lost else glyph

    if not lost:
        return paper
    pages = (replace(page, glyphs=tuple(map(marked, page.glyphs))) for page in paper.pages)
    return replace(paper, pages=tuple(pages))


def judge_paper(paper: MeasuredPaper, name: str) -> Report:
    """Judge a measured letter by every clause."""
    letter = read_letter(paper)
    results = [(figure, _judged(letter, figure, judge)) for figure, judge in CLAUSES]
    return Report(
        name=name,
        page_count=len(paper.pages),
        rows=tuple(Row(figure, result) for figure, result in results if result),
        absent=tuple(figure for figure, result in results if result is None),
    )


def _judged(letter: Letter, figure: Figure, judge: Judge) -> Result | None:
    if letter.lines or figure is PAGE_SIZE:
        return judge(letter)
    return look("没有文字可测，可能是扫描件")
