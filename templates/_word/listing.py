"""Lists that several documents share."""

from __future__ import annotations

from templates._word.tables import Table, centred, label, more, value


def public_list() -> Table:
    """The projects as a public notice shows them (五1)."""
    table = Table(height_mm=11)
    table.header(
        label(11, "序号"), label(32, "项目名称"), label(15, "类型"), label(24, "第一完成\n单位"),
        label(19.5, "第一\n完成人"), label(20, "单位\n职务"), label(19.5, "技能\n等级"),
        label(15, "职称"),
    )  # fmt: skip
    table.tag("{%tr for nomination in nominations.padded(1) %}")
    table.row(
        label(11, "{{ loop.index }}", merge="restart"),
        value(32, "{{ nomination.title }}"),
        centred(15, "{{ nomination.category }}"),
        value(24, "{{ nomination.employer.name }}"),
        centred(19.5, "{{ nomination.lead.name }}"),
        value(20, "{{ nomination.lead.job_title }}"),
        value(19.5, "{{ nomination.lead.skill_level | replace('（', '\\n（') }}"),
        value(15, "{{ nomination.lead.title }}"),
        keep_next=True,
    )
    introduction = value(130, "{{ nomination.introduction }}", style="WxIntroduction")
    table.row(more(11), label(15, "项目\n简介"), introduction)
    return table.tag("{%tr endfor %}")
