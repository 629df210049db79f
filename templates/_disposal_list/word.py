"""归档文件销毁清册: its table, then who has appraised, approved and sealed it."""

from __future__ import annotations

from templates._word.paper import Blank, Content, Paper
from templates._word.sealing import seal_block
from templates._word.tables import Table, value

_SIGN_PERCENT = 570  # 60 mm of five half-width underscores of 12 pt
_AGREED = (
    "经逐件鉴定，以上{{ list.rows | length }}件文书保管期限已满，没有继续保存的价值，"
    "没有未了结的检查和争议，同意销毁。"
)
_COLUMNS = (
    (10, "序号", "{{ loop.index }}", "WxSmallCentre"),
    (37, "档号", "{{ row.number }}", "WxSmallCentre"),
    (55, "题名", "{{ row.title }}", "WxSmall"),
    (22, "日期", "{{ row.dated }}", "WxSmallCentre"),
    (10, "页数", "{{ row.pages }}", "WxSmallCentre"),
    (22, "保管期满", "{{ row.until }}", "WxSmallCentre"),
)
"""Width, head, content and style of each column."""


def build() -> Paper:
    """归档文件销毁清册."""
    paper = Paper("归档文件销毁清册", letter=False)
    paper.paragraph("WxFormTitle", "归档文件销毁清册")
    paper.each("WxStory", "list.said")
    table = Table()
    table.header(*(value(width, head, style="WxSmallCentre") for width, head, _, _ in _COLUMNS))
    cells = [value(width, content, style=style) for width, _, content, style in _COLUMNS]
    table.each("row in list.rows", *cells, together=3)
    paper.element(table.element())
    paper.gap()
    paper.paragraph("WxStory", _AGREED, keep_next=True)
    for who in ("鉴定人（签字）：", "批准人（签字）："):
        signed: Content = [who, Blank(_SIGN_PERCENT)]
        paper.paragraph("WxFormSign", signed, keep_next=True)
    seal_block(paper, '("立档单位（盖章）：" ~ list.unit)', "")
    witness: Content = [
        "销毁后填写：监销人（两人签字）",
        *_line("、"),
        *_line("，销毁日期"),
        *_line(""),
    ]
    paper.paragraph("WxCell", witness)
    return paper


def _line(then: str) -> tuple[Blank, str]:
    """A line to write on, and what follows."""
    return Blank(200), then
