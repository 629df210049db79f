"""公示 with the list of projects."""

from __future__ import annotations

from templates._word.listing import public_list
from templates._word.paper import Paper
from templates._word.sealing import seal_block


def build() -> Paper:
    """公示 with the list of projects."""
    paper = Paper("公示", letter=True)
    paper.paragraph("WxTopTitle", "{{ wording.publicity_notice.title | title_lines }}")
    paper.each("WxBody", "wording.publicity_notice.body", keep="last")
    name = '("提名单位（盖章）：" ~ (unit.name or "_____"))'
    seal_block(paper, name, "unit.publicity.start")
    paper.paragraph("WxListTitle", "{{ wording.publicity_notice.table }}", fresh_page=True)
    paper.element(public_list().element())
    paper.gap()
    return paper
