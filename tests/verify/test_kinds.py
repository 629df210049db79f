"""Each kind of paper is known by its look and judged by its own clauses."""

from __future__ import annotations

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
