"""A paper whose parts begin on pages of their own is laid out part by part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from pipeline.make.fitting import wishes
from pipeline.make.flows import flows
from pipeline.make.layouts import draw, lay_out
from pipeline.make.pages import Page
from pipeline.render.html import render_html
from pipeline.tools.weasyprint import layout
from pipeline.tools.weasyprint.drawn import Drawn, decode, encode
from tests.render import cases
from tests.render.cases import TEMPLATES

STYLE = """
@page { size: 210mm 250mm; margin: 25mm }
@page :left { @bottom-left { content: "L" counter(page) } }
@page :right { @bottom-right { content: "R" counter(page) } }
body { margin: 0 }
.near div { line-height: 180mm !important }
"""

MARK = "<!-- flow -->"


def page(*parts: str, fit: str = "") -> Page:
    html = (
        f"<html lang='zh-CN'><head><title>文</title><style>{STYLE}</style></head>"
        f'<body class="x" {fit}>{MARK.join(parts)}</body></html>'
    )
    return Page(document="letter", html=html, templates=[TEMPLATES], photos={})


def block(height_mm: int) -> str:
    return f'<div style="line-height:{height_mm}mm">一</div>'


def texts(box: Any) -> list[str]:
    if isinstance(box, boxes.TextBox):
        return [box.text]
    return [text for child in getattr(box, "children", ()) for text in texts(child)]


def numbers(laid_out: layout.LaidOut) -> list[str]:
    return ["".join(texts(page._page_box)[1:]) for page in laid_out.document.pages]


def test_a_page_without_marks_is_one_flow() -> None:
    html = page(block(10)).html
    assert list(flows(html)) == [html]


def test_every_flow_has_the_head_and_the_body_of_the_whole() -> None:
    first, second = flows(page("<p>一</p>", "<p>二</p>", fit='data-pages="1"').html)
    assert first == page("<p>一</p>", fit='data-pages="1"').html
    assert second == page("<p>二</p>", fit='data-pages="1"').html


def test_a_flow_may_want_other_pages_than_the_body_says() -> None:
    html = page("<p>一</p>", fit='data-pages="1" data-ways="a"').html
    html = html.replace("</body>", '<!-- flow data-ways="b | c" --><p>二</p></body>')
    first, second = map(wishes, flows(html))
    assert (first.pages, second.pages) == (1, 1)
    assert [[way for way, _ in each.ways] for each in (first, second)] == [["a"], ["b", "c"]]


def test_numbers_and_sides_of_pages_go_on_from_flow_to_flow() -> None:
    one_by_one = lay_out(page(block(150) * 2, block(150), block(150) * 2))
    assert numbers(one_by_one) == ["R1", "L2", "R3", "L4", "R5"]


def test_only_the_flow_that_is_no_fit_is_set_another_way() -> None:
    fit = 'data-tail-mm="30" data-ways="near@50"'
    drawn = draw(page(block(175), block(100), block(100), fit=fit))
    assert [flow.way for flow in drawn.flows] == ["", "near", ""]
    assert drawn.way == "near"


def test_the_last_page_of_the_last_flow_alone_may_be_as_empty_as_it_comes() -> None:
    fit = 'data-tail-mm="30" data-ways="near@50"'
    drawn = draw(page(block(50), block(50), fit=fit))
    assert [flow.way for flow in drawn.flows] == ["near", ""]


def test_a_flow_that_is_drawn_already_is_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = draw(page(block(100), "<p>二</p>", "<p>三</p>"))
    opened: list[str] = []

    class Watched(layout.Opened):
        def __init__(self, html: str, **options: Any) -> None:
            opened.append(html)
            super().__init__(html, **options)

    monkeypatch.setattr(layout, "Opened", Watched)
    changed = page(block(100), "<p>二</p>", "<p>三三</p>")
    found = draw(changed, earlier.flow)
    assert [html.count("三三") for html in opened] == [1]
    assert encode(found) == encode(draw(changed))


def test_a_flow_further_back_in_the_paper_shows_other_numbers() -> None:
    earlier = draw(page(block(100), "<p>二</p>"))
    later = draw(page(block(150) * 2, "<p>二</p>"), earlier.flow)
    assert [flow.pages for flow in later.flows] == [2, 1]
    assert later.flows[1].digest != earlier.flows[1].digest


def test_fonts_are_counted_alike_whichever_flows_were_kept() -> None:
    whole = page(
        '<p style="font-family:FandolFang">一</p>', '<p style="font-family:FandolKai">一</p>'
    )
    drawn = draw(whole)
    swapped = page(
        '<p style="font-family:FandolKai">一</p>', '<p style="font-family:FandolFang">一</p>'
    )
    assert decode(encode(drawn)) == drawn == draw(whole, drawn.flow)
    assert drawn.faces == tuple(reversed(draw(swapped).faces))


def test_some_pages_of_a_paper_are_no_flow_of_it() -> None:
    drawn: Drawn = draw(page("<p>一</p>", "<p>二</p>"))
    assert drawn.stretch(0, 1).flows == ()
    assert drawn.flow("unknown") is None


def test_a_draft_says_so_on_the_pages_of_every_flow() -> None:
    (context, *_) = cases.contexts("nomination_form", "full")
    html = render_html("nomination_form", context, templates=[TEMPLATES], draft=True)
    parts = list(flows(html))
    assert len(parts) > 1
    assert all(part.count(">草稿<") == 1 for part in parts)


def test_what_a_sheet_says_of_the_first_page_holds_for_the_first_flow_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").mkdir()
    sheet = f"{STYLE} @page :first {{ @bottom-right {{ content: none }} }}"
    (tmp_path / "letter" / "head.css").write_text(sheet, encoding="utf-8")
    plain = page(block(150) * 2, block(150))
    link = '<link rel="stylesheet" href="head.css">'
    html = plain.html.replace(f"<style>{STYLE}</style>", link)
    found = lay_out(replace(plain, html=html, templates=[tmp_path]))
    assert numbers(found) == ["", "L2", "R3"]
