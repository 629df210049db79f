"""签字盖章清单: a block a recipient."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.tables import Table, value


def build() -> Paper:
    """签字盖章清单."""
    paper = Paper("签字盖章清单", letter=False)
    paper.paragraph("WxFormTitle", "{{ wording.signing_sheet.title | title_lines }}")
    paper.paragraph("WxStory", "{{ wording.signing_sheet.intro }}", keep_next=True)
    paper.only("{%p for block in signing.padded(1) %}")
    paper.paragraph("WxHeading", "{{ block.recipient }}")
    table = Table()
    columns = (
        (8, "序号", "number", "WxSmallCentre"), (34, "由谁", "who", "WxSmall"),
        (11, "签盖", "kind", "WxSmallCentre"), (27, "文书", "document", "WxSmall"),
        (30, "位置", "place", "WxSmall"), (18, "对象", "subject", "WxSmall"),
        (18, "最晚", "latest", "WxSmallCentre"),
    )  # fmt: skip
    heads = (value(width, name, style="WxSmallCentre") for width, name, _, _ in columns)
    table.header(*heads, value(10, "完成", style="WxSmallCentre"))
    cells = [value(width, "{{ row." + key + " }}", style=style) for width, _, key, style in columns]
    done = value(10, "☐", style="WxSmallCentre")
    table.each("row in block.rows.padded(1)", *cells, done, together=3)
    paper.element(table.element())
    paper.gap()
    paper.only("{%p endfor %}")
    return paper
