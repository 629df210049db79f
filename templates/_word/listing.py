"""Lists that several documents share."""

from __future__ import annotations

from templates._word.paper import Blank, Content
from templates._word.tables import Table, centred, label, more, value


def public_list() -> Table:
    """The projects as a public notice shows them (五1)."""
    table = Table(height_mm=11)
    table.header(
        label(7.5, "序\n号"), label(36.5, "项目名称"), label(15.2, "类型"), label(23.6, "第一完成\n单位"),
        label(19.4, "第一\n完成人"), label(19.4, "单位\n职务"), label(19.4, "技能\n等级"),
        label(15, "职称"),
    )  # fmt: skip
    table.tag("{%tr for nomination in nominations.padded(1) %}")
    table.row(
        label(7.5, "{{ loop.index }}", merge="restart"),
        value(36.5, "{{ nomination.title }}"),
        centred(15.2, "{{ nomination.category }}"),
        value(23.6, "{{ nomination.employer.name }}"),
        centred(19.4, "{{ nomination.lead.name }}"),
        value(19.4, "{{ nomination.lead.job_title }}"),
        value(19.4, "{{ nomination.lead.skill_level | replace('（', '\\n（') }}"),
        value(15, "{{ nomination.lead.title }}"),
        keep_next=True,
    )
    introduction = value(136.5, "{{ nomination.introduction }}", style="WxIntroduction")
    # The last two projects stay together.
    table.held_if("loop.revindex == 2", more(7.5), label(12, "项目\n简介"), introduction)
    return table.tag("{%tr endfor %}")


_PLACE = '{{ row.place.replace("（", "\\n（").strip("：\\n") }}'
_SUBJECT = (
    '{{ "本单位" if row.subject and row.subject in (block.recipient, unit.name)'
    ' else row.subject.replace(" ", "\\n", 1) }}'
)
_MARKS = (
    (7, "序\n号", "{{ row.number }}", "WxSmallCentre"),
    (25, "由谁", "{{ row.who }}", "WxSmall"),
    (10, "签盖", "{{ row.kind }}", "WxSmallCentre"),
    (28.5, "文书", "{{ row.document }}", "WxSmall"),
    (32.2, "位置", _PLACE, "WxSmall"),
    (17.3, "对象", _SUBJECT, "WxSmall"),
    (10, "份数", "{{ row.copies }}", "WxSmallCentre"),
    (16, "最晚", "{{ row.latest }}", "WxSmallCentre"),
    (10, "完成", "☐", "WxSmallCentre"),
)
"""Width, head, content and style of each column."""

_RECIPIENT_PERCENT = 600  # 63 mm of five half-width underscores of 12 pt


def marks_table(rows: str, *, named: bool) -> Table:
    """What one recipient has to see to, a row a mark, and below it whom the papers go back to.

    Args:
        rows: An expression, the rows of `block`.
        named: Whether the recipient's name stands above the heads.
    """
    table = Table()
    if named:
        name = "签盖单位：{% if block.recipient %}{{ block.recipient }}{% else %}"
        content: Content = [name, Blank(_RECIPIENT_PERCENT), "{% endif %}"]
        table.header(value(156, content, style="WxBand"))
    table.header(*(value(width, head, style="WxSmallCentre") for width, head, _, _ in _MARKS))
    cells = [value(width, content, style=style) for width, _, content, style in _MARKS]
    table.each(f"row in {rows}", *cells, together=3, with_next=True)
    table.tag("{%tr if not block.of_unit %}")
    table.row(value(156, "{{ wording.signing_sheet.back }}", style="WxSmall"))
    return table.tag("{%tr endif %}")
