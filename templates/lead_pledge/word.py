"""第一完成人承诺书 on its own sheet."""

from __future__ import annotations

from templates._word.paper import Blank, HandDate, Paper

_SIGN_PERCENT = 425  # 60 mm of five half-width underscores of 16 pt


def build() -> Paper:
    """第一完成人承诺书 on its own sheet."""
    section = "wording.lead_pledge"
    paper = Paper("第一完成人承诺书", letter=True)
    paper.paragraph("WxTitle", "{{ " + section + ".title | title_lines }}")
    paper.each("WxBody", f"{section}.body", keep="last")
    paper.paragraph("WxSign", ["{{ " + section + ".signature }}", Blank(_SIGN_PERCENT)])
    paper.paragraph("WxSignDate", HandDate())
    return paper
