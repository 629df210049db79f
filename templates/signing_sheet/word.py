"""签字盖章清单."""

from __future__ import annotations

from templates._word.listing import marks_table
from templates._word.paper import Paper


def build() -> Paper:
    """签字盖章清单: a sheet a recipient."""
    paper = Paper("签字盖章清单", letter=False)
    title = "{{ wording.signing_sheet.title | title_lines }}"
    paper.only("{%p for block in signing.padded(1) %}")
    paper.only("{%p if loop.first %}")
    paper.paragraph("WxFormTitle", title)
    paper.only("{%p else %}")
    paper.paragraph("WxFormTitle", title, fresh_page=True)
    paper.only("{%p endif %}")
    paper.paragraph("WxStory", "{{ wording.signing_sheet.intro }}", keep_next=True)
    paper.paragraph("WxSpace")
    paper.element(marks_table("block.rows.padded(12 if blank else 1)", named=True).element())
    paper.gap()
    paper.only("{%p endfor %}")
    return paper
