"""单位公示 with the list of the employer's projects."""

from __future__ import annotations

from templates._word.listing import public_list
from templates._word.paper import Paper
from templates._word.sealing import seal_block


def build() -> Paper:
    """单位公示 with the list of the employer's projects."""
    paper = Paper("单位公示", letter=True)
    paper.paragraph("WxTopTitle", "{{ wording.employer_publicity.title | title_lines }}")
    paper.each("WxBody", "wording.employer_publicity.body", keep="last")
    name = '("单位（盖章）：" ~ (employer.name or "_____"))'
    seal_block(paper, name, "employer.publicity.start")
    paper.paragraph("WxListTitle", "{{ wording.employer_publicity.table }}", fresh_page=True)
    paper.element(public_list().element())
    paper.gap()
    return paper
