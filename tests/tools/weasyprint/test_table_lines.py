"""Tables that go on over a page are closed boxes on every page."""

from __future__ import annotations

import pytest
from weasyprint import draw

from pipeline.tools.geometry import MeasuredPage
from pipeline.tools.pdf.measuring import measure_data
from pipeline.tools.weasyprint import assembling, drawing, layout, table_lines
from tests.render.cases import TEMPLATES

LONG = "甲乙丙丁戊己庚辛壬癸" * 150
HEAD = "<thead><tr><th>一</th><th>二</th><th>三</th></tr></thead>"
SPLIT_ROW = f"<tr><th>一</th><td colspan=2>{LONG}</td></tr>"
SPANNING = (
    f"<tr><th rowspan=3>一</th><td>二</td><td>{LONG[:420]}</td></tr>"
    f"<tr><td>三</td><td>{LONG[:420]}</td></tr><tr><td>四</td><td>五</td></tr>"
)


def pages(rows: str) -> tuple[MeasuredPage, ...]:
    html = (
        '<html lang="zh-CN"><head><title>表</title><link rel="stylesheet" href="official.css">'
        '<link rel="stylesheet" href="form.css"></head>'
        f'<body class="form"><table>{rows}</table></body></html>'
    )
    resources = layout.Resources((TEMPLATES / "_shared",))
    drawn = drawing.draw(layout.lay_out(html, resources=resources))
    return measure_data(assembling.write(drawn), "表").pages


def is_closed(page: MeasuredPage) -> bool:
    """Whether its rules make a box: upper, lower, left and right edge drawn from end to end."""
    across = [rule for rule in page.rules if rule.width_pt > rule.height_pt]
    down = [rule for rule in page.rules if rule.height_pt > rule.width_pt]
    left, right = min(rule.left_pt for rule in down), max(rule.right_pt for rule in down)
    top, bottom = min(rule.top_pt for rule in down), max(rule.bottom_pt for rule in down)

    def drawn_pt(edge: float) -> float:
        return sum(rule.width_pt for rule in across if abs(rule.top_pt - edge) < 1)

    return all(drawn_pt(edge) > right - left - 2 for edge in (top, bottom))


@pytest.mark.parametrize("head", ["", HEAD], ids=["plain", "headed"])
@pytest.mark.parametrize("rows", [SPLIT_ROW, SPANNING], ids=["split row", "spanning cell"])
def test_the_table_is_closed_on_every_page(head: str, rows: str) -> None:
    found = pages(head + rows)
    assert len(found) > 1
    assert [page.number for page in found if not is_closed(page)] == []


def test_without_the_remedy_it_is_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    table_lines.install()
    original = draw.draw_collapsed_borders.args[0]
    monkeypatch.setattr(table_lines, "install", lambda: None)
    monkeypatch.setattr(draw, "draw_collapsed_borders", original)
    for rows in (SPLIT_ROW, SPANNING):
        assert not all(map(is_closed, pages(rows)))


def test_installing_twice_is_installing_once() -> None:
    table_lines.install()
    once = draw.draw_collapsed_borders
    table_lines.install()
    assert draw.draw_collapsed_borders is once


def test_a_table_without_rows_leaves_no_line_and_stops_nothing() -> None:
    (page,) = pages("</table><p>之后</p><table>")
    assert "".join(glyph.character for glyph in page.glyphs).startswith("之后")
    assert not page.rules
