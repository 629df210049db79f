"""一线职工证明."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.sealing import seal_block


def build() -> Paper:
    """一线职工证明."""
    section = "wording.frontline_certificate"
    paper = Paper("一线职工证明", letter=True)
    paper.paragraph("WxTitle", "{{ " + section + ".title | title_lines }}")
    paper.paragraph("WxAddressee", "{{ " + section + ".addressee }}")
    paper.each("WxBody", f"{section}.body", keep="last")
    seal_block(paper, "employer.name", f"{section}.seal", "")
    return paper
