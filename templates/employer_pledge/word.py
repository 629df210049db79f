"""第一完成人所在单位承诺书 on its own sheet."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.pledges import add_employer_pledge


def build() -> Paper:
    """第一完成人所在单位承诺书 on its own sheet."""
    paper = Paper("第一完成人所在单位承诺书", letter=False)
    paper.paragraph("WxFormTitle", "{{ wording.employer_pledge.title | title_lines }}")
    add_employer_pledge(paper)
    return paper
