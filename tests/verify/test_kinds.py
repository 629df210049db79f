"""Each kind of paper is known by its look and judged by its own clauses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.make.layouts import lay_out_pages
from pipeline.tools.geometry import MeasuredPaper
from pipeline.tools.weasyprint import drawing, layout
from pipeline.tools.weasyprint.measured import measure_drawn
from pipeline.verify import CLAUSES, Kind, Report, Verdict, judge_paper
from pipeline.verify.kinds import READERS, clauses_of, kind_of
from tests.render import cases
from tests.verify import wrong

OURS = {
    "publicity_notice": Kind.NOTICE,
    "frontline_certificate": Kind.CERTIFICATE,
    "no_objection_certificate": Kind.CERTIFICATE,
    "lead_pledge": Kind.PLEDGE,
    "employer_pledge": Kind.FORM,
    "filing_form": Kind.FORM,
    "cover_note": Kind.FORM,
    "summary_table": Kind.WIDE,
}


def named(report: Report) -> set[str]:
    return {name for name, result in report.by_id().items() if result.verdict is Verdict.BAD}


@pytest.mark.parametrize("document", OURS)
def test_our_papers_are_taken_for_what_they_are_and_keep_every_figure(document: str) -> None:
    values = cases.contexts(document, "full")[0]
    laid_out = lay_out_pages(document, values, templates=[cases.TEMPLATES])
    paper = measure_drawn(drawing.draw(laid_out))
    assert kind_of(paper) is OURS[document]
    report = judge_paper(paper, document)
    assert OURS[document].value in report.text().splitlines()[0]
    assert named(report) <= {"lonely_row"}, report.text()


def test_every_kind_has_a_reader_and_clauses_and_no_figure_twice() -> None:
    for kind in Kind:
        assert kind in READERS
        ids = [clause.figure.id for clause in clauses_of(kind)]
        assert len(ids) == len(set(ids)) >= 15
    assert all(clause.weights for clause in CLAUSES)


# ------------------------------------------------------------------------------ forms that are wrong

LONG = "针对钢包底吹透气砖更换频繁、作业环境恶劣的难题，项目团队反复试验，研制出可旋转的快换夹具，配合激光对中。"
ROWS = "".join(f"<tr><th>栏名</th><td>第{number}栏的内容</td></tr>" for number in range(30))
FORM = f"""<!DOCTYPE html><html lang="zh-CN"><head><title>表</title>
<link rel="stylesheet" href="official.css"><link rel="stylesheet" href="form.css"><style>/* style */</style></head>
<body class="form"><h1>职工“五小”活动项目登记表</h1><h2>一、基本情况</h2>
<div class="story"><p>{LONG * 3}</p></div>
<table><colgroup><col style="width:30mm"><col style="width:126mm"></colgroup>
<thead><tr><th>名目</th><th>内容</th></tr></thead>
<tbody><tr><th>简介</th><td><p>{LONG * 2}</p></td></tr><!-- rows --></tbody></table><!-- after --></body></html>"""


def form(*changes: wrong.Change) -> MeasuredPaper:
    html = FORM
    for old, new in changes:
        assert old in html
        html = html.replace(old, new)
    resources = layout.Resources(folders=(cases.TEMPLATES / "_shared",))
    return measure_drawn(drawing.draw(layout.lay_out(html, resources=resources, where="表")))


FULL = ("<!-- rows -->", ROWS)
WRONG = {
    "table beyond the margin": ("table_width table_flush", wrong.css("body { margin-right: -1.5mm }")),
    "a narrow table": ("table_width", wrong.css("table { width: 140mm } col { width: 20mm !important }")),
    "a table moved to the right": ("table_width", wrong.css("table { margin-left: 4mm }")),
    "first line 40 mm down": ("table_top", wrong.css("h1 { padding-top: 40mm }")),
    "cells in 宋体": ("table_font", wrong.css("td { font-family: var(--song) }")),
    "cells in 7 pt": ("table_size table_pitch", wrong.css("td { font-size: 7pt }")),
    "heading in 仿宋": ("section_font", wrong.css("h2 { font-family: var(--fang) }")),
    "lines too close": ("table_pitch", wrong.css(".story p { line-height: 13pt }")),
    "ragged text in a cell": ("table_flush", wrong.css("td p { text-align: left; letter-spacing: .3pt }")),
    "one line taller than its neighbours": ("table_pitch", (
        f"{LONG * 3}", f'{LONG}<i style="display:inline-block;height:26pt"></i>{LONG * 2}')),
    "text at the line of its cell": ("cell", wrong.css("tbody td { padding: 1mm 0 }")),
    "grey text": ("ink", wrong.css("td { color: #999 }")),
    "title in 16 pt": ("title_size", wrong.css("h1 { font-size: 19pt }")),
    "title in 黑体": ("title_font", wrong.css("h1 { font-family: var(--hei) }")),
    "title off the middle": ("title_centred", wrong.css("h1 { padding-right: 12mm }")),
    "page number in 12 pt": ("page_number", wrong.css("@page { font: 12pt/18pt var(--song) }")),
    "page number too low": ("number_depth", wrong.css(
        "@page :right { @bottom-right { padding-top: 9mm } }")),
}  # fmt: skip


def test_the_form_is_right_as_it_is_and_over_two_pages() -> None:
    for changes in ((), (FULL,)):
        report = judge_paper(form(*changes), "表")
        assert report.kind == Kind.FORM.value
        assert named(report) == set(), report.text()


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_form_is_named_rightly(what: str) -> None:
    figures, change = WRONG[what]
    report = judge_paper(form(change), "表")
    assert named(report) == set(figures.split()), report.text()


def test_a_page_with_one_row_left_over_is_named() -> None:
    counts = range(12, 20)
    lonely = [
        count
        for count in counts
        if "lonely_row" in named(judge_paper(form(("<!-- rows -->", ROWS[: _end_of(count)])), "表"))
    ]
    assert len(lonely) == 1


def _end_of(count: int) -> int:
    return ROWS.index(f"第{count}栏") + len(f"第{count}栏的内容</td></tr>")


def test_a_page_that_is_left_half_empty_is_named() -> None:
    broken = wrong.css("tbody tr + tr { break-before: page }")
    report = judge_paper(form(broken, ("<!-- rows -->", ROWS[: _end_of(0)])), "表")
    assert "table_fill" in named(report), report.text()


def test_a_form_in_a_font_of_no_name_is_left_to_a_person() -> None:
    paper = form()
    (page,) = paper.pages
    glyphs = tuple(
        glyph._replace(font="T1") if "Fang" in glyph.font else glyph for glyph in page.glyphs
    )
    report = judge_paper(replace(paper, pages=(replace(page, glyphs=glyphs),)), "表")
    assert named(report) == set()
    assert report.by_id()["table_font"].verdict is Verdict.LOOK


def test_a_form_of_which_only_the_page_number_can_be_read_is_left_to_a_person() -> None:
    paper = form()
    (page,) = paper.pages
    number = tuple(
        glyph._replace(size_pt=10) for glyph in page.glyphs if glyph.baseline_pt > 263 / 25.4 * 72
    )
    bare = replace(page, glyphs=number, shapes=())
    report = judge_paper(replace(paper, pages=(bare,)), "表")
    assert report.kind == Kind.FORM.value
    for figure in ("area", "table_top", "table_font", "table_size", "table_pitch"):
        assert report.by_id()[figure].verdict is Verdict.LOOK, figure


def test_the_last_line_of_a_paragraph_alone_on_a_page_of_a_form_is_named() -> None:
    table = FORM[FORM.index("<table>") : FORM.index("<!-- after -->")]
    story = f'<div class="story"><p>{LONG * 3}</p></div>'

    def named_with(lines: int) -> tuple[int, bool]:
        """Pages, and whether it is named, where so many lines stand above a paragraph of four."""
        above = f"<p>{LONG * 2}</p>{'<p>甲</p>' * lines}"
        longer = f'<div class="story">{above}<p>{LONG * 2}</p></div>'
        style = wrong.css(".story p { widows: 1; orphans: 1 }")
        report = judge_paper(form(style, (table, ""), (story, longer)), "表")
        return report.page_count, "lonely_row" in named(report)

    assert [named_with(lines) for lines in (23, 24, 25)] == [(1, False), (2, True), (2, False)]
