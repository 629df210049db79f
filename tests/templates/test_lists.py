"""Lists of projects over several pages: no page ends a list with one project, usual titles take few lines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.make.layouts import lay_out_pages, render_pages
from pipeline.papers.documents import Scope, load_documents
from pipeline.render.views import Subject, context
from pipeline.tools.pdf.measuring import measure_data
from pipeline.tools.weasyprint.filling import fillings
from tests.render.cases import CASES, TEMPLATES, activity, filled

SCOPES = {
    "nomination_letter": Scope.DOSSIER,
    "publicity_notice": Scope.DOSSIER,
    "employer_publicity": Scope.EMPLOYER,
    "summary_table": Scope.DOSSIER,
}
ROW_MARK = "测"


def listing(document: str, projects: int, title: str) -> dict[str, Any]:
    full = CASES["full"]
    nominations = tuple(
        replace(each, title=title) for each in (full.nominations * projects)[:projects]
    )
    columns = next(each for each in load_documents(TEMPLATES) if each.id == document).columns
    dossier = replace(full, nominations=nominations)
    subject = Subject(
        scope=SCOPES[document], dossier=dossier, nominations=nominations, columns=columns
    )
    return context(subject, activity())


@pytest.mark.parametrize("title_chars", [18, 45])
@pytest.mark.parametrize(
    ("document", "counts"),
    [
        ("nomination_letter", (6, 7, 8)),
        ("publicity_notice", (3, 4, 5, 7)),
        ("employer_publicity", (4,)),
        ("summary_table", (6, 7, 12)),
    ],
)
def test_no_page_ends_a_list_with_one_project(
    document: str, counts: tuple[int, ...], title_chars: int
) -> None:
    for projects in counts:
        values = listing(document, projects, filled(title_chars))
        last = fillings(lay_out_pages(document, values, templates=[TEMPLATES]))[-1]
        assert last.rows != 1, projects
        assert last.rows <= projects


@pytest.mark.parametrize(
    ("document", "title_chars"),
    [("nomination_letter", 30), ("publicity_notice", 24), ("summary_table", 24)],
)
def test_a_usual_title_takes_three_lines(document: str, title_chars: int) -> None:
    values = listing(document, 1, ROW_MARK * title_chars)
    pdf = render_pages(document, values, templates=[TEMPLATES]).pdf
    page = measure_data(pdf, document).pages[-1]
    lines = {round(each.baseline_pt) for each in page.glyphs if each.character == ROW_MARK}
    assert len(lines) == 3
