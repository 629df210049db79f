"""致第一完成单位的说明."""

from __future__ import annotations

from templates._word.listing import marks_table
from templates._word.paper import HandDate, Paper


def build() -> Paper:
    """致第一完成单位的说明: what to sign and seal, how, and whom it goes back to."""
    section = "wording.cover_note"
    paper = Paper("致第一完成单位的说明", letter=False)
    paper.paragraph("WxFormTitle", "{{ " + section + ".title | title_lines }}")
    paper.paragraph("WxCell", "{{ " + section + ".addressee }}", keep_next=True)
    paper.each("WxStory", f"{section}.body", keep="all")
    paper.paragraph("WxSpace")
    paper.only("{%p for block in signing.padded(1) %}")
    paper.element(marks_table("block.rows.padded(6 if blank else 1)", named=False).element())
    paper.only("{%p endfor %}")
    paper.paragraph("WxSpace")
    paper.each("WxStory", f"{section}.how", keep="all")
    paper.paragraph("WxSpace")
    paper.paragraph("WxCellRight", "{{ " + section + ".sender }}")
    paper.paragraph("WxCellRight", HandDate())
    return paper
