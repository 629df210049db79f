"""签字盖章清单."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.tables import Table, value


def build() -> Paper:
    """签字盖章清单."""
    paper = Paper("签字盖章清单", letter=False)
    paper.paragraph("WxFormTitle", "{{ wording.signing_sheet.title | title_lines }}")
    paper.paragraph("WxStory", "{{ wording.signing_sheet.intro }}", keep_next=True)
    paper.paragraph("WxSpace")
    table = Table()
    columns = (
        (10, "序号", "number", "WxSmallCentre"), (24.8, "文书", "document", "WxSmall"),
        (24.8, "对象", "subject", "WxSmall"), (24.8, "签字", "signature", "WxSmall"),
        (24.8, "盖章", "seal", "WxSmall"), (10, "份数", "copies", "WxSmallCentre"),
        (26.8, "文件", "file", "WxSmall"),
    )  # fmt: skip
    done = value(10, "☐", style="WxSmallCentre")
    heads = (value(width, name, style="WxSmallCentre") for width, name, _, _ in columns)
    table.header(*heads, value(10, "完成", style="WxSmallCentre"))
    cells = [value(width, "{{ row." + key + " }}", style=style) for width, _, key, style in columns]
    table.each("row in signing.padded(1)", *cells, done, together=3)
    paper.element(table.element())
    paper.gap()
    return paper
