"""Of the ways to set a paper, the one that fills its pages."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest

from pipeline.make.fitting import further_ways, misfit, wishes
from pipeline.make.layouts import lay_out, lay_out_pages
from pipeline.make.pages import Page
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.tools.weasyprint.filling import Filling, fillings
from tests.render.cases import CASES, TEMPLATES, activity, filled
from tests.render.test_pages import photos

BODY = (
    '<body class="form" data-pages="3" data-empty-mm="90" data-tail-mm="80.5" '
    'data-tail-lines="4" data-ways="close@10 | wide apart@30">'
)


def page(*, share: float = 1.0, name: str = "", ended: bool = False, continued: bool = False,
         lines: int = 9, rows: int = 0) -> Filling:  # fmt: skip
    return Filling(
        name=name,
        room_mm=200,
        empty_mm=200 * (1 - share),
        is_continued=continued,
        is_ended=ended,
        lines=lines,
        rows=rows,
    )


def test_a_template_says_what_it_wants() -> None:
    wanted = wishes(f"<html>{BODY}</body></html>")
    assert (wanted.pages, wanted.empty_mm, wanted.tail_mm, wanted.tail_lines) == (3, 90, 80.5, 4)
    assert wanted.ways == (("close", 0.1), ("wide apart", 0.3))


def test_a_template_that_says_nothing_is_taken_as_it_comes() -> None:
    wanted = wishes('<body class="form">')
    assert (wanted.pages, wanted.empty_mm, wanted.ways) == (inf, inf, ())
    assert misfit([page(share=0.1), page(share=0.1)], wanted) == (0, 0)


def test_a_template_that_wants_few_pages_is_set_tighter() -> None:
    assert [way for way, _ in wishes('<body data-pages="1">').ways] == ["tight-1", "tight-2"]


WANTED = wishes(BODY)


@pytest.mark.parametrize(
    ("pages", "wrong"),
    [
        ([page(), page(share=0.6), page(share=0.1)], (0, 0)),  # the last may be empty
        ([page(), page(share=0.5), page()], (0, 10)),
        ([page(), page(share=0.6, ended=True), page()], (0, 0)),
        ([page(), page(share=0.5, ended=True), page()], (0, 19.5)),
        ([page(share=0.1, name="pledge"), page()], (0, 0)),
        ([page()] * 5, (2, 0)),
        ([page(), page(ended=True, continued=True, lines=3)], (0, 30)),
        ([page(), page(ended=True, continued=True, lines=4)], (0, 0)),
        ([page(), page(ended=True, continued=True, rows=1, lines=0)], (0, 30)),
        ([page(), page(ended=True, continued=True, rows=2, lines=0)], (0, 0)),
        ([page(ended=True), page(ended=True, lines=3)], (0, 0)),  # nothing goes on there
    ],
)
def test_what_is_no_fit(pages: list[Filling], wrong: tuple[float, float]) -> None:
    assert misfit(pages, WANTED) == pytest.approx(wrong)


def test_the_last_page_is_judged_where_the_paper_goes_on() -> None:
    pages = [page(), page(share=0.1, ended=True)]
    assert misfit(pages, WANTED) == (0, 0)
    assert misfit(pages, WANTED, are_last=False) == pytest.approx((0, 99.5))
    assert further_ways([page(share=0.1)], WANTED, are_last=False)[0] == "close"


@pytest.mark.parametrize(("share", "first"), [(0.05, "close"), (0.35, "wide apart")])
def test_the_way_made_for_such_a_page_is_tried_first(share: float, first: str) -> None:
    assert further_ways([page(share=share), page()], WANTED)[0] == first


# ------------------------------------------------------------------------------ laid out

MM = 'style="line-height:{0}mm;{1}"'


def laid_out(blocks: list[tuple[float, str]], *, fit: str = "", style: str = "") -> list[Filling]:
    body = "".join(f"<div {MM.format(height, more)}>　</div>" for height, more in blocks)
    html = (
        f"<html><head><style>@page {{ size: 210mm 250mm; margin: 25mm }} body {{ margin: 0 }} {style}</style></head>"
        f'<body class="x" {fit}>{body}</body></html>'
    )
    return list(
        fillings(lay_out(Page(document="letter", html=html, templates=[TEMPLATES], photos={})))
    )


def test_pages_are_measured() -> None:
    first, second, third = laid_out([(150, ""), (100, ""), (50, "break-before:page;page:apart")])
    assert (first.room_mm, first.empty_mm) == pytest.approx((200, 50), abs=3)
    assert (first.is_ended, second.is_continued) == (False, True)
    assert (second.is_ended, third.is_continued) == (True, False)
    assert (second.name, third.name) == ("", "apart")
    assert third.is_ended


def test_a_block_that_begins_a_page_and_goes_over_it_begins_only_once() -> None:
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in range(90))
    html = (
        "<html><head><style>@page { size: 210mm 250mm; margin: 25mm }</style></head><body class='x'>"
        f"<p>　</p><table style='break-before:page'><thead><tr><td>h</td></tr></thead>{rows}</table></body></html>"
    )
    pages = fillings(lay_out(Page(document="letter", html=html, templates=[TEMPLATES], photos={})))
    assert [each.is_continued for each in pages[:3]] == [False, False, True]
    assert pages[1].rows == 0
    assert sum(each.rows for each in pages[2:]) < 90


def test_rows_that_a_cell_reaches_over_are_one() -> None:
    pairs = "<tr><td rowspan='2'>n</td><td>a</td></tr><tr><td>b</td></tr>" * 13
    html = (
        "<html><head><style>@page { size: 210mm 250mm; margin: 25mm } tr { height: 10mm }"
        "tbody { break-inside: avoid }</style></head><body class='x'>"
        f"<table>{pairs.replace('<tr><td rowspan', '<tbody><tr><td rowspan')}</table></body></html>"
    )
    pages = fillings(lay_out(Page(document="letter", html=html, templates=[TEMPLATES], photos={})))
    assert 1 <= pages[-1].rows <= 4
    assert pages[-1].empty_mm == pytest.approx(200 - 22 * pages[-1].rows, abs=8)


def test_the_way_that_fits_is_taken_and_no_more_are_tried() -> None:
    fit = 'data-empty-mm="30" data-ways="far@0 | near@50"'
    style = ".near div { line-height: 180mm !important } .far div { line-height: 150mm !important }"
    pages = laid_out([(100, ""), (110, ""), (150, "")], fit=fit, style=style)
    assert [each.empty_mm for each in pages] == pytest.approx([20, 20, 20], abs=1)


def test_where_no_way_fits_the_least_misfit_is_taken() -> None:
    fit = 'data-empty-mm="30" data-ways="worse@50 | better@0"'
    style = (
        ".worse div { line-height: 105mm !important } .better div { line-height: 150mm !important }"
    )
    pages = laid_out([(120, ""), (120, ""), (120, "")], fit=fit, style=style)
    assert [each.empty_mm for each in pages] == pytest.approx([50, 50, 50], abs=1)


def test_a_form_that_one_way_brings_on_fewer_pages_and_another_fills_is_set_in_both() -> None:
    full = CASES["full"]
    one = full.nominations[0]
    lead = replace(
        one.lead, effectiveness=filled(300), contribution=filled(200), achievements=filled(100)
    )
    changed = replace(
        one, lead=lead, contributors=one.contributors[:2], support=filled(300), plan=filled(200)
    )
    subject = Subject(scope=Scope.NOMINATION, dossier=full, nomination=changed)
    laid_out = lay_out_pages(
        "nomination_form", context(subject, activity()), templates=[TEMPLATES], photos=photos()
    )
    found = fillings(laid_out)
    assert "close third-apart" in laid_out.way
    assert [round(each.share, 2) for each in found[:-1] if not each.name and each.share < 0.6] == []
