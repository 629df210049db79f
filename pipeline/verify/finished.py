"""The PDF of a paper, judged: apart from the judging itself, as what reads PDFs loads slowly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.tools.geometry import Glyph, MeasuredPaper
from pipeline.tools.pdf.measuring import measure
from pipeline.tools.pdf.undrawn import undrawn
from pipeline.verify import Report, judge_paper


def verify_paper(path: Path) -> Report:
    """Measure the PDF of a paper.

    Raises:
        InputError: The file cannot be read.
    """
    return judge_paper(_with_undrawn(measure(path), undrawn(path.read_bytes())), path.name)


def _with_undrawn(paper: MeasuredPaper, lost: set[tuple[str, str]]) -> MeasuredPaper:
    """The paper, with glyphs marked that LibreOffice drew as .notdef."""

    def marked(glyph: Glyph) -> Glyph:
        return glyph._replace(missing=True) if (glyph.font, glyph.character) in lost else glyph

    if not lost:
        return paper
    pages = (replace(page, glyphs=tuple(map(marked, page.glyphs))) for page in paper.pages)
    return replace(paper, pages=tuple(pages))
