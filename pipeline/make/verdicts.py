"""What a build says of how a paper looks that it has just made (`verify`).

Measured are the drawn pages, which are what is printed, and not the finished PDF: the figures are the same, and
pdfium takes some forty times as long for them.  A paper that is not made anew keeps what was said of it.
"""

from __future__ import annotations

from pipeline.errors import OutputError
from pipeline.make.buildplan import BuildPlan
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.tools.geometry import MeasuredPaper
from pipeline.tools.weasyprint.measured import Measuring
from pipeline.typefaces.names import unlike
from pipeline.verify import Report, Weight, judge_paper


def doubts_about(plan: BuildPlan, paper: Paper, measuring: Measuring) -> tuple[str, ...]:
    """What a clerk should look at on a drawn paper; nothing for drafts, which nobody signs.

    What an office's own template does is the office's choice, and a doubt at most; so is what follows from
    typefaces that this computer lacks.

    Raises:
        OutputError: The paper breaks a figure that only a template of ours can have broken.
    """
    if plan.settings.draft:
        return ()
    report = judge_paper(measuring.paper, paper.stem)
    faults = report.broken(Weight.FAULT)
    if faults and not _looks_as_an_office_wants(plan, paper) and not _lacks_typefaces(plan):
        raise _fault(paper, faults)
    return _all_of(report)


def _looks_as_an_office_wants(plan: BuildPlan, paper: Paper) -> bool:
    """Whether a page or a style sheet that is not ours may go into a paper."""
    sources = plan.sources[paper.document]
    own = sources.folders[:-1]
    return sources.page_is_own or any((folder / paper.document).is_dir() for folder in own)


def _lacks_typefaces(plan: BuildPlan) -> bool:
    """Whether this computer has nothing of the kind for a typeface of official paper."""
    from pipeline.tools.weasyprint.stand_ins import stand_ins  # noqa: PLC0415 — loads slowly

    return bool(unlike(stand_ins(plan.settings.templates)))


def doubts_about_finished(paper: Paper, measured: MeasuredPaper) -> tuple[str, ...]:
    """What a clerk should look at in a PDF by LibreOffice, whose Word file is the office's."""
    return _all_of(judge_paper(measured, paper.stem))


def _all_of(report: Report) -> tuple[str, ...]:
    return (*report.broken(Weight.FAULT), *report.broken(Weight.DOUBT))


def _fault(paper: Paper, faults: tuple[str, ...]) -> OutputError:
    return OutputError(
        "版式不合公文格式，没有生成",
        where=naming.pdf_path(paper.stem),
        why="；".join(faults),
        remedy="这是程序的模板有误：把这句话告诉开发者；急用时加 --draft 看样子，或改用自带的模板",
    )
